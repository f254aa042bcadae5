package simulator

import (
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"suitekey/core/simulator/wire"
)

// TestOpenSSL makes keys and certificates by the recipes that Oracle prints
// (docs.oracle.com, subsect_162755332391) and lets openssl sign, so that the
// verifier is measured by a signer that is not Go's.
func TestOpenSSL(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("openssl is not installed")
	}
	if testing.Short() {
		t.Skip("RSA keys take openssl seconds")
	}
	recipes := map[string]string{
		"salt 64":    "-newkey rsa:3072 -sigopt rsa_padding_mode:pss -sha256 -sigopt rsa_pss_saltlen:64",
		"PSS OID":    "-newkey rsa-pss -pkeyopt rsa_keygen_bits:3072 -sha256",
		"PKCS1 self": "-newkey rsa:3072 -sha256",
	}
	for name, recipe := range recipes {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			dir := t.TempDir()
			run := func(stdin string, args ...string) []byte {
				t.Helper()
				cmd := exec.CommandContext(t.Context(), openssl, args...)
				cmd.Dir, cmd.Stdin = dir, strings.NewReader(stdin)
				out, err := cmd.Output()
				if err != nil {
					t.Fatalf("openssl %v: %v", args, err)
				}
				return out
			}
			run("", strings.Fields("req -new -x509 -nodes -days 700 -subj /CN=test -keyout private.pem -out public.pem "+recipe)...)
			certificate, err := os.ReadFile(filepath.Join(dir, "public.pem"))
			s.must(err)
			read, err := wire.ReadCertificate(certificate)
			s.must(err)
			s.clock.move(read.NotBefore.Sub(testStart) + 1) // openssl goes by the real clock
			id := s.mapped(keyPair{certificate: certificate})
			text := s.assertionText(id)
			signature := run(text, "dgst", "-sha256", "-sign", "private.pem", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32")
			if r := s.askToken(text + "." + base64.RawURLEncoding.EncodeToString(signature)); r.status != 200 {
				t.Errorf("%d %s (%s)", r.status, r.text, s.lastSignIn().Detail)
			}
			long := run(text, "dgst", "-sha256", "-sign", "private.pem", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:64")
			if r := s.askToken(text + "." + base64.RawURLEncoding.EncodeToString(long)); r.status != 401 {
				t.Errorf("a salt longer than the hash: %d", r.status)
			}
		})
	}
}

// assertionText is a PS256 assertion that waits for its signature.
func (s *stage) assertionText(id string) string {
	s.Helper()
	text := s.assertion(rsaPair(s.T, "PS256"), id, nil)
	return text[:strings.LastIndexByte(text, '.')]
}

package m2m

import (
	"encoding/base64"
	"strings"
	"testing"

	"suitekey/core/secret"
)

// body is a PEM without its BEGIN and END lines.
func body(pem string) string {
	lines := strings.Split(strings.TrimSpace(pem), "\n")
	return strings.Join(lines[1:len(lines)-1], "\n")
}

func TestKeyWithoutItsArmour(t *testing.T) {
	for _, kind := range KeyTypes() {
		pem := keyOf(t, kind).PEM().Reveal()
		lines := body(pem)
		one := strings.ReplaceAll(lines, "\n", "")
		for name, text := range map[string]string{
			"lines": lines, "one line": one, "backslash n": strings.ReplaceAll(lines, "\n", `\n`), "quoted": `"` + one + `"`,
			"base64url": strings.NewReplacer("+", "-", "/", "_", "=", "").Replace(one), "base64 of the PEM": base64.StdEncoding.EncodeToString([]byte(pem)),
			"blanks": strings.ReplaceAll(lines, "\n", " "),
		} {
			read, err := ParseKey(secret.New(text), secret.Secret{})
			if err != nil || read.PEM().Reveal() != pem {
				t.Errorf("%s, %s: %v", kind, name, err)
			}
			if !LooksLikeKey(text) || !IsWhole(text) {
				t.Errorf("%s, %s: not recognised as a whole key", kind, name)
			}
		}
		// Each beginning and each end that is long enough is kept out of sight and never
		// repeated.
		one = strings.TrimRight(one, "=") // which nobody misses
		for n := 1; n < len(one); n += 7 {
			for _, piece := range []string{one[:n], one[n:]} {
				if len(piece) >= leastUnknown && piece[0] != '/' && !LooksLikeKey(piece) {
					t.Fatalf("%s: a piece of %d characters is taken for a path", kind, len(piece))
				}
				if _, err := ParseKey(secret.New(piece), secret.Secret{}); err == nil || len(piece) > 12 && strings.Contains(err.Error(), piece[:12]) {
					t.Fatalf("%s: a piece of %d characters: %v", kind, len(piece), err)
				}
			}
		}
	}
}

// TestPieceCutBySlashes: no run of letters and digits in it is long, and it is no path.
func TestPieceCutBySlashes(t *testing.T) {
	piece := strings.Repeat("aB3dE5gH/7kL9mN+pQ2", 4)
	if !LooksLikeKey(piece) {
		t.Error("the piece is taken for a path")
	}
}

func TestPathsAreNoKeys(t *testing.T) {
	for _, path := range []string{
		"", "key.pem", "~/private.pem", "/home/me/MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg.pem", "./MIGHAgEAMBMGByqGSM49AgEGCCqGSM49",
		"Makefile", "MyCompany/NetSuite/Integration/Production/PrivateKeys/acme/key", "MIG", "../keys/2026/netsuite", `C:\keys\acme.pem`,
		strings.Repeat("0123456789abcdef", 4), // a token in the wrong field: not a key
		"Consumer Key " + strings.Repeat("0a1B", 16) + " Token ID " + strings.Repeat("2c3D", 16),
	} {
		if LooksLikeKey(path) {
			t.Errorf("%q is taken for a key", path)
		}
	}
}

func TestCertificateWithoutItsArmour(t *testing.T) {
	made := certificateOf(t, keyOf(t, P256))
	read, err := ParseCertificate([]byte(strings.ReplaceAll(body(made.PEM()), "\n", "")))
	if err != nil || read.ID() != made.ID() {
		t.Errorf("%v", err)
	}
}

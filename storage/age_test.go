//go:build unix

package storage

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// TestAgeOpensTheVault hands a saved connection to the age program, as a person
// would who has no suitekey at hand: age -d -i identity.age profiles/acme.age
func TestAgeOpensTheVault(t *testing.T) {
	if _, err := exec.LookPath("age"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("the age program is missing: install the package age")
		}
		t.Skip("the age program is missing: install the package age")
	}
	s := newTestSession(t)
	mustSave(t, s, tbaProfile(t, "acme"))
	mustSave(t, s, mustLoad(t, s, "acme"))
	if err := saveDraft(s, "acme", []byte(markDraft)); err != nil {
		t.Fatal(err)
	}
	for _, identity := range identityFiles {
		for _, path := range []string{s.vault.profilePath("acme"), s.vault.generationPath("acme", 1), s.vault.draftPath("acme")} {
			out := runAge(t, passphrase.Reveal(), "-d", "-i", s.vault.path(identity), path)
			var r record
			if err := json.Unmarshal(out, &r); err != nil || r.Name != "acme" || r.Version != formatVersion {
				t.Fatalf("age -d -i %s %s: %v\n%s", identity, path, err, out)
			}
			if r.Profile != nil && (r.Profile.TokenSecret.Reveal() != markToken || r.Profile.Account.Realm() != "1234567_SB1") {
				t.Errorf("%s holds %+v", path, r.Profile)
			}
			if r.Profile == nil && string(r.Draft) != markDraft {
				t.Errorf("%s holds %q", path, r.Draft)
			}
		}
	}
	key := runAge(t, passphrase.Reveal(), "-d", s.vault.path(identityFiles[0]))
	if !strings.Contains(string(key), s.keys.current.String()) {
		t.Error("age -d identity.age does not show the key")
	}
}

// runAge runs the program and answers its question, which it asks on the terminal.
func runAge(t *testing.T, answer string, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "age", args...)
	var out bytes.Buffer
	cmd.Stdout = &out
	terminal, err := pty.Start(cmd) // standard input and error
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	stuck := time.AfterFunc(20*time.Second, func() { _ = cmd.Process.Kill() })
	defer stuck.Stop()
	var said strings.Builder
	buffer := make([]byte, 1024)
	for asked := false; ; {
		n, err := terminal.Read(buffer)
		said.Write(buffer[:n])
		if !asked && strings.Contains(said.String(), "passphrase") {
			asked = true
			if _, err := terminal.WriteString(answer + "\n"); err != nil {
				t.Fatal(err)
			}
		}
		if err != nil { // the program has closed the terminal
			break
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("age %v: %v\n%s", args, err, said.String())
	}
	return out.Bytes()
}

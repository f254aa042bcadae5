package people

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Keys that ssh-keygen has made open the vault, and their fingerprints are those that
// ssh-keygen prints.
func TestSSHKeysAreMembers(t *testing.T) {
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		t.Skip("ssh-keygen is not installed")
	}
	o := newOffice(t)
	for kind, args := range map[string][]string{"ed25519": {"-t", "ed25519"}, "rsa": {"-t", "rsa", "-b", "2048"}} {
		file := sshKey(t, append(args, "-N", "", "-C", "someone@example.com")...)
		public, err := os.ReadFile(file + ".pub")
		if err != nil {
			t.Fatal(err)
		}
		recipient, _, err := ParseRecipient(string(public))
		if err != nil || strings.Contains(recipient, "someone") {
			t.Fatalf("%s: %q, %v", kind, recipient, err)
		}
		said, err := exec.Command("ssh-keygen", "-lf", file).Output()
		if err != nil || !strings.Contains(string(said), Fingerprint(recipient)) {
			t.Errorf("%s: the fingerprint is %s, ssh-keygen says %s", kind, Fingerprint(recipient), said)
		}
		if err := o.admin.Add(t.Context(), Person{Name: kind, Recipient: string(public), Role: Renewer, Machine: true}); err != nil {
			t.Fatal(err)
		}
		identity, err := ReadIdentity(file)
		if err != nil {
			t.Fatal(err)
		}
		if team := o.open(identity); team.Self.Name != kind {
			t.Errorf("opened as %+v", team.Self)
		}
	}
	locked := sshKey(t, "-t", "ed25519", "-N", "marked passphrase")
	if _, err := ReadIdentity(locked); err == nil || !strings.Contains(err.Error(), "with a passphrase") {
		t.Errorf("a locked key: %v", err)
	}
	ecdsa := sshKey(t, "-t", "ecdsa", "-N", "")
	if _, err := ReadIdentity(ecdsa); err == nil || !strings.Contains(err.Error(), "use ssh-ed25519") {
		t.Errorf("an ECDSA key: %v", err)
	}
	if public, err := os.ReadFile(ecdsa + ".pub"); err != nil {
		t.Fatal(err)
	} else if _, _, err := ParseRecipient(string(public)); err == nil || !strings.Contains(err.Error(), "ecdsa-sha2-nistp256 cannot encrypt") {
		t.Errorf("an ECDSA recipient: %v", err)
	}
}

func sshKey(t *testing.T, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "id")
	if out, err := exec.Command("ssh-keygen", append([]string{"-q", "-f", file}, args...)...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return file
}

func TestParseRecipientRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "this is not a public key",
		"anna":                    "this is not a public key",
		"age1":                    "not complete",
		"age1pq1xyz":              "post-quantum",
		"AGE-SECRET-KEY-1MARKED":  "this is a private key",
		"age-secret-key-1marked":  "this is a private key",
		"-----BEGIN PRIVATE KEY-": "this is a private key",
		"age1x\nage1y":            "one line",
		strings.Repeat("a", 4000): "one line",
		"ssh-rsa AAAA":            "this is not a public key",
		"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC7 x\x1b[2J": "this is not a public key",
	} {
		_, _, err := ParseRecipient(text)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(strings.ToLower(err.Error()), "marked") {
			t.Errorf("%.30q: %v", text, err)
		}
	}
}

func TestMachineIdentity(t *testing.T) {
	made, text, err := NewMachine()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "renewer.key")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(text.Reveal())
	read, err := ReadIdentity(file)
	if err != nil || read.Recipient != made.Recipient {
		t.Errorf("read %v, %v", read, err)
	}
	if out, err := exec.Command("age-keygen", "-y", file).Output(); err == nil && strings.TrimSpace(string(out)) != made.Recipient {
		t.Errorf("age-keygen reads %s", out)
	}
	for name, text := range map[string]string{"nothing": "", "comments": "# x\n", "junk": "marked-secret\n", "two": text.Reveal() + text.Reveal()} {
		write(text)
		if _, err := ReadIdentity(file); err == nil || strings.Contains(err.Error(), "marked") || strings.Contains(err.Error(), "KEY-1Q") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, path := range []string{file + "x", t.TempDir()} {
		if _, err := ReadIdentity(path); err == nil {
			t.Errorf("%s was read", path)
		}
	}
}

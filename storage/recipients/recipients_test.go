package recipients_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"filippo.io/age"

	"suitekey/storage/recipients"
	"suitekey/storage/recipients/plugintest"
)

// The test binary is the plugin's program as well, under the plugin's name.
func TestMain(m *testing.M) {
	if strings.HasPrefix(filepath.Base(os.Args[0]), "age-plugin-") {
		plugintest.Main()
	}
	os.Exit(m.Run())
}

// installPlugin puts the plugin's program where age looks for it.
func installPlugin(t *testing.T) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	name := "age-plugin-" + plugintest.Name
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if err := os.Symlink(program, filepath.Join(folder, name)); err != nil {
		t.Skip("no links here: ", err)
	}
	t.Setenv("PATH", folder+string(os.PathListSeparator)+os.Getenv("PATH"))
}

func sshKey(t *testing.T, kind, passphrase string) (file, public string) {
	t.Helper()
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		t.Skip("ssh-keygen is missing")
	}
	file = filepath.Join(t.TempDir(), "id")
	if out, err := exec.Command("ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-C", "somebody@example", "-f", file).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	line, err := os.ReadFile(file + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	return file, string(line)
}

func written(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "identity")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestEachKind encrypts to a key of each kind and opens it with the identity's file.
func TestEachKind(t *testing.T) {
	installPlugin(t)
	own, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	hybrid, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	touch, touchIdentity, err := plugintest.Keys()
	if err != nil {
		t.Fatal(err)
	}
	ed25519, ed25519Public := sshKey(t, "ed25519", "")
	rsa, rsaPublic := sshKey(t, "rsa", "")
	locked, lockedPublic := sshKey(t, "ed25519", "of the ssh key")
	for _, k := range []struct {
		kind, public, file string
		asks               bool
		answer             string
	}{
		{"age", own.Recipient().String(), written(t, "# created: today\n"+own.String()+"\n"), false, ""},
		{"age, pq", hybrid.Recipient().String(), written(t, hybrid.String()), false, ""},
		{"plugin touch", touch, written(t, "# a key\n"+touchIdentity+"\n"), true, plugintest.PIN},
		{"ssh-ed25519", ed25519Public, ed25519, false, ""},
		{"ssh-rsa", rsaPublic, rsa, false, ""},
		{"ssh-ed25519", lockedPublic, locked, true, "of the ssh key"},
	} {
		t.Run(k.kind, func(t *testing.T) {
			public, err := recipients.Parse(k.public)
			if err != nil || strings.Contains(public, "somebody") {
				t.Fatalf("%q, %v", public, err)
			}
			key := recipients.Key{Name: "one", Recipient: public}
			if key.Kind() != k.kind {
				t.Errorf("the kind is %q", key.Kind())
			}
			sealed, err := recipients.EncryptTo(key, []byte("text"), recipients.Person{})
			if err != nil {
				t.Fatal(err)
			}
			var told []string
			person := recipients.Person{
				Tell: func(text string) { told = append(told, text) },
				Ask: func(prompt string, hidden bool) (string, error) {
					told = append(told, prompt)
					if !hidden {
						t.Error("a secret is shown while it is typed")
					}
					return k.answer, nil
				},
			}
			if text, err := opened(t, k.file, person, sealed, k.asks); err != nil || text != "text" {
				t.Errorf("%q, %v", text, err)
			}
			if said := strings.Join(told, "\n"); strings.Contains(said, "\x1b") || k.asks != (said != "") {
				t.Errorf("said %q", said)
			}
			if !k.asks {
				return
			}
			if _, err := opened(t, k.file, recipients.Person{}, sealed, true); err == nil {
				t.Error("it opens although nobody answered")
			}
			person.Ask = func(string, bool) (string, error) { return "", errors.New("ctrl+c") }
			if _, err := opened(t, k.file, person, sealed, true); err == nil {
				t.Error("it opens although the answer was refused")
			}
		})
	}
}

func opened(t *testing.T, path string, person recipients.Person, sealed []byte, asks bool) (string, error) {
	t.Helper()
	file, err := recipients.Read(path, person)
	if err != nil {
		t.Fatal(err)
	}
	if file.Asks != asks {
		t.Errorf("asks: %v", file.Asks)
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), file.Identities...)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(r)
	return string(text), err
}

func TestNoPublicKey(t *testing.T) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	_, touch, err := plugintest.Keys()
	if err != nil {
		t.Fatal(err)
	}
	_, ecdsa := sshKey(t, "ecdsa", "")
	for text, want := range map[string]string{
		"":                                       "begins with age1",
		"age1":                                   "not complete",
		identity.Recipient().String()[:40]:       "not complete",
		identity.String():                        "stays with its owner",
		strings.ToLower(touch):                   "stays with its owner",
		"-----BEGIN OPENSSH PRIVATE KEY-----":    "stays with its owner",
		"one\ntwo":                               "one line",
		strings.Repeat("a", 4000):                "one line",
		ecdsa:                                    "ecdsa-sha2-nistp256 cannot encrypt",
		"sk-ssh-ed25519@openssh.com AAAAinvalid": "not a public key",
	} {
		_, err := recipients.Parse(text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v", text, err)
		}
		if err != nil && len(text) > 20 && strings.Contains(err.Error(), text[len(text)/2:][:8]) {
			t.Errorf("%.40q is repeated: %v", text, err)
		}
	}
}

func TestNoIdentity(t *testing.T) {
	public, _, err := plugintest.Keys()
	if err != nil {
		t.Fatal(err)
	}
	const marked = "CANARYnoIdentity"
	for text, want := range map[string]string{
		"":                                 "contains no identity",
		marked:                             "something other",
		public:                             "something other",
		"AGE-PLUGIN-" + marked:             "something other",
		"AGE-SECRET-KEY-1" + marked:        "something other",
		"age-encryption.org/v1\n-> scrypt": "is itself encrypted",
		"-----BEGIN OPENSSH PRIVATE KEY-----\n" + marked: "cannot decrypt",
		strings.Repeat("#", 70<<10):                      "at most 64 kB",
	} {
		_, err := recipients.Read(written(t, text), recipients.Person{})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), marked) {
			t.Errorf("%.40q: %v", text, err)
		}
	}
	if _, err := recipients.Read(t.TempDir(), recipients.Person{}); err == nil {
		t.Error("a folder was read")
	}
}

// TestMissingPlugin says which program to install.
func TestMissingPlugin(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	public, _, err := plugintest.Keys()
	if err != nil {
		t.Fatal(err)
	}
	_, err = recipients.EncryptTo(recipients.Key{Name: "one", Recipient: public}, nil, recipients.Person{})
	if err == nil || !strings.Contains(err.Error(), "age-plugin-touch is missing: install it") {
		t.Error(err)
	}
}

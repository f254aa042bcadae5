package imports

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"suitekey/core/m2m"
	"suitekey/core/secret"
)

// program runs a real program in a folder. Without it the test is left out, but not
// where CI=true.
func program(t *testing.T, folder string, args ...string) {
	t.Helper()
	if _, err := exec.LookPath(args[0]); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is not installed, and this test reads what it writes", args[0])
		}
		t.Skipf("%s is not installed", args[0])
	}
	cmd := exec.Command(args[0], args[1:]...) // #nosec G204 -- of this test
	cmd.Dir = folder
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", args, err, bytes.TrimSpace(out))
	}
}

// read imports a file that a program wrote, and opens the key in it.
func read(t *testing.T, format, path, password string) (Found, m2m.Key) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, _ := Find(format)
	found, err := Read(f, data, Choice{})
	if err != nil {
		t.Fatal(err)
	}
	key, err := m2m.ParseKey(found.Secrets["key_file"], secret.New(password))
	if err != nil {
		t.Fatal(err)
	}
	return found, key
}

// TestFilesOfKeytool reads the stores that Java's own program writes, and compares
// the key with the certificate that it prints.
func TestFilesOfKeytool(t *testing.T) {
	for _, store := range []string{"JKS", "PKCS12"} {
		t.Run(store, func(t *testing.T) {
			folder := t.TempDir()
			program(t, folder, "keytool", "-J-XX:TieredStopAtLevel=1", "-genkeypair", "-alias", "acme", "-dname", "CN=acme", "-validity", "300", "-keyalg", "EC", "-groupname", "secp256r1",
				"-storetype", store, "-keystore", "store", "-storepass", "changeit", "-keypass", "changeit")
			program(t, folder, "keytool", "-J-XX:TieredStopAtLevel=1", "-exportcert", "-rfc", "-keystore", "store", "-storepass", "changeit", "-alias", "acme", "-file", "acme.pem")
			_, key := read(t, "pem", filepath.Join(folder, "store"), "changeit")
			text, err := os.ReadFile(filepath.Join(folder, "acme.pem"))
			if err != nil {
				t.Fatal(err)
			}
			certificate, err := m2m.ParseCertificate(text)
			if err != nil || key.Type() != m2m.P256 || m2m.Match(key, certificate) != nil {
				t.Errorf("%s, %v", key.Type(), err)
			}
		})
	}
}

// TestStoresOfOpenSSL reads PKCS#12 as openssl writes it, with the key of a PEM that
// it writes as well.
func TestStoresOfOpenSSL(t *testing.T) {
	folder := t.TempDir()
	program(t, folder, "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-days", "300", "-subj", "/CN=acme")
	_, want := read(t, "pem", filepath.Join(folder, "key.pem"), "")
	for name, options := range map[string][]string{
		"as usual": nil, "3DES": {"-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"}, "without the certificate's encryption": {"-certpbe", "NONE"},
	} {
		t.Run(name, func(t *testing.T) {
			program(t, folder, append([]string{"openssl", "pkcs12", "-export", "-in", "cert.pem", "-inkey", "key.pem", "-passout", "pass:changeit", "-out", "store.p12"}, options...)...)
			if _, key := read(t, "pem", filepath.Join(folder, "store.p12"), "changeit"); !key.PEM().Equal(want.PEM()) {
				t.Error("another key was read")
			}
		})
	}
	// The command that is advised for stores does work.
	program(t, folder, "openssl", "pkcs12", "-in", "store.p12", "-passin", "pass:changeit", "-nocerts", "-nodes", "-out", "out.pem")
	if _, key := read(t, "pem", filepath.Join(folder, "out.pem"), ""); !key.PEM().Equal(want.PEM()) {
		t.Error("the advised command takes another key out")
	}
}

// TestFilesOfPythonDotenv reads a .env that python-dotenv writes.
func TestFilesOfPythonDotenv(t *testing.T) {
	folder := t.TempDir()
	p := makePair(t, m2m.P256)
	if err := os.WriteFile(filepath.Join(folder, "key.pem"), []byte(p.pem), 0o600); err != nil {
		t.Fatal(err)
	}
	python := "python3" // which may be another than the system's, where Debian's packages are
	if exec.Command(python, "-c", "import dotenv").Run() != nil {
		if python = "/usr/bin/python3"; exec.Command(python, "-c", "import dotenv").Run() != nil && os.Getenv("CI") != "true" {
			t.Skip("python-dotenv is not installed")
		}
	}
	program(t, folder, python, "-c", `import dotenv
dotenv.set_key(".env", "NETSUITE_ACCOUNT_ID", "1234567_SB1")
dotenv.set_key(".env", "NETSUITE_PRIVATE_KEY", open("key.pem").read())`)
	found, key := read(t, "dotenv", filepath.Join(folder, ".env"), "")
	if found.Answers["account"] != "1234567_SB1" || key.PEM().Reveal() != p.pem {
		t.Errorf("%v", found.Answers)
	}
}

// TestItemOf1Password reads what `op item get --format json` prints.
func TestItemOf1Password(t *testing.T) {
	const item = `{"id":"x1","title":"NetSuite","category":"API_CREDENTIAL","fields":[
		{"id":"notesPlain","type":"STRING","purpose":"NOTES","label":"notesPlain"},
		{"id":"a1","type":"STRING","label":"account ID","value":"1234567_SB1"},
		{"id":"a2","type":"CONCEALED","label":"consumer key","value":"` + ck + `"},
		{"id":"a3","type":"CONCEALED","label":"consumer secret","value":"` + cs + `"},
		{"id":"a4","type":"CONCEALED","label":"token ID","value":"` + ti + `"},
		{"id":"a5","type":"CONCEALED","label":"token secret","value":"` + ts + `"}]}`
	f, _ := Find("json")
	found, err := Read(f, []byte(item), Choice{})
	if err != nil {
		t.Fatal(err)
	}
	got := all(found)
	for key, want := range tbaAnswers() {
		if got[key] != want {
			t.Errorf("%s is %q, want %q", key, got[key], want)
		}
	}
}

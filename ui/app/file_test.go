package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"suitekey/core/clocktest"
	"suitekey/core/m2m"
	"suitekey/ui/app/files"
	"suitekey/ui/app/practice"
)

func certificateFor(t *testing.T, name string) string {
	t.Helper()
	key, err := m2m.Generate(t.Context(), m2m.P256)
	if err != nil {
		t.Fatal(err)
	}
	c, err := m2m.SelfSign(key, m2m.CertificateOptions{CommonName: name, From: clocktest.Now(), Days: 1})
	if err != nil {
		t.Fatal(err)
	}
	return c.PEM()
}

func TestWriteCertificate(t *testing.T) {
	user := t.TempDir()
	a := newApp(t, Options{Getenv: environment(homeIn(user, nil))})
	first := certificateFor(t, "suitekey acme")
	path, err := a.public.WriteCertificate("acme", first)
	if err != nil || path != filepath.Join(user, "suitekey", "acme-certificate.pem") {
		t.Fatalf("written to %s, %v", path, err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm()&0o044 == 0 {
		t.Errorf("a browser of this user could not read it: %v, %v", info.Mode(), err)
	}
	second := certificateFor(t, "suitekey acme")
	if again, err := a.public.WriteCertificate("acme", second); err != nil || again != path {
		t.Errorf("our own certificate was not replaced: %s, %v", again, err)
	}
	expect(t, path, second)

	foreign := certificateFor(t, "somebody else")
	for _, text := range []string{foreign, "not a certificate"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		other, err := a.public.WriteCertificate("acme", first)
		if err != nil || filepath.Base(other) != "acme-certificate-2.pem" {
			t.Errorf("written to %s, %v", other, err)
		}
		expect(t, path, text)
		expect(t, other, first)
	}
	if _, err := a.public.WriteCertificate("../evil", first); err == nil {
		t.Error("a name that is a path was taken")
	}
}

func expect(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s holds %.40q, %v", path, got, err)
	}
}

func TestCertificateFolderFollowsHome(t *testing.T) {
	home := t.TempDir()
	a := newApp(t, Options{Home: home})
	path, err := a.public.WriteCertificate("acme", certificateFor(t, "suitekey acme"))
	if err != nil || path != filepath.Join(home, "certificates", "acme-certificate.pem") {
		t.Errorf("written to %s, %v", path, err)
	}
}

func TestReadFile(t *testing.T) {
	user := t.TempDir()
	a := newApp(t, Options{Getenv: environment(homeIn(user, nil))})
	write := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(user, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	strange := "there is no file"
	if runtime.GOOS == "windows" { // which takes no such name at all
		strange = "check the path"
	}
	write("small.pem", "text", 0o600)
	if got, err := a.ReadFile(t.Context(), "~/small.pem"); err != nil || string(got) != "text" {
		t.Errorf("got %q, %v", got, err)
	}
	for path, want := range map[string]string{
		"-----BEGIN PRIVATE KEY-----":                    "not the contents of the file",
		write("huge", strings.Repeat("x", 5<<20), 0o600): "larger than 64 kB",
		user:                                   "is a folder",
		filepath.Join(user, "nowhere"):         "there is no file",
		filepath.Join(user, "no\x1b[31mwhere"): strange,
	} {
		_, err := a.ReadFile(t.Context(), path)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("reading %q: %v, want %q", path, err, want)
		}
	}
}

func TestExposed(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("permissions are different there")
	}
	path := filepath.Join(t.TempDir(), "answers.json")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(files.Exposed(path), "chmod 600") {
		t.Errorf("no warning: %q", files.Exposed(path))
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if files.Exposed(path) != "" || files.Exposed("-") != "" {
		t.Error("a closed file is warned about")
	}
}

func TestOpenBrowser(t *testing.T) {
	var started [][]string
	fails := map[string]bool{}
	a := newApp(t, Options{
		Getenv: environment(map[string]string{"HOME": t.TempDir(), "AppData": t.TempDir(), "DISPLAY": ":0"}),
		Start: func(program string, arguments []string) error {
			if fails[program] {
				return errors.New("not there")
			}
			started = append(started, append([]string{program}, arguments...))
			return nil
		},
	})
	link := "https://1234567.app.netsuite.com/app/setup/rolelist.nl?a=1&b=%25"
	if err := a.OpenBrowser(link); err != nil || len(started) != 1 || started[0][len(started[0])-1] != link {
		t.Errorf("started %q, %v", started, err)
	}
	for _, bad := range []string{
		"http://1234567.app.netsuite.com/", "https://evil.com/", "https://1234567.app.netsuite.com.evil.com/",
		"file:///etc/passwd", "-h", "", "https://user@1234567.app.netsuite.com/", "$(reboot)",
	} {
		if err := a.OpenBrowser(bad); err == nil {
			t.Errorf("%q was opened", bad)
		}
	}
	if len(started) != 1 {
		t.Errorf("started %q", started)
	}
	fails["xdg-open"], fails["open"], fails["rundll32"] = true, true, true
	if err := a.OpenBrowser(link); !errors.Is(err, ErrNoBrowser) {
		t.Errorf("without a browser: %v", err)
	}
	demo := newApp(t, Options{Demo: true})
	if err := demo.OpenBrowser(link); !errors.Is(err, practice.ErrNoPages) {
		t.Errorf("practice opened a real page: %v", err)
	}
}

func TestOpeners(t *testing.T) {
	for _, test := range []struct {
		name, system string
		env          map[string]string
		want         string
	}{
		{"mac", "darwin", nil, "open"},
		{"windows", "windows", nil, "rundll32"},
		{"wsl", "linux", map[string]string{"WSL_DISTRO_NAME": "Debian"}, "wslview rundll32.exe xdg-open"},
		{"desktop", "linux", map[string]string{"WAYLAND_DISPLAY": "wayland-0"}, "xdg-open"},
		{"ssh", "linux", map[string]string{"SSH_CONNECTION": "x"}, ""},
		{"ssh with a display of its own", "linux", map[string]string{"SSH_CONNECTION": "x", "DISPLAY": ":10"}, ""},
		{"ssh to a mac", "darwin", map[string]string{"SSH_CONNECTION": "x"}, ""},
	} {
		var programs []string
		for _, command := range openers(test.system, environment(test.env)) {
			programs = append(programs, command[0])
		}
		if got := strings.Join(programs, " "); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestChildEnvironment(t *testing.T) {
	t.Setenv("SUITEKEY_CONSUMER_SECRET", "s")
	t.Setenv("SUITEKEY_PASSPHRASE_COMMAND", "pass show x")
	t.Setenv("SUITEKEY_HOME", "/vault")
	got := ChildEnvironment()
	if slices.ContainsFunc(got, func(v string) bool {
		return strings.HasPrefix(v, "SUITEKEY_CONSUMER") || strings.HasPrefix(v, "SUITEKEY_PASS")
	}) {
		t.Error("secrets are passed on")
	}
	if !slices.Contains(got, "SUITEKEY_HOME=/vault") {
		t.Error("SUITEKEY_HOME is lost")
	}
}

// A pipe that nobody writes to is waited for until the run is ended.
func TestReadingIsGivenUp(t *testing.T) {
	a := newApp(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	if _, err := a.PassphraseFrom(ctx, silentPipe(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting for a pipe ended with %v", err)
	}
}

// A journey that makes another certificate on its way leaves one file.
func TestOneCertificateAJourney(t *testing.T) {
	a := newApp(t, Options{Home: t.TempDir()})
	folder := filepath.Join(a.Home(), "certificates")
	env := a.Env()
	for _, subject := range []string{"somebody", "somebody else", "acme", "acme"} {
		pem := certificateFor(t, subject)
		path, err := env.WriteCertificate("acme", pem)
		if err != nil || path != filepath.Join(folder, "acme-certificate.pem") {
			t.Fatalf("%s: %s, %v", subject, path, err)
		}
		expect(t, path, pem)
		if files, err := os.ReadDir(folder); err != nil || len(files) != 1 {
			t.Fatalf("after %s there are %v, %v", subject, files, err)
		}
	}
	// Another journey's file, and what a person put there, stay.
	other, err := a.Env().WriteCertificate("acme", certificateFor(t, "a third"))
	if err != nil || other == filepath.Join(folder, "acme-certificate.pem") {
		t.Fatalf("another journey wrote %s, %v", other, err)
	}
}

package app

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"suitekey/core/diagnose"
	"suitekey/core/netsuite"
)

func TestWithoutCredentials(t *testing.T) {
	const hidden = "set, in a form that is not shown"
	for address, want := range map[string]string{
		"http://proxy.example.com:8080":  "http://proxy.example.com:8080",
		"proxy:3128":                     "proxy:3128",
		"http://[::1]:80/":               "http://[::1]:80/",
		"http://me:hunter2@proxy:8080":   "http://[user and password]@proxy:8080",
		"me:hunter2@proxy:8080":          "[user and password]@proxy:8080",
		"http://me:p@ss/w#rd@proxy:8080": "http://[user and password]@proxy:8080",
		"http://me:hunter2%zz@proxy":     "http://[user and password]@proxy",
		"http://proxy/?key=hunter2":      hidden,
		"http://me@proxy:80/hunter2":     hidden,
		"http://a@hunter2://proxy":       hidden,
		"hunter2 hunter2":                hidden,
		"http://proxy:8080\x1b[31m":      hidden,
	} {
		if got := WithoutCredentials(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}

func facts(t *testing.T, a *App) map[string]Fact {
	t.Helper()
	all := map[string]Fact{}
	for _, f := range a.Computer(t.Context(), Terminal{Columns: 80, Rows: 24}, true) {
		all[f.Title] = f
	}
	return all
}

func TestComputer(t *testing.T) {
	user := t.TempDir()
	home := filepath.Join(user, "vault")
	certificates := filepath.Join(user, "ca.pem")
	if err := os.WriteFile(certificates, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	a := newApp(t, Options{Home: home, Version: "v1.2.3", Getenv: environment(map[string]string{
		"HOME": user, "USERPROFILE": user, "LANG": "C", "TERM": "vt100\x1b[2J", "TMUX": "/tmp/x", "https_proxy": "http://me:hunter2@proxy:1", "SSL_CERT_FILE": certificates,
		"NO_PROXY": "localhost,.example.com",
	})})
	found := facts(t, a)
	for title, want := range map[string]struct {
		state  diagnose.State
		detail string
	}{
		"suitekey": {diagnose.OK, "v1.2.3"}, "Go": {diagnose.OK, runtime.Version()}, "Locale": {diagnose.Warn, "not UTF-8"},
		"Terminal": {diagnose.OK, "TERM=vt100[2J; inside tmux; 80 columns, 24 rows; no terminal"}, "Vault": {diagnose.OK, "none yet"},
		"https_proxy": {diagnose.OK, "http://[user and password]@proxy:1"}, "NO_PROXY": {diagnose.OK, ".example.com"},
		"SSL_CERT_FILE": {diagnose.Failed, "holds no PEM certificate"}, "Clock": {diagnose.OK, "not compared"},
	} {
		if f := found[title]; f.State != want.state || !strings.Contains(f.Detail, want.detail) {
			t.Errorf("%s: %+v, want %+v", title, f, want)
		}
	}
	text, err := json.Marshal(found)
	if err != nil || strings.Contains(string(text), "hunter2") || strings.Contains(string(text), user) {
		t.Errorf("the facts give something away: %s, %v", text, err)
	}
	if _, err := os.Stat(home); !errors.Is(err, fs.ErrNotExist) {
		t.Error("looking made the vault's folder")
	}
}

func TestPermissionsOfTheVault(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("permissions are different there")
	}
	home := t.TempDir()
	a := newApp(t, Options{Home: home})
	for mode, want := range map[fs.FileMode]diagnose.State{0o700: diagnose.OK, 0o755: diagnose.Warn} {
		if err := os.Chmod(home, mode); err != nil {
			t.Fatal(err)
		}
		if f := facts(t, a)["Vault's permissions"]; f.State != want {
			t.Errorf("%v: %+v", mode, f)
		}
	}
}

func TestClockFact(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for off, want := range map[time.Duration]diagnose.State{
		time.Second: diagnose.OK, -time.Minute: diagnose.Warn, time.Hour: diagnose.Failed, -time.Hour: diagnose.Failed,
	} {
		if f := clockFact("", netsuite.Exchange{Sent: now.Add(off), Date: now}); f.State != want {
			t.Errorf("%v off: %+v", off, f)
		}
	}
	if f := clockFact("", netsuite.Exchange{}); f.State != diagnose.Warn {
		t.Errorf("without a date: %+v", f)
	}
}

func TestWriteReport(t *testing.T) {
	folder := t.TempDir()
	a := newApp(t, Options{Home: filepath.Join(folder, "vault")})
	path := filepath.Join(folder, "report.json")
	if err := errors.Join(a.CheckReport(path, false), a.WriteReport(path, false, nil, nil)); err != nil {
		t.Fatal(err)
	}
	if a.CheckReport(path, false) == nil || a.WriteReport(path, false, nil, nil) == nil {
		t.Error("it was overwritten")
	}
	target := filepath.Join(folder, "elsewhere")
	link := filepath.Join(folder, "link.json")
	if err := os.Symlink(target, link); err != nil {
		t.Skip(err)
	}
	if a.WriteReport(link, false, nil, nil) == nil {
		t.Error("it was written through a link")
	}
	for _, path := range []string{path, link} {
		if err := errors.Join(a.CheckReport(path, true), a.WriteReport(path, true, nil, nil)); err != nil {
			t.Error(err)
		}
		info, err := os.Lstat(path)
		if err != nil || runtime.GOOS != "windows" && info.Mode() != 0o600 {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	if _, err := os.Stat(target); !errors.Is(err, fs.ErrNotExist) {
		t.Error("it was written through a link")
	}
	if a.CheckReport(folder, true) == nil || a.CheckReport(filepath.Join(folder, "no", "where"), false) == nil {
		t.Error("a folder, or none, is taken for a file")
	}
}

func TestMistakeHoldsNoValue(t *testing.T) {
	for _, panics := range []func(){
		func() { panic("the secret is hunter2") },
		func() { panic(errors.New("hunter2")) },
		func() { _ = []int{}[len(os.Args)] },
	} {
		func() {
			defer func() {
				log := filepath.Join(t.TempDir(), "log")
				e := Mistake(recover())
				if err := e.Log(log); err != nil {
					t.Error(err)
				}
				text, _ := os.ReadFile(log)
				if all := e.Error() + string(text); strings.Contains(all, "hunter2") || strings.Count(all, "TestMistakeHoldsNoValue") < 2 {
					t.Errorf("got %s", all)
				}
			}()
			panics()
		}()
	}
}

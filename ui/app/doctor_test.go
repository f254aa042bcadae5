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
	coretables "suitekey/core/facts"
	"suitekey/ui/app/doctor"
)

func facts(t *testing.T, a *App) map[string]doctor.Fact {
	t.Helper()
	all := map[string]doctor.Fact{}
	for _, f := range a.Doctor().Facts(t.Context(), doctor.Terminal{Columns: 80, Rows: 24}, true) {
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
		"SSL_CERT_FILE": {diagnose.Failed, "there is no certificate in it"}, "Clock": {diagnose.OK, "not compared"},
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

func TestWriteReport(t *testing.T) {
	folder := t.TempDir()
	a := newApp(t, Options{Home: filepath.Join(folder, "vault")})
	path := filepath.Join(folder, "report.json")
	if err := errors.Join(a.Doctor().CheckReport(path, false), a.Doctor().WriteReport(path, false, nil, nil)); err != nil {
		t.Fatal(err)
	}
	if a.Doctor().CheckReport(path, false) == nil || a.Doctor().WriteReport(path, false, nil, nil) == nil {
		t.Error("it was overwritten")
	}
	target := filepath.Join(folder, "elsewhere")
	link := filepath.Join(folder, "link.json")
	if err := os.Symlink(target, link); err != nil {
		t.Skip(err)
	}
	if a.Doctor().WriteReport(link, false, nil, nil) == nil {
		t.Error("it was written through a link")
	}
	for _, path := range []string{path, link} {
		if err := errors.Join(a.Doctor().CheckReport(path, true), a.Doctor().WriteReport(path, true, nil, nil)); err != nil {
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
	if a.Doctor().CheckReport(folder, true) == nil || a.Doctor().CheckReport(filepath.Join(folder, "no", "where"), false) == nil {
		t.Error("a folder, or none, is taken for a file")
	}
}

func TestPanicHoldsNoValue(t *testing.T) {
	for _, panics := range []func(){
		func() { panic("the secret is hunter2") },
		func() { panic(errors.New("hunter2")) },
		func() { _ = []int{}[len(os.Args)] },
	} {
		func() {
			defer func() {
				log := filepath.Join(t.TempDir(), "log")
				e := PanicOf(recover())
				if err := e.Log(log); err != nil {
					t.Error(err)
				}
				text, _ := os.ReadFile(log)
				if all := e.Error() + string(text); strings.Contains(all, "hunter2") || strings.Count(all, "TestPanicHoldsNoValue") < 2 {
					t.Errorf("got %s", all)
				}
			}()
			panics()
		}()
	}
}

// TestOldFacts: the doctor names tables that it is time to check again. The days are
// relative to the tables, so that the test stays right when somebody checks them.
func TestOldFacts(t *testing.T) {
	checked := coretables.Releases.Checked()
	for months, want := range map[int]diagnose.State{0: diagnose.OK, 14: diagnose.Warn} {
		day := checked.AddDate(0, months, 0)
		a := newApp(t, Options{Home: filepath.Join(t.TempDir(), "vault"), Now: func() time.Time { return day }})
		f := facts(t, a)["Facts"]
		if f.State != want || want == diagnose.Warn && !strings.Contains(f.Detail, "The list of export formats of this suitekey is 1") { // one of the tables
			t.Errorf("%d months after the check: %+v", months, f)
		}
	}
}

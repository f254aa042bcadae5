package app

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"suitekey/core/clocktest"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/storage"
)

// cheap makes passphrases cheap to try, which storage reports aloud.
const cheap = 4

const goodPassphrase = "correct horse battery staple"

// environment is a getenv over fixed values.
func environment(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

func newApp(t *testing.T, o Options) *App {
	t.Helper()
	if o.Getenv == nil {
		o.Getenv = environment(homeIn(t.TempDir(), nil))
	}
	o.Unsetenv = func(string) error { return nil }
	if o.Now == nil {
		o.Now = clocktest.Now
	}
	o.WorkFactor = cheap
	a, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// homeIn adds to an environment what names the home folder, on any system.
func homeIn(folder string, env map[string]string) map[string]string {
	all := map[string]string{"HOME": folder, "USERPROFILE": folder, "AppData": folder}
	maps.Copy(all, env)
	return all
}

func TestHome(t *testing.T) {
	home := t.TempDir()
	for _, test := range []struct {
		name, flag string
		env        map[string]string
		want       string
	}{
		{"flag", filepath.Join(home, "a"), homeIn(home, map[string]string{"SUITEKEY_HOME": "/else"}), filepath.Join(home, "a")},
		{"tilde", "~/b", homeIn(home, nil), filepath.Join(home, "b")},
		{"variable", "", homeIn(home, map[string]string{"SUITEKEY_HOME": filepath.Join(home, "c")}), filepath.Join(home, "c")},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := newApp(t, Options{Home: test.flag, Getenv: environment(test.env)})
			if a.Home() != test.want {
				t.Errorf("home is %s, want %s", a.Home(), test.want)
			}
			if _, err := os.Stat(test.want); !errors.Is(err, fs.ErrNotExist) {
				t.Error("New touched the disk")
			}
		})
	}
}

func TestSecretsLeaveTheEnvironment(t *testing.T) {
	t.Setenv("SUITEKEY_TOKEN_SECRET", "a-token-secret")
	a, err := New(Options{Home: t.TempDir(), Now: clocktest.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if got := a.Secrets()[steps.KeyTokenSecret].Reveal(); got != "a-token-secret" {
		t.Errorf("got %q", got)
	}
	if os.Getenv("SUITEKEY_TOKEN_SECRET") != "" {
		t.Error("it is still in the environment, where child processes see it")
	}
}

func TestPassphrase(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "pass")
	if err := os.WriteFile(file, []byte("from the file\r\nsecond line\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	empty := filepath.Join(folder, "empty")
	if err := os.WriteFile(empty, []byte("\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, flag  string
		env         map[string]string
		want, fails string
		none        bool
	}{
		{name: "flag", flag: file, want: "from the file"},
		{name: "variable", env: map[string]string{"SUITEKEY_PASSPHRASE_FILE": file}, want: "from the file"},
		{name: "command", env: map[string]string{"SUITEKEY_PASSPHRASE_COMMAND": `printf '%s\n' "from a command"`}, want: "from a command"},
		{name: "no file", flag: filepath.Join(folder, "nowhere"), fails: "there is no file"},
		{name: "folder", flag: folder, fails: "is a folder"},
		{name: "empty", flag: empty, fails: "the first line of"},
		{name: "command fails", env: map[string]string{"SUITEKEY_PASSPHRASE_COMMAND": "false"}, fails: "running SUITEKEY_PASSPHRASE_COMMAND"},
		{name: "no command", env: map[string]string{"SUITEKEY_PASSPHRASE_COMMAND": "suitekey-no-such-program"}, fails: "running SUITEKEY_PASSPHRASE_COMMAND"},
		{name: "none", none: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			if runtime.GOOS == "windows" && test.env["SUITEKEY_PASSPHRASE_COMMAND"] != "" {
				t.Skip("needs printf")
			}
			a := newApp(t, Options{Demo: true, PassphraseFile: test.flag, Getenv: environment(test.env)}) // a demo asks no keyring
			got, ok, err := a.Passphrase(t.Context())
			switch {
			case test.fails != "":
				if err == nil || !strings.Contains(err.Error(), test.fails) || ok {
					t.Errorf("got %v, want an error with %q", err, test.fails)
				}
			case err != nil:
				t.Error(err)
			case test.none == ok, got.Reveal() != test.want:
				t.Errorf("got %q (%t), want %q", got.Reveal(), ok, test.want)
			}
		})
	}
}

func TestPassphraseCommandSeesNoSecret(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs sh")
	}
	t.Setenv("SUITEKEY_CONSUMER_SECRET", "leaky")
	a := newApp(t, Options{Demo: true, Getenv: environment(map[string]string{
		"SUITEKEY_PASSPHRASE_COMMAND": `sh -c 'echo "got:$SUITEKEY_CONSUMER_SECRET"'`,
	})})
	got, _, err := a.Passphrase(t.Context())
	if err != nil || got.Reveal() != "got:" {
		t.Errorf("got %q, %v", got.Reveal(), err)
	}
}

func TestPassphraseCommandIsCancelled(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs sleep")
	}
	a := newApp(t, Options{Demo: true, Getenv: environment(map[string]string{"SUITEKEY_PASSPHRASE_COMMAND": "sleep 60"})})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, _, err := a.Passphrase(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestSplitWords(t *testing.T) {
	const share = `\\server\tools\pass.exe show`
	if got, err := splitWords(share, "windows"); err != nil || strings.Join(got, "|") != `\\server\tools\pass.exe|show` {
		t.Errorf("a network path on Windows became %q, %v", got, err)
	}
	for text, want := range map[string]string{
		`pass show suitekey`:              "pass|show|suitekey",
		`  op  read "op://My Vault/x" `:   "op|read|op://My Vault/x",
		`a 'b "c"' ""`:                    `a|b "c"|`,
		`C:\Tools\pass.exe show`:          `C:\Tools\pass.exe|show`,
		`"C:\Program Files\p.exe" a\ b`:   `C:\Program Files\p.exe|a b`,
		`echo $HOME; rm -rf * | tee > no`: "echo|$HOME;|rm|-rf|*|||tee|>|no", // no shell: only words
	} {
		got, err := splitWords(text, "linux")
		if err != nil || strings.Join(got, "|") != want {
			t.Errorf("splitWords(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"", "  ", `a "b`} {
		if got, err := splitWords(text, "linux"); err == nil {
			t.Errorf("splitWords(%q) = %q, want an error", text, got)
		}
	}
}

func TestVault(t *testing.T) {
	a := newApp(t, Options{Home: filepath.Join(t.TempDir(), "vault")})
	if err := a.Probe(); err != nil {
		t.Fatal(err)
	}
	facts, err := a.Facts()
	if err != nil || facts.VaultExists {
		t.Fatalf("facts before there is a vault: %+v, %v", facts, err)
	}
	if _, err := a.Profiles(); !errors.Is(err, ErrLocked) {
		t.Errorf("a locked vault lists with %v", err)
	}
	if _, err := a.CreateVault(secret.New("short"), false); err == nil {
		t.Error("a short passphrase made a vault")
	}
	if note, err := a.CreateVault(secret.New(goodPassphrase), false); err != nil || note != "" || !a.Unlocked() {
		t.Fatalf("CreateVault: %q, %v", note, err)
	}
	b := newApp(t, Options{Home: a.Home()})
	if facts, err := b.Facts(); err != nil || facts.VaultExists {
		t.Errorf("a set-up whose vault another process has made asks for no passphrase and cannot save: %+v, %v", facts, err)
	}
	if err := b.Unlock(secret.New("not the passphrase")); !errors.Is(err, storage.ErrWrongPassphrase) || b.Unlocked() {
		t.Errorf("a wrong passphrase: %v", err)
	}
	if err := b.Unlock(secret.New(goodPassphrase)); err != nil || !b.Unlocked() {
		t.Errorf("the right passphrase: %v", err)
	}
	if facts, err := b.Facts(); err != nil || !facts.VaultExists {
		t.Errorf("the facts of an open vault: %+v, %v", facts, err)
	}
}

func TestDraftIsKeptAndMoves(t *testing.T) {
	a := newApp(t, Options{Home: t.TempDir()})
	if _, err := a.CreateVault(secret.New(goodPassphrase), false); err != nil {
		t.Fatal(err)
	}
	facts, err := a.Facts()
	if err != nil {
		t.Fatal(err)
	}
	given := steps.Given{Answers: map[string]string{steps.KeyAccount: "1234567_SB1"}, Secrets: map[string]secret.Secret{steps.KeyTokenSecret: secret.New("tttt")}}
	walk := steps.NewWalk(a.Env(), setup.Setup(), given.Apply(steps.NewState(facts)))
	if err := a.Drafts().Keep(walk); err != nil {
		t.Fatal(err)
	}
	draft, err := a.Drafts().Load("1234567-sb1")
	if err != nil || draft.Flow != "setup" || draft.Kept.IsZero() {
		t.Fatalf("draft %+v, %v", draft, err)
	}
	again, err := a.Drafts().Resume(setup.Setup(), draft, steps.Given{Answers: map[string]string{steps.KeyName: "acme"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := again.State().Secret(steps.KeyTokenSecret).Reveal(); got != "tttt" {
		t.Errorf("the secret came back as %q", got)
	}
	if err := a.Drafts().Keep(again); err != nil {
		t.Fatal(err)
	}
	drafts, err := a.Drafts().List()
	if err != nil || len(drafts) != 1 || drafts[0].Name != "acme" {
		t.Errorf("a renamed set-up has the drafts %+v, %v", drafts, err)
	}
	if err := a.Drafts().Remove("acme"); err != nil {
		t.Error(err)
	}
	if err := a.Drafts().Remove("acme"); err != nil {
		t.Errorf("removing what is gone: %v", err)
	}
}

func TestDamagedDraftIsListed(t *testing.T) {
	a := newApp(t, Options{Home: t.TempDir()})
	if _, err := a.CreateVault(secret.New(goodPassphrase), false); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Session().SaveDraft("odd", []byte("no draft of ours"), time.Time{}); err != nil {
		t.Fatal(err)
	}
	drafts, err := a.Drafts().List()
	if err != nil || len(drafts) != 1 || drafts[0].Err == nil {
		t.Fatalf("got %+v, %v", drafts, err)
	}
	if _, err := a.Drafts().Resume(setup.Setup(), drafts[0], steps.Given{}); err == nil {
		t.Error("it was taken up again")
	}
	if means := a.Drafts().Discarding(drafts[0]); !strings.Contains(means, "nothing usable is lost") {
		t.Errorf("discarding it: %s", means)
	}
}

// A draft of a newer suitekey, which may have fields of another form, is said to be one, and
// not to be worthless: it can contain the only copy of a private key.
func TestDraftOfANewerProgram(t *testing.T) {
	a := newApp(t, Options{Home: t.TempDir()})
	if _, err := a.CreateVault(secret.New(goodPassphrase), false); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Session().SaveDraft("late", []byte(`{"version":9,"flow":{"name":"setup"},"hosts":"none"}`), time.Time{}); err != nil {
		t.Fatal(err)
	}
	drafts, err := a.Drafts().List()
	if err != nil || len(drafts) != 1 || !errors.Is(drafts[0].Err, steps.ErrNewer) {
		t.Fatalf("got %+v, %v", drafts, err)
	}
	if means := a.Drafts().Discarding(drafts[0]); !strings.Contains(means, "the only copy of a private key") {
		t.Errorf("discarding it: %s", means)
	}
}

// begun begins a set-up with these answers, as a front end does.
func begun(t *testing.T, a *App, answers map[string]string) *steps.Walk {
	t.Helper()
	facts, err := a.Facts()
	if err != nil {
		t.Fatal(err)
	}
	return steps.NewWalk(a.Env(), setup.Setup(), steps.Given{Answers: answers}.Apply(steps.NewState(facts)))
}

// A second set-up of the same account, or one that is given the same name, never
// takes the place of an unfinished one.
func TestTwoSetUpsOfOneAccount(t *testing.T) {
	a := newApp(t, Options{Home: t.TempDir()})
	if _, err := a.CreateVault(secret.New(goodPassphrase), false); err != nil {
		t.Fatal(err)
	}
	for n, answers := range []map[string]string{
		{steps.KeyAccount: "1234567_SB1"}, {steps.KeyAccount: "1234567_SB1"},
		{steps.KeyAccount: "1234567_SB1", steps.KeyName: "1234567-sb1"}, {}, {},
	} {
		if err := a.Drafts().Keep(begun(t, a, answers)); err != nil {
			t.Fatal(err)
		}
		if drafts, err := a.Drafts().List(); err != nil || len(drafts) != n+1 {
			t.Fatalf("after %v there are the drafts %+v, %v", answers, drafts, err)
		}
	}
	draft, err := a.Drafts().Load("1234567-sb1")
	if err != nil {
		t.Fatal(err)
	}
	again, err := a.Drafts().Resume(setup.Setup(), draft, steps.Given{})
	if err != nil {
		t.Fatal(err)
	}
	facts := again.State().Facts
	if slices.Contains(facts.Drafts, "1234567-sb1") || !slices.Contains(facts.Drafts, "1234567-sb1-2") {
		t.Errorf("taken up again it knows of the drafts %v", facts.Drafts)
	}
	if err := a.Drafts().Keep(again); err != nil {
		t.Fatal(err)
	}
	if drafts, _ := a.Drafts().List(); len(drafts) != 5 {
		t.Errorf("kept again it leaves the drafts %+v", drafts)
	}
	// Ending one leaves the draft alone that got its name elsewhere.
	b := newApp(t, Options{Home: a.Home()})
	if err := b.Unlock(secret.New(goodPassphrase)); err != nil {
		t.Fatal(err)
	}
	if err := b.Env().Vault.RemoveDraft("1234567-sb1"); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Drafts().Load("1234567-sb1"); err != nil {
		t.Errorf("the other draft is gone: %v", err)
	}
}

// A draft that went on in another window is not overwritten, nor taken away.
func TestDraftThatWentOnElsewhere(t *testing.T) {
	home := t.TempDir()
	a, b := newApp(t, Options{Home: home}), newApp(t, Options{Home: home})
	if _, err := a.CreateVault(secret.New(goodPassphrase), false); err != nil {
		t.Fatal(err)
	}
	if err := b.Unlock(secret.New(goodPassphrase)); err != nil {
		t.Fatal(err)
	}
	answers := map[string]string{steps.KeyAccount: "1234567_SB1", steps.KeyName: "acme"}
	one, two := begun(t, a, answers), begun(t, b, answers)
	for range 2 {
		if err := a.Drafts().Keep(one); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Drafts().Keep(two); !errors.Is(err, storage.ErrExists) {
		t.Errorf("begun at the same time: %v", err)
	}
	draft, err := b.Drafts().Load("acme")
	if err != nil {
		t.Fatal(err)
	}
	if two, err = b.Drafts().Resume(setup.Setup(), draft, steps.Given{}); err != nil {
		t.Fatal(err)
	}
	if err := b.Drafts().Keep(two); err != nil {
		t.Fatal(err)
	}
	if err := a.Drafts().Keep(one); !errors.Is(err, storage.ErrConflict) {
		t.Errorf("gone on elsewhere: %v", err)
	}
	if err := a.Env().Vault.RemoveDraft("acme"); err != nil {
		t.Errorf("ending the one that was left: %v", err)
	}
	if stays, err := a.Drafts().RemoveOwn("acme"); err != nil || !stays {
		t.Errorf("discarding the one that was left: %v, %v", stays, err)
	}
	if _, err := a.Drafts().Load("acme"); err != nil {
		t.Errorf("the other's draft is gone: %v", err)
	}
	if stays, err := b.Drafts().RemoveOwn("acme"); err != nil || stays {
		t.Errorf("discarding the other one: %v, %v", stays, err)
	}
	if _, err := b.Drafts().Load("acme"); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("the discarded draft: %v", err)
	}
}

// A save that failed after the vault was made can be repeated.
func TestCreateTwice(t *testing.T) {
	a := newApp(t, Options{Home: t.TempDir()})
	vault := a.Env().Vault
	for range 2 {
		if _, err := vault.Create(secret.New(goodPassphrase), false); err != nil {
			t.Fatal(err)
		}
	}
}

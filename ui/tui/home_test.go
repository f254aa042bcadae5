package tui

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/account"
	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/storage"
	"suitekey/storage/team/engine"
	"suitekey/storage/team/vaults"
	"suitekey/ui/tui/clipboard"
	"suitekey/ui/tui/wish"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func entry(t testing.TB, name, id string, method profile.Method, left time.Duration) storage.Entry {
	t.Helper()
	parsed, err := account.Parse(id)
	if err != nil {
		t.Fatal(err)
	}
	e := storage.Entry{Profile: profile.Profile{Name: name, Account: parsed, Method: method, SignatureAlgorithm: "HMAC-SHA256", JWTAlgorithm: "ES256",
		TokenSince: fixedNow.Add(-100 * day), Tested: profile.Tested{At: fixedNow.Add(-2 * day)}}}
	if method == profile.M2M {
		e.NotAfter = fixedNow.Add(left)
	}
	return e
}

func atHome(t *testing.T, entries ...storage.Entry) *screen {
	t.Helper()
	c := newScreen(t, setting{home: filepath.Join(tempDir(t), "vault")})
	if _, err := c.app.CreateVault(secret.New(goodPassphrase), false); err != nil {
		t.Fatal(err)
	}
	c.send(wish.LoadedMsg{Entries: entries})
	return c
}

const day = 24 * time.Hour

// TestKeysWaitForTheWholeList presses keys while only the first page is there.
func TestKeysWaitForTheWholeList(t *testing.T) {
	first := []storage.Entry{entry(t, "acme", "1234567", profile.M2M, 412*day), entry(t, "bolt", "1234568", profile.M2M, 412*day)}
	c := atHome(t)
	c.send(wish.LoadedMsg{Entries: first, Rest: func() tea.Msg { return nil }})
	c.shows("bolt")
	c.press("end", "?")
	c.shows("bolt")
	c.send(wish.LoadedMsg{Entries: append(first, entry(t, "coil", "1234569", profile.TBA, 0))})
	c.press("esc")
	if name := c.model.home.Selected(); name != "coil" {
		t.Errorf("end chose %s", name)
	}
	c.press("up")
	if name := c.model.home.Selected(); name != "bolt" {
		t.Errorf("up chose %s", name)
	}
}

func TestHomeShowsHealth(t *testing.T) {
	damaged := storage.Entry{Profile: profile.Profile{Name: "broken"}, Err: &storage.DamagedError{Name: "broken", Path: "broken.age", Err: errors.New("truncated")}}
	c := atHome(t,
		entry(t, "acme", "1234567", profile.M2M, 412*day),
		entry(t, "acme-rp", "1234567_RP", profile.M2M, -3*day),
		entry(t, "acme-sb1", "1234567_SB1", profile.TBA, 0),
		entry(t, "acme-sb2", "1234567_SB2", profile.M2M, 12*day),
		damaged)
	c.golden("home-many")
	c.press("down")
	c.shows("acme-rp: The certificate expired on 18 November 2026")
	c.press("end")
	c.shows("The stored file of broken is damaged")
}

func TestHomeFinds(t *testing.T) {
	var entries []storage.Entry
	for i := range 30 {
		entries = append(entries, entry(t, fmt.Sprintf("shop-%02d", i), "1234567", profile.TBA, 0))
	}
	entries = append(entries, entry(t, "quay", "7654321_SB3", profile.TBA, 0))
	c := atHome(t, entries...)
	c.press("/")
	c.typed("nqt") // letters are text now
	c.shows("No match.")
	c.press("backspace", "backspace", "backspace")
	c.typed("7654321_sb3")
	c.shows("quay")
	c.hides("shop-01")
	c.press("enter", "esc")
	c.shows("shop-01")
}

func TestTenThousandConnectionsScroll(t *testing.T) {
	c := atHome(t, thousands(t, 10_000)...)
	c.press("end")
	c.shows("connection-09999")
	c.press("pgup", "home")
	c.shows("connection-00000")
	few := atHome(t, thousands(t, 100)...)
	key := func(c *screen) float64 { return testing.AllocsPerRun(50, func() { c.press("down") }) }
	if among100, among10000 := key(few), key(c); among10000 > 2*among100 {
		t.Errorf("a key makes %.0f allocations among 10,000 connections, and %.0f among 100", among10000, among100)
	}
}

func thousands(t testing.TB, n int) []storage.Entry {
	entries := make([]storage.Entry, n)
	for i := range entries {
		entries[i] = entry(t, fmt.Sprintf("connection-%05d", i), "1234567", profile.M2M, 100*day)
	}
	return entries
}

func TestFromHomeToDetailsTestAndRemoval(t *testing.T) {
	c, p := savedTBA(t, "9999901", "prod")

	c.press("t")
	c.until("The connection works.")
	c.press("enter")
	c.until("Connections")
	c.copiesAndForgets(p.ConsumerSecret.Reveal())

	c.press("d")
	c.until("Type the account ID to remove it")
	c.typed("1234567")
	c.press("enter")
	c.shows("Type 9999901, or press esc to leave the connection as it is.")
	c.press("ctrl+u")
	c.typed("9999901")
	c.press("enter", "enter")
	c.until("Set up a practice connection")
	if strings.Contains(c.frames.String(), p.ConsumerSecret.Reveal()) {
		t.Error("the consumer secret was on the screen")
	}
}

// copiesAndForgets copies the consumer secret from the details, and sees it
// taken out of the clipboard again.
func (c *screen) copiesAndForgets(value string) {
	c.t.Helper()
	c.press("enter")
	c.until("Consumer secret")
	var held string
	c.model.clip.Through(func() (string, error) { return held, nil }, func(text string) error { held = text; return nil })
	c.press("down", "down", "c")
	c.until("Copied consumer secret to the clipboard.")
	c.shows("It is cleared in 45 s.")
	if held != value {
		c.t.Error("something else was copied")
	}
	c.send(clipboard.DueMsg{Run: c.model.clip.Copies()})
	c.until("The copied secret was cleared from the clipboard.")
	if held != "" {
		c.t.Error("the secret is still in the clipboard")
	}
}

func TestClipboardThroughTheTerminal(t *testing.T) {
	c := atIntegration(t)
	c.model.clip.Through(nil, func(string) error { return errors.New("no display") })
	c.press("ctrl+y")
	c.until("OSC 52")
	c.shows("Here it is: https://9999901-sb1.app.netsuite.com/")
}

func TestWelcomeOffersPractice(t *testing.T) {
	c := newScreen(t, setting{})
	c.golden("welcome-real")
	c.press("p")
	if !errors.Is(c.model.err, errPractise) {
		t.Errorf("ended by %v", c.model.err)
	}
}

func TestAReadOnlyFolderIsFoundOutBeforeAnySecret(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("nothing is read-only for root")
	}
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o500); err != nil {
		t.Fatal(err)
	}
	c := newScreen(t, setting{home: filepath.Join(folder, "vault")})
	c.press("enter")
	c.until("read-only")
	c.shows("Set up a connection")
}

// The welcome reads a certificate, and refuses what is none without repeating it; and it
// begins the way into a team's vault.
func TestWelcomeReadsACertificate(t *testing.T) {
	c := newScreen(t, setting{})
	path := filepath.Join("..", "..", "core", "m2m", "testdata", "oracle-sample.pem")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := m2m.ParseCertificate(data)
	if err != nil {
		t.Fatal(err)
	}
	c.press("c")
	c.until("Read a certificate or a key")
	c.typed(path + ".gone")
	c.press("enter")
	c.until("There is no file")
	c.press("ctrl+u")
	c.typed(path)
	c.press("enter")
	c.until(certificate.ID())
	c.shows("Valid until")
	c.press("enter")
	c.until("Set up a connection")
	c.press("t")
	c.until("Where is the team's vault stored?")
	c.press("esc")
	c.until("Set up a connection")
}

// v goes to the next vault, also where this one has no connection yet, and only where the
// computer knows several.
func TestTheNextVaultFromAnEmptyWelcome(t *testing.T) {
	c := newScreen(t, setting{})
	c.hides("Switch to another vault")
	c.press("v")
	c.shows("Set up a connection")
	if c.model.quits {
		t.Error("v left the only vault")
	}

	home := filepath.Join(tempDir(t), "vault")
	if err := vaults.New(home, engine.Engine{Vault: "shop", Addresses: []string{"127.0.0.1:1"}}, "anna").Save(); err != nil {
		t.Fatal(err)
	}
	if err := vaults.New(home, engine.Engine{Vault: "store", Addresses: []string{"127.0.0.1:1"}}, "ben").Save(); err != nil {
		t.Fatal(err)
	}
	c = newScreen(t, setting{home: home})
	c.shows("Switch to another vault")
	c.shows("this computer knows 3")
	c.shows("your own vault")
	c.press(":")
	c.typed("vault")
	c.shows("Switch to the vault shop")
	c.shows("Switch to the vault store")
	c.shows("as ben")
	c.hides("the default") // this one is
	c.press("esc", "esc")
	c.press("v")
	if to := (*switching)(nil); !errors.As(c.model.err, &to) {
		t.Errorf("v ends with %v", c.model.err)
	}
}

package home

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/wish"
)

var today = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func newHome(tb testing.TB) *Home {
	tb.Helper()
	a, err := app.New(app.Options{Home: filepath.Join(tb.TempDir(), "vault"), WorkFactor: 1, Getenv: func(string) string { return "" }, Now: func() time.Time { return today }})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { a.Close() })
	return New(a, &frame.Frame{}, steps.Given{})
}

// entry is a connection of one of many companies.
func entry(tb testing.TB, name string, company int, kind string, days int) storage.Entry {
	tb.Helper()
	id, err := account.Parse(fmt.Sprintf("%d%s", 1234567+company, kind))
	if err != nil {
		tb.Fatal(err)
	}
	return storage.Entry{
		Profile:   profile.Profile{Name: name, Account: id, Method: profile.M2M, Tested: profile.Tested{At: today.AddDate(0, 0, -company%50)}},
		NotBefore: today.AddDate(0, 0, -30), NotAfter: today.AddDate(0, 0, days),
	}
}

// TestPatchedListIsTheListReadAnew changes, adds and removes connections by turns, and
// compares each patched list with one that was read as a whole.
func TestPatchedListIsTheListReadAnew(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	made := func() storage.Entry {
		kind := []string{"", "_SB1", "_SB2", "_RP"}[random.IntN(4)]
		e := entry(t, fmt.Sprintf("c%02d", random.IntN(40)), random.IntN(6), kind, random.IntN(200)-20)
		if random.IntN(8) == 0 {
			e = storage.Entry{Profile: profile.Profile{Name: e.Name}, Err: errors.New("damaged")}
		}
		return e
	}
	stored := map[string]storage.Entry{}
	h, anew := newHome(t), newHome(t)
	h.Update(wish.LoadedMsg{})
	for n := range 400 {
		var msg wish.ChangedMsg
		for range 1 + random.IntN(3) {
			e := made()
			if _, there := stored[e.Name]; there && random.IntN(3) == 0 {
				delete(stored, e.Name)
				msg.Removed = append(msg.Removed, e.Name)
				msg.Entries = slices.DeleteFunc(msg.Entries, func(x storage.Entry) bool { return x.Name == e.Name })
				continue
			}
			if slices.Contains(msg.Removed, e.Name) {
				continue
			}
			stored[e.Name] = e
			msg.Entries = append(msg.Entries, e)
		}
		h.order, anew.order = order(n%int(orders)), order(n%int(orders))
		h.Update(msg)
		var all []storage.Entry
		for _, e := range stored {
			all = append(all, e)
		}
		slices.SortFunc(all, func(a, b storage.Entry) int {
			return map[bool]int{true: -1, false: 1}[a.Name < b.Name]
		})
		anew.Update(wish.LoadedMsg{Entries: connections.Families(all)})
		if got, want := described(h), described(anew); !slices.Equal(got, want) {
			t.Fatalf("after change %d:\n%q\ninstead of\n%q", n, got, want)
		}
	}
}

func described(h *Home) []string {
	lines := []string{h.calls, h.worst.String()}
	for _, r := range h.rows {
		lines = append(lines, fmt.Sprint(r.entry.Name, r.entry.Account, r.entry.Err, r.below, h.ends[r.number].text, h.states[r.number].Level))
	}
	return lines
}

// TestAListThatWasReadMeanwhile is one that began before a change, and arrives after it.
func TestAListThatWasReadMeanwhile(t *testing.T) {
	h := newHome(t)
	h.Update(wish.LoadedMsg{})
	before := h.patches.Load()
	h.Update(wish.ChangedMsg{Entries: []storage.Entry{entry(t, "acme", 1, "", 100)}})
	if wishes := h.Update(wish.LoadedMsg{Patches: before}); len(wishes) == 0 {
		t.Error("a connection that has changed while the list was read is not read again")
	}
	if wishes := h.Update(wish.LoadedMsg{Patches: h.patches.Load()}); len(wishes) > 0 {
		t.Errorf("a list that has all changes is followed by %v", wishes)
	}
}

// BenchmarkChangeAmongTenThousand adds and removes a connection.
func BenchmarkChangeAmongTenThousand(b *testing.B) {
	h := newHome(b)
	var all []storage.Entry
	for n := range 10_000 {
		all = append(all, entry(b, fmt.Sprintf("client-%05d", n), n/3, []string{"", "_SB1", "_RP"}[n%3], 30+n%300))
	}
	h.Update(wish.LoadedMsg{Entries: connections.Families(all)})
	added := []storage.Entry{entry(b, "999", 5, "_SB2", 100)}
	for b.Loop() {
		h.Update(wish.ChangedMsg{Entries: added})
		h.Update(wish.ChangedMsg{Removed: []string{"999"}})
	}
}

// TestFirstPageOfALongList: the first message has the beginning of the list that follows.
func TestFirstPageOfALongList(t *testing.T) {
	h := newHome(t)
	if _, err := h.app.CreateVault(secret.New("a passphrase for tests"), false); err != nil {
		t.Fatal(err)
	}
	for i := range firstPart + 5 {
		e := entry(t, fmt.Sprintf("c%03d", i), i%7, []string{"_SB1", ""}[i%2], 100)
		e.Profile.Surfaces = []profile.Surface{profile.REST}
		if err := h.app.Session().Save(e.Profile, storage.Change{Journey: "setup"}); err != nil {
			t.Fatal(err)
		}
	}
	first := h.Load().(wish.LoadedMsg)
	if len(first.Entries) != firstPart || first.Rest == nil {
		t.Fatalf("%d connections in the first message", len(first.Entries))
	}
	if h.Update(first); !Reading(h) || h.calls != "" {
		t.Errorf("the list does not know that there are more: %q", h.calls)
	}
	whole := first.Rest().(wish.LoadedMsg)
	if h.Update(whole); Reading(h) || len(h.entries) != firstPart+5 {
		t.Errorf("%d connections in the list", len(h.entries))
	}
	for i, e := range first.Entries {
		if e.Name != whole.Entries[i].Name || e.Account != whole.Entries[i].Account {
			t.Fatalf("connection %d is %s on the first page, and then %s", i, e.Name, whole.Entries[i].Name)
		}
	}
	if again := h.Load().(wish.LoadedMsg); again.Rest != nil || len(again.Entries) != firstPart+5 {
		t.Error("a later reading is in two parts: what is open could miss its connection in the first one")
	}
}

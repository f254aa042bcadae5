package connections

import (
	"strings"
	"testing"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/storage"
)

// TestListing lists connections of two companies by company, by the vault and by entries.
func TestListing(t *testing.T) {
	session, err := storage.Open(t.TempDir(), storage.Options{WorkFactor: 1}).Create(secret.New("a passphrase for tests"))
	if err != nil {
		t.Fatal(err)
	}
	for name, id := range map[string]string{"a": "1234567_SB1", "b": "1234567", "c": "7654321_SB1", "d": "1234567_RP", "e": "7654321_SB2"} {
		p := profile.Profile{Name: name, Method: profile.TBA, TokenID: "token"}
		if p.Account, err = account.Parse(id); err != nil {
			t.Fatal(err)
		}
		if err := session.Save(p, storage.Change{}); err != nil {
			t.Fatal(err)
		}
	}
	c := &Connections{}
	c.hold(session)
	entries, err := session.List()
	if err != nil {
		t.Fatal(err)
	}
	entries = Families(entries)
	listing, err := ListingOf(c, Query{})
	if err != nil {
		t.Fatal(err)
	}
	var names, below string
	for i, is := range listing.Below() {
		e := listing.Entry(i)
		names += e.Name
		if is {
			below += e.Name
		}
		if entries[i].Name != e.Name {
			t.Errorf("at %d: %s, by entries %s", i, e.Name, entries[i].Name)
		}
	}
	if names != "badce" || below != "ad" {
		t.Errorf("in the order %v, below a production connection %v", names, below)
	}
	found, err := ListingOf(c, Query{Text: "7654321"})
	if err != nil || found.Len() != 2 || !strings.HasPrefix(found.Entry(0).Account.Realm(), "7654321") {
		t.Errorf("%d match: %v", found.Len(), err)
	}
}

package connections

import (
	"strings"
	"testing"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/storage"
)

func TestBelow(t *testing.T) {
	entry := func(name, id string) storage.Entry {
		parsed, err := account.Parse(id)
		if err != nil {
			t.Fatal(err)
		}
		return storage.Entry{Profile: profile.Profile{Name: name, Account: parsed}}
	}
	entries := Families([]storage.Entry{
		entry("a", "1234567_SB1"), entry("b", "1234567"), entry("c", "7654321_SB1"), entry("d", "1234567_RP"), entry("e", "7654321_SB2"),
	})
	var names, below []string
	for i, is := range Below(entries) {
		names = append(names, entries[i].Name)
		if is {
			below = append(below, entries[i].Name)
		}
	}
	if strings.Join(names, "") != "badce" || strings.Join(below, "") != "ad" {
		t.Errorf("in the order %v, below a production connection %v", names, below)
	}
}

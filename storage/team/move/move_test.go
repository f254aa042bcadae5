package move

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/storage"
	"suitekey/storage/place"
	"suitekey/storage/place/placetest"
	"suitekey/storage/ring"
)

var day = time.Date(2026, 11, 21, 14, 2, 0, 0, time.UTC)

func own(t *testing.T) (*storage.Session, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "vault")
	s, err := storage.Open(dir, storage.Options{WorkFactor: 1}).Create(secret.New("correct horse battery staple"))
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

// teams returns a team's vault, whose copy on this computer is the folder of its values.
func teams(t *testing.T, wrapped ...func(place.Place) place.Place) *storage.Session {
	t.Helper()
	dir := t.TempDir()
	at := place.Place(storage.OpenFolder(dir))
	for _, wrap := range wrapped {
		at = wrap(at)
	}
	r, err := ring.New("acme", day)
	if err != nil {
		t.Fatal(err)
	}
	return storage.OpenShared(dir, at, storage.Options{}).WithRing(r)
}

func save(t *testing.T, s *storage.Session, name, token string) {
	t.Helper()
	id, err := account.Parse("1234567")
	if err != nil {
		t.Fatal(err)
	}
	p := profile.Profile{Name: name, Account: id, Method: profile.TBA, ConsumerKey: "c", ConsumerSecret: secret.New("s"), TokenID: token, TokenSecret: secret.New("t"),
		SignatureAlgorithm: "HMAC-SHA256", Surfaces: []profile.Surface{profile.REST}}
	if former, err := s.Load(name); err == nil {
		p.Changed, p.Created = former.Changed, former.Created
	}
	if err := s.Save(p, storage.Change{Journey: "setup"}); err != nil {
		t.Fatal(err)
	}
}

// Connections with their history, removed ones and drafts go to the team and come back
// the same.
func TestThereAndBack(t *testing.T) {
	mine, dir := own(t)
	for _, token := range []string{"one", "two", "three"} {
		save(t, mine, "acme", token)
	}
	save(t, mine, "gone", "x")
	if err := mine.Remove("gone"); err != nil {
		t.Fatal(err)
	}
	if _, err := mine.SaveDraft("begun", []byte("draft"), time.Time{}); err != nil {
		t.Fatal(err)
	}
	save(t, mine, "broken", "x")
	if err := os.WriteFile(filepath.Join(dir, "profiles", "broken.age"), []byte("garbage"), 0o600); err != nil {
		t.Fatal(err)
	}
	team := teams(t)
	plan, err := Look(t.Context(), mine, team)
	if err != nil || !slices.Equal(plan.Move, []string{"acme", "begun", "gone"}) || !slices.Equal(plan.Damaged, []string{"broken"}) {
		t.Fatalf("the plan is %+v, %v", plan, err)
	}
	if err := Copy(t.Context(), mine, team, plan.Move, nil); err != nil {
		t.Fatal(err)
	}
	back, _ := own(t)
	for _, s := range []*storage.Session{team, back} {
		if s == back {
			if err := Copy(t.Context(), team, back, plan.Move, nil); err != nil {
				t.Fatal(err)
			}
		}
		p, err := s.Load("acme")
		states, historyErr := s.History("acme")
		if err != nil || historyErr != nil || p.TokenID != "three" || len(states) != 3 || states[2].Err != nil {
			t.Errorf("acme is %v, %v, %v, %+v", p.TokenID, err, historyErr, states)
		}
		if data, _, err := s.LoadDraft("begun"); err != nil || string(data) != "draft" {
			t.Errorf("the draft is %q, %v", data, err)
		}
		if removed, err := s.Removed(); err != nil || !slices.Contains(removed, "gone") {
			t.Errorf("removed are %v, %v", removed, err)
		}
	}
	if plan, err = Look(t.Context(), mine, team); err != nil || len(plan.Move)+len(plan.Clashes) != 0 || len(plan.There) != 3 {
		t.Errorf("a second time: %+v, %v", plan, err)
	}
}

func TestClashesAreNamedAndNothingIsReplaced(t *testing.T) {
	mine, _ := own(t)
	team := teams(t)
	save(t, mine, "acme", "mine")
	save(t, mine, "new", "mine")
	save(t, team, "acme", "theirs")
	plan, err := Look(t.Context(), mine, team)
	if err != nil || !slices.Equal(plan.Clashes, []string{"acme"}) || !slices.Equal(plan.Move, []string{"new"}) {
		t.Fatalf("the plan is %+v, %v", plan, err)
	}
	if err := Copy(t.Context(), mine, team, []string{"acme"}, nil); err == nil || !strings.Contains(err.Error(), "nothing there was replaced") {
		t.Errorf("copied: %v", err)
	}
	if p, err := team.Load("acme"); err != nil || p.TokenID != "theirs" {
		t.Errorf("acme is %v, %v", p.TokenID, err)
	}
}

// A team's vault keeps fewer states than a folder: the newest ones go there, and a second
// move finds nothing to do.
func TestLongHistory(t *testing.T) {
	mine, _ := own(t)
	for n := range 30 {
		save(t, mine, "acme", strings.Repeat("x", n+1))
	}
	team := teams(t)
	if err := Copy(t.Context(), mine, team, []string{"acme"}, nil); err != nil {
		t.Fatal(err)
	}
	states, err := team.History("acme")
	if err != nil || len(states) != 11 || states[0].Number != 30 || states[10].Number != 20 {
		t.Errorf("the history has %d states: %+v, %v", len(states), states, err)
	}
	if plan, err := Look(t.Context(), mine, team); err != nil || !slices.Equal(plan.There, []string{"acme"}) {
		t.Errorf("a second time: %+v, %v", plan, err)
	}
	save(t, team, "acme", "next")
	if states, err = team.History("acme"); err != nil || len(states) != 11 || states[0].Number != 31 {
		t.Errorf("after another state: %d, %v", len(states), err)
	}
	back, _ := own(t)
	if err := Copy(t.Context(), team, back, []string{"acme"}, nil); err != nil {
		t.Fatal(err)
	}
	if states, err := back.History("acme"); err != nil || len(states) != 11 {
		t.Errorf("back are %d states, %v", len(states), err)
	}
}

// A move that stops after any of its changes goes on where it stopped.
func TestInterruptedMove(t *testing.T) {
	mine, _ := own(t)
	for n := range 60 { // more than is kept; the connection takes one Change, and a second connection another
		save(t, mine, "acme", strings.Repeat("x", n+1))
	}
	save(t, mine, "globex", "x")
	for stop := 0; ; stop++ {
		at := &placetest.Failing{After: stop}
		team := teams(t, func(p place.Place) place.Place {
			at.Place = p
			return at
		})
		err := Copy(t.Context(), mine, team, []string{"acme", "globex"}, nil)
		if err == nil {
			if stop < 2 {
				t.Fatalf("only %d changes", stop)
			}
			return
		}
		at.After = 1000
		plan, err := Look(t.Context(), mine, team)
		if err != nil || len(plan.Clashes) > 0 || len(plan.Move)+len(plan.There) != 2 {
			t.Fatalf("stopped at %d: %+v, %v", stop, plan, err)
		}
		if err := Copy(t.Context(), mine, team, plan.Move, nil); err != nil {
			t.Fatal(err)
		}
		if plan, err = Look(t.Context(), mine, team); err != nil || len(plan.There) != 2 {
			t.Errorf("stopped at %d: %+v, %v", stop, plan, err)
		}
	}
}

package storage

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"sync"
	"testing"
	"time"

	"suitekey/core/profile"
	"suitekey/core/secret"
)

// TestFiftyEditsAtOnce lets fifty processes add a tag of their own to one
// connection: none of the tags is lost, and none of the processes fails.
func TestFiftyEditsAtOnce(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, tbaProfile(t, "acme"))
	const processes = 50
	var group sync.WaitGroup
	for i := range processes {
		group.Go(func() {
			cmd := exec.CommandContext(t.Context(), os.Args[0])
			cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s|tag-%02d", childVariable, s.vault.dir, i))
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("process %d: %v\n%s", i, err, out)
			}
		})
	}
	group.Wait()
	if tags := mustLoad(t, s, "acme").Tags; len(tags) != processes {
		t.Errorf("%d tags, not %d: %v", len(tags), processes, tags)
	}
}

// tagOnce is one of the fifty processes.
func tagOnce(s *Session, tag string) error {
	_, err := s.Edit("acme", Change{Journey: "tag"}, func(p *profile.Profile) error {
		p.Tags = append(p.Tags, tag)
		return nil
	})
	return err
}

func TestEdit(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, tbaProfile(t, "acme"))
	before := mustLoad(t, s, "acme")
	refused := errors.New("not like this")
	if _, err := s.Edit("acme", Change{}, func(p *profile.Profile) error { p.Entity = "lost"; return refused }); !errors.Is(err, refused) {
		t.Errorf("an edit that its caller refuses: %v", err)
	}
	if p, err := s.Edit("acme", Change{}, func(*profile.Profile) error { return nil }); err != nil || !p.Changed.Equal(before.Changed) {
		t.Errorf("an edit that changes nothing: %v, %v", p.Changed, err)
	}
	if states, err := s.History("acme"); err != nil || len(states) != 1 {
		t.Errorf("edits that change nothing made a state: %v, %v", states, err)
	}
	edited, err := s.Edit("acme", Change{Journey: "tag"}, func(p *profile.Profile) error { p.Tags = []string{"a"}; return nil })
	if err != nil || !edited.Changed.After(before.Changed) || !slices.Equal(edited.Tags, []string{"a"}) {
		t.Errorf("an edit: %+v, %v", edited, err)
	}
	mustSave(t, s, edited) // what Edit returns can be saved like a loaded one
	if _, err := s.Edit("nobody", Change{}, func(*profile.Profile) error { return nil }); !errors.Is(err, ErrNotFound) {
		t.Errorf("an edit of what is not there: %v", err)
	}
}

// TestTestMeetsAChange notes the result of a test whose connection was changed
// while the test ran.
func TestTestMeetsAChange(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, tbaProfile(t, "acme"))
	tested := mustLoad(t, s, "acme")
	passed := func(p *profile.Profile) {
		p.Tested, p.Refusals = profile.Tested{At: start.Add(48 * time.Hour), Company: "Acme"}, nil
	}

	tagged := mustLoad(t, s, "acme")
	tagged.Tags = []string{"a"}
	mustSave(t, s, tagged)
	if err := s.Note(tested, passed); err != nil {
		t.Fatal(err)
	}
	if p := mustLoad(t, s, "acme"); p.Tested.Company != "Acme" || len(p.Tags) != 1 {
		t.Errorf("a tag loses the result of a test: %+v", p.Tested)
	}

	other := mustLoad(t, s, "acme")
	other.TokenSecret = secret.New("another token secret")
	other.Tested, other.Refusals = profile.Tested{}, []time.Time{start.Add(time.Hour)}
	mustSave(t, s, other)
	if err := s.Note(tested, passed); err != nil {
		t.Fatal(err)
	}
	p := mustLoad(t, s, "acme")
	if p.Tested.Company == "Acme" || len(p.Refusals) != 1 {
		t.Errorf("a test of the former token counts for the new one: %+v, %v", p.Tested, p.Refusals)
	}
	if err := s.Note(tested, func(p *profile.Profile) { p.Refusals = append(p.Refusals, start.Add(2*time.Hour)) }); err != nil {
		t.Fatal(err)
	}
	if p := mustLoad(t, s, "acme"); len(p.Refusals) != 2 {
		t.Errorf("a refused sign-in with the former token is not counted: %v", p.Refusals)
	}
}

// TestChangeMeetsATest saves a change that was begun before a test was noted.
func TestChangeMeetsATest(t *testing.T) {
	s := newTestSession(t)
	first := tbaProfile(t, "acme")
	first.Refusals = []time.Time{start}
	mustSave(t, s, first)
	edited := mustLoad(t, s, "acme")
	passed := start.Add(48 * time.Hour)
	err := s.Note(edited, func(p *profile.Profile) {
		p.Tested, p.Refusals = profile.Tested{At: passed, Company: "Noted Ltd"}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	edited.Timeout = 9 * time.Second
	mustSave(t, s, edited)
	p := mustLoad(t, s, "acme")
	if p.Tested.Company != "Noted Ltd" || len(p.Refusals) != 0 || p.Timeout != 9*time.Second {
		t.Errorf("the change took the test back: %+v, refusals %v, %v", p.Tested, p.Refusals, p.Timeout)
	}
}

// TestEndOfAFormerRefreshToken keeps the new sign-in apart from what a process
// found out about the former one.
func TestEndOfAFormerRefreshToken(t *testing.T) {
	s := newTestSession(t)
	p := tbaProfile(t, "acme")
	p.RefreshToken, p.RefreshUntil = secret.New("former"), start.Add(time.Hour)
	mustSave(t, s, p)
	former := mustLoad(t, s, "acme")
	anew := former
	anew.RefreshToken, anew.RefreshUntil = secret.New("anew"), start.Add(72*time.Hour)
	mustSave(t, s, anew)
	for name, change := range map[string]func(*profile.Profile){
		"ended":   func(p *profile.Profile) { p.RefreshUntil = start },
		"rotated": func(p *profile.Profile) { p.RefreshToken, p.RefreshUntil = secret.New("next of former"), start },
	} {
		if err := s.Note(former, change); err != nil {
			t.Fatal(err)
		}
		if now := mustLoad(t, s, "acme"); now.RefreshToken.Reveal() != "anew" || !now.RefreshUntil.Equal(start.Add(72*time.Hour)) {
			t.Errorf("the former token %s, and the new sign-in holds until %v", name, now.RefreshUntil)
		}
	}
}

package storage

import (
	"strconv"
	"testing"
	"time"

	"suitekey/core/profile"
	"suitekey/core/secret"
)

func codeProfile(t testing.TB, name string) profile.Profile {
	return profile.Profile{
		Name: name, Account: sandbox(t), Method: profile.Code, Surfaces: []profile.Surface{profile.REST}, ConsumerKey: "ck-0123",
		RefreshToken: secret.New("refresh-1"), RefreshUntil: start.Add(48 * time.Hour), RedirectURI: "suitekey://callback", Scopes: []string{"rest_webservices"},
	}
}

// TestRefreshTokenOutlivesEverything: losing the one that was noted last would
// lose the connection.
func TestRefreshTokenOutlivesEverything(t *testing.T) {
	s := newTestSession(t)
	mustSave(t, s, codeProfile(t, "acme"))
	wants := func(when, token string) {
		t.Helper()
		if got := mustLoad(t, s, "acme"); got.RefreshToken.Reveal() != token {
			t.Errorf("%s: another refresh token than %s", when, token)
		}
	}
	rotate := func(token string) {
		t.Helper()
		if err := s.Note(mustLoad(t, s, "acme"), func(p *profile.Profile) { p.RefreshToken, p.RefreshUntil = secret.New(token), start.Add(72*time.Hour) }); err != nil {
			t.Fatal(err)
		}
	}
	edited := mustLoad(t, s, "acme")
	rotate("refresh-2")
	wants("after a note", "refresh-2")
	if got := mustLoad(t, s, "acme").RefreshUntil; !got.Equal(start.Add(72 * time.Hour)) {
		t.Errorf("it ends %s", got)
	}
	edited.Entity = "7"
	mustSave(t, s, edited) // whoever edited meanwhile does not bring the spent one back
	wants("after a save", "refresh-2")
	rotate("refresh-3")
	rotate("refresh-2") // a test that took long, with what it got before somebody else went on
	wants("after a late note", "refresh-3")
	former, err := s.LoadGeneration("acme", 1)
	if err != nil {
		t.Fatal(err)
	}
	mustSave(t, s, former) // nor does undo
	wants("after undo", "refresh-3")

	again := mustLoad(t, s, "acme") // a person signs in again, with a clock that was set back
	again.RefreshToken, again.RefreshUntil = secret.New("refresh-9"), start.Add(-time.Hour)
	mustSave(t, s, again)
	wants("after a sign-in", "refresh-9")
	gone := mustLoad(t, s, "acme")
	gone.RefreshToken = secret.Secret{}
	mustSave(t, s, gone)
	wants("after it was taken away", "")
}

func TestSpentMarksAreBounded(t *testing.T) {
	r := record{Profile: &stored{}}
	for i := range 2 * mostSpent {
		r.noteRefresh(secret.New(strconv.Itoa(i)), start)
	}
	if len(r.Spent) != mostSpent {
		t.Errorf("%d marks", len(r.Spent))
	}
}

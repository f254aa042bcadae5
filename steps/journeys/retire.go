package journeys

import (
	"context"
	"errors"
	"fmt"
	"time"

	"suitekey/core/account"
	"suitekey/core/m2m"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/steps/setup"
)

// The answers to retire.
const (
	retireNow    = "now"
	retireByHand = "by_hand"
	retireUntil  = "until"
	retireKeep   = "keep"
)

// keepFor is the default time for keeping a former credential.
const keepFor = 7 * 24 * time.Hour

// retireStep revokes the former credential, or keeps it until a date. It is the last step
// of all journeys with a former credential.
func retireStep() steps.Step {
	return steps.Step{
		Name: "retire", Title: "Retire", Pending: "waiting to retire the former credential", NoReturn: steps.Always, Doc: steps.Doc("retire"),
		Fields: []steps.Field{
			{
				Key: steps.KeyRetire, Label: "What do you want to do with the former credential?", Kind: steps.Choice, When: unretired,
				Default: defaultRetire,
				Options: func(s steps.State) []steps.Option {
					return []steps.Option{
						{Value: retireKeep, Label: "Keep it without a date"},
						{Value: retireUntil, Label: "Keep it until a date"},
						{Value: retireNow, Label: "Revoke it in NetSuite now", Note: "cannot be undone"},
						{Value: retireByHand, Label: "It has been revoked in NetSuite", Note: "by hand"},
					}
				},
			},
			{
				Key: steps.KeyRetireOn, Label: "Keep it until (year-month-day)", Placeholder: "2027-01-31",
				When:    func(s steps.State) bool { return unretired(s) && s.Value(steps.KeyRetire) == retireUntil },
				Default: defaultRetireOn, Check: checkRetireOn,
			},
			confirmAccount(endsIt),
		},
		Work: retire, Show: showRetired,
	}
}

func unretired(s steps.State) bool { return s.Former.Old != nil }

// defaultRetire revokes the former credential only after a confirmation: now, or, for a
// command, when the date was set. Revoking is never preselected for a person, because it
// cannot be undone.
func defaultRetire(s steps.State) string {
	switch {
	case confirmed(s) || decidedBefore(s):
		return retireNow
	case dateHasCome(s):
		return retireKeep
	case !s.Former.RetireOn.IsZero():
		return retireUntil // as chosen before
	}
	return retireKeep
}

// endsIt reports whether the choice revokes the former credential, now or on a new
// date.
func endsIt(s steps.State) bool {
	switch {
	case !unretired(s), decidedBefore(s):
		return false
	case s.Value(steps.KeyRetire) == retireUntil:
		return s.Former.RetireOn.IsZero() || s.Value(steps.KeyRetireOn) != s.Former.RetireOn.Format(time.DateOnly)
	}
	return s.Value(steps.KeyRetire) == retireNow
}

// decidedBefore reports whether a command does what was confirmed when its date was set.
func decidedBefore(s steps.State) bool { return dateHasCome(s) && s.Given().Unattended }

func dateHasCome(s steps.State) bool {
	on := s.Former.RetireOn
	return !on.IsZero() && !on.After(s.Facts.Now)
}

func defaultRetireOn(s steps.State) string {
	if on := s.Former.RetireOn; !on.IsZero() {
		return on.Format(time.DateOnly)
	}
	return s.Facts.Now.Add(keepFor).Format(time.DateOnly)
}

func checkRetireOn(s steps.State, text string) steps.Finding {
	on, err := time.Parse(time.DateOnly, text)
	switch {
	case err != nil:
		return steps.Finding{Problem: "Type a date such as 2027-01-31."}
	case !on.After(s.Facts.Now):
		return steps.Finding{Problem: "This date has passed: choose a later date, or revoke the credential now."}
	}
	if old := s.Former.Old; old != nil && old.Certificate != "" {
		if c, err := m2m.ParseCertificate([]byte(old.Certificate)); err == nil && on.After(c.Ends()) {
			return steps.Finding{Warning: "The former certificate expires earlier, on " + setup.Day(c.Ends()) + "."}
		}
	}
	return steps.Finding{}
}

// retire carries out the choice. It revokes the former credential only if the new one
// signs in, and after a person or command has confirmed that the product has the new one.
func retire(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	old := s.Former.Old
	if old == nil {
		return s, nil // already done by an interrupted run
	}
	if !confirmedInUse(s) {
		return s, errUnconfirmed
	}
	p := s.Former
	switch s.Value(steps.KeyRetire) {
	case retireKeep:
		p.RetireOn, p.Unrevoked = time.Time{}, ""
		return steps.ReplaceSaved(env, s, p, "retire")
	case retireUntil:
		on, err := time.Parse(time.DateOnly, s.Value(steps.KeyRetireOn))
		if err != nil {
			return s, steps.NewFieldError(steps.KeyRetireOn, err)
		}
		p.RetireOn, p.Unrevoked = on, ""
		return steps.ReplaceSaved(env, s, p, "retire")
	case retireNow:
		if users := usersOf(s, *old); len(users) > 0 {
			return retireLater(env, s, users)
		}
		var err error
		s, err = revokeOld(ctx, env, s, report)
		if left := (*leftOpen)(nil); errors.As(err, &left) {
			return leaveToPerson(env, s, left.why)
		}
		if err != nil {
			return s, err
		}
	default: // by hand
		s.Note = steps.Sentence(errors.New(credentialOf(*old) + " was revoked by hand and is removed from the vault"))
	}
	p.Old, p.RetireOn, p.Unrevoked, p.Refusals = nil, time.Time{}, "", s.Refusals
	return steps.ReplaceSaved(env, s, p, "retire")
}

// usersOf returns the other connections that sign in with the credential of p.
func usersOf(s steps.State, p profile.Profile) []string {
	return profile.Users(s.Facts.Saved, s.Value(steps.KeyName), p, s.Facts.Now)
}

// retireLater keeps a credential that other connections still use. Today's date marks that
// this connection no longer needs it, so two connections do not wait for each other.
func retireLater(env steps.Env, s steps.State, users []string) (steps.State, error) {
	p, old := s.Former, *s.Former.Old
	s.Note = fmt.Sprintf("Nothing was revoked: %s is also used by %s. When no other connection needs it, suitekey %s %s retires it.",
		credentialOf(old), steps.List(users), RetiredBy(old), p.Name)
	if p.RetireOn.IsZero() || p.RetireOn.After(s.Facts.Now) {
		p.RetireOn = s.Facts.Now
	}
	return steps.ReplaceSaved(env, s, p, "retire")
}

// leftOpen says why suitekey could not revoke a former credential. A person has to revoke
// it by hand.
type leftOpen struct{ why string }

func (e *leftOpen) Error() string { return "not revoked: " + e.why }

// leaveToPerson keeps the former credential in the vault as a reminder, with the reason why
// a person has to revoke it. The next run of a scheduler does not try again.
func leaveToPerson(env steps.Env, s steps.State, why string) (steps.State, error) {
	p, old := s.Former, *s.Former.Old
	menu := account.PageM2MList.Menu()
	if old.Method == profile.TBA {
		menu = account.PageTokens.Menu()
	}
	s.Note = steps.Sentence(fmt.Errorf("%s is not revoked: %s. Revoke it under %s, then run suitekey %s %s --retire %s", credentialOf(old), why, menu, RetiredBy(old), p.Name, retireByHand))
	p.RetireOn, p.Unrevoked, p.Refusals = time.Time{}, why, s.Refusals
	return steps.ReplaceSaved(env, s, p, "retire")
}

// revokeOld revokes the former credential in NetSuite. Note reports the result.
func revokeOld(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	switch s.Former.Old.Method {
	case profile.M2M:
		return revokeOldCertificate(ctx, env, s, report)
	case profile.TBA:
		return revokeOldToken(ctx, env, s, report)
	default:
		s.Note = "The former sign-in expires by itself."
		return s, nil
	}
}

// revokeOldCertificate signs in with the new certificate, which proves it once more, and
// revokes the former certificate.
func revokeOldCertificate(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	p, old := s.Former, *s.Former.Old
	if c, err := m2m.ParseCertificate([]byte(old.Certificate)); err == nil && c.Due(env.Now()) == m2m.Expired {
		s.Note = "The former certificate has expired: there was nothing to revoke."
		return s, nil
	}
	report(steps.Progress{Text: "Signing in with the new certificate"})
	s, auth, _, err := access(ctx, env, s, p)
	if err != nil {
		return s, fmt.Errorf("%w; the former certificate is unchanged", err)
	}
	report(steps.Progress{Text: "Revoking the former certificate"})
	_, err = rotationClient(env).EnsureRevoked(ctx, p.Account, auth, old.ConsumerKey, netsuite.RevokeRequest{CertificateID: old.CertificateID, SignedInWith: p.CertificateID})
	switch {
	case errors.Is(err, netsuite.ErrNotListed):
		s.Note = "NetSuite no longer lists the former certificate: it is revoked or belongs to another user (" + account.PageM2MList.Menu() + ")."
		return s, nil
	case netsuite.NotOpen(err) && s.Given().Unattended:
		return s, &leftOpen{whyNotRevoked(err)}
	case netsuite.NotOpen(err):
		return s, fmt.Errorf("%w; or revoke %s under %s, then choose \"It has been revoked in NetSuite\" here", err, old.CertificateID, account.PageM2MList.Menu())
	case err != nil:
		return s, err
	}
	s.Note = "The former certificate is revoked."
	return s, nil
}

// whyNotRevoked returns the reason in NetSuite's answer.
func whyNotRevoked(err error) string {
	var failed *netsuite.Error
	if errors.As(err, &failed) {
		return "NetSuite does not allow this role to manage its certificates (" + failed.Brief() + ")"
	}
	return "NetSuite does not allow this role to manage its certificates"
}

// showRetired is the summary of the journey.
func showRetired(s steps.State) []string {
	p := s.Former
	lines := []string{fmt.Sprintf("%s is ready: %s %s · %s", p.Name, p.Account.Kind(), p.Account.Realm(), setup.MethodLine(p))}
	if c, err := m2m.ParseCertificate([]byte(p.Certificate)); err == nil {
		lines = append(lines, "Its certificate is valid until "+setup.Day(c.Ends())+".")
	}
	switch {
	case s.Note != "" && (p.Old == nil || s.Value(steps.KeyRetire) == retireNow):
		lines = append(lines, s.Note)
	case p.Old != nil && p.RetireOn.IsZero():
		lines = append(lines, steps.Sentence(fmt.Errorf("%s continues to work until you retire it with suitekey %s %s", credentialOf(*p.Old), RetiredBy(*p.Old), p.Name)))
	case p.Old != nil:
		lines = append(lines, steps.Sentence(fmt.Errorf("%s continues to work until %s; then suitekey %s %s retires it", credentialOf(*p.Old), setup.Day(p.RetireOn), RetiredBy(*p.Old), p.Name)))
	}
	return lines
}

// RetiredBy returns the verb of the journey that retires old.
func RetiredBy(old profile.Profile) string {
	if old.Method == profile.TBA {
		return "migrate"
	}
	return renewName
}

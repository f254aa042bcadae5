package setup

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"suitekey/core/diagnose"
	"suitekey/core/profile"
	"suitekey/steps"
)

func TestStep() steps.Step {
	return steps.Step{Name: "test", Title: "Test", Doc: steps.Doc("test"), Tests: true, Pending: "before the test", Work: RunTest, Done: proven, Show: showTest}
}

// RunTest signs in with the answers. It counts refused sign-ins over all runs of the
// journey, with its drafts: five lock the user.
func RunTest(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	client := env.Client.With(env.TestTimeout, TestRetries, TestInterval)
	p := s.Profile()
	s.Report = diagnose.Run(ctx, client, asNew(p, s.Former), diagnose.Options{
		Now:    env.Now,
		Report: func(c diagnose.Check) { report(steps.Progress{Check: &c}) },
		Force:  s.Force, Probe: true,
		Rotated: Rotated(env, p),
	})
	s.Report.Remember(&p, env.Now())
	s.RefreshToken, s.RefreshUntil = p.RefreshToken, p.RefreshUntil // the test may have used up the former token
	s.Refusals, s.Force = p.Refusals, false
	if !s.Report.OK {
		return signInAnew(s), &TestFailed{Report: s.Report}
	}
	if broken := s.Facts.Policy.Role(s.Report.Tested.Role); broken != "" {
		return s, errors.New("the connection works, but the policy forbids its role: " + broken + " In NetSuite, make a token or mapping with another role")
	}
	return s, nil
}

// asNew returns p without the result of its last test if the credential has changed since:
// the former credential's test proves nothing about the new one, and a certificate that
// was never uploaded was not lost in a refresh.
func asNew(p, former profile.Profile) profile.Profile {
	if p.Method != former.Method || p.TokenID != former.TokenID || p.CertificateID != former.CertificateID {
		p.Tested.At = time.Time{}
	}
	return p
}

// Rotated immediately stores the new refresh token of p, because the former one is used
// up, if the vault has the former one.
func Rotated(env steps.Env, p profile.Profile) func(diagnose.Report) {
	return func(r diagnose.Report) {
		_ = env.Vault.Note(p, r.RememberRefresh) // stored again at the end of the test
	}
}

// proven reports whether the test passed, in this run or before an earlier save.
func proven(s steps.State) bool { return s.Report.OK || steps.AlreadySaved(s) }

func showTest(s steps.State) []string {
	lines := []string{"The connection works."}
	if t := s.Report.Tested; t.Company != "" {
		lines = append(lines, "Answered by "+t.Company)
	}
	for _, warning := range s.Report.Warnings {
		lines = append(lines, steps.Sentence(errors.New(warning.Title)))
	}
	return lines
}

// The test repeats a call once when NetSuite is busy, because a person waits.
const (
	TestRetries  = 1
	TestInterval = 2 * time.Second
)

// TestFailed is the error of a failed connection test. Nothing is saved then.
type TestFailed struct{ Report diagnose.Report }

// Error names the first failure and the most likely cause.
func (e *TestFailed) Error() string {
	text := "the connection test failed"
	for _, c := range e.Report.Checks {
		if c.State == diagnose.Failed {
			text += fmt.Sprintf(" at %q: %s", c.Title, c.Detail)
			break
		}
	}
	if len(e.Report.Causes) > 0 {
		text += "; most likely: " + e.Report.Causes[0].Title
	}
	return text
}

// Unwrap returns the first failure.
func (e *TestFailed) Unwrap() error { return e.Report.Err }

func saveStep() steps.Step {
	return steps.Step{
		Name: "save", Title: "Save", NoReturn: steps.Always, Doc: steps.Doc("save"),
		Work: save, Show: showSaved,
	}
}

// save stores the connection after a passed test.
func save(_ context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	if steps.AlreadySaved(s) { // saved before an interruption, after a passed test
		s.Note = "An earlier run of this set-up saved it."
		return s, env.Vault.RemoveDraft(s.Former.Name)
	}
	if !s.Report.OK {
		return s, steps.ErrUntested
	}
	report(steps.Progress{Text: "Saving " + s.Value(steps.KeyName)})
	p := s.Profile()
	if broken := s.Facts.Policy.Broken(p, s.Certificate); len(broken) > 0 {
		return s, errors.New("saving the connection: " + strings.Join(broken, " "))
	}
	p.Created = env.Now()
	if err := env.Vault.Save(p, "setup"); err != nil {
		return s, err
	}
	if err := env.Vault.RemoveDraft(p.Name); err != nil {
		s.Note = steps.Sentence(err)
	}
	return s, nil
}

func showSaved(s steps.State) []string {
	p := s.Profile()
	lines := []string{fmt.Sprintf("%s is ready: %s %s · %s", p.Name, p.Account.Kind(), p.Account.Realm(), MethodLine(p))}
	if s.Note != "" {
		lines = append(lines, s.Note)
	}
	return lines
}

// MethodLine returns method and algorithm of p, for summaries and lists.
func MethodLine(p profile.Profile) string { return MethodOf(&p) }

// MethodOf is MethodLine without a copy of p, for lists of thousands.
func MethodOf(p *profile.Profile) string {
	switch p.Method {
	case profile.TBA:
		return "TBA " + p.SignatureAlgorithm
	case profile.Code:
		return "browser sign-in"
	}
	return "M2M " + p.JWTAlgorithm
}

package journeys

import (
	"context"
	"errors"
	"fmt"

	"suitekey/core/account"
	"suitekey/core/lockout"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/steps/journeys"
	"suitekey/steps/setup"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/cli/checks"
	"suitekey/ui/cli/verb"
)

// unattended runs a journey without a person, and prints the result.
func (o *journeyOptions) unattended(ctx context.Context, a *app.App, given steps.Given) error {
	return o.print(o.run(ctx, a, given))
}

// print prints the result of one journey. The caller prints an error without a result.
func (o *journeyOptions) print(r result) error {
	if r.State == stateFailed && len(r.Profiles) == 0 {
		return r.err
	}
	if err := o.PrintJSON(r); err != nil || r.err == nil {
		return err
	}
	return &verb.Reported{Err: r.err}
}

// attempt is one run of a journey without a person.
type attempt struct {
	*journeyOptions
	app    *app.App
	walk   *steps.Walk
	before profile.Profile // the connection as it was saved; zero where the journey is not about one
	failed *setup.TestFailed
}

// run begins or resumes a journey, and continues until it is finished, fails, or a
// person has to act.
func (o *journeyOptions) run(ctx context.Context, a *app.App, given steps.Given) result {
	given.Unattended = true
	t := &attempt{journeyOptions: o, app: a}
	if err := t.begin(given); err != nil {
		return t.lost(ctx, err)
	}
	warnOfCertificateID(o.Globals, t.walk.State())
	if o.force {
		t.walk.ForceSignIn()
	}
	paused, err := t.goOn(ctx)
	if s := t.walk.State(); s.Printed != "" && err == nil { // an error has it
		o.Note("The command printed: %s", s.Printed)
	}
	r := t.done
	switch {
	case err != nil:
		r = func() result { return t.lost(ctx, err) }
	case paused:
		r = t.waits
	}
	ended := r()
	ended.RecoveryKey = t.sheet()
	return ended
}

// sheet prints the recovery sheet, if one was made, because its key is not stored. With
// --json it returns the key instead.
func (t *attempt) sheet() string {
	sheet := t.walk.State().Sheet
	switch {
	case sheet.Key.IsEmpty():
		return ""
	case t.JSON:
		return sheet.Key.Reveal()
	}
	for _, line := range sheet.Lines() {
		t.Line("%s", line)
	}
	return ""
}

// begin begins the journey or resumes its draft, and names all missing answers.
func (t *attempt) begin(given steps.Given) error {
	name := given.Answers[steps.KeyName]
	if t.flow.AboutSaved && name != "" {
		var err error
		if t.before, err = t.app.Load(name); errors.Is(err, storage.ErrNotFound) {
			return verb.NotThere(t.app, name, err)
		} else if err != nil {
			return err
		}
	}
	walk, draft, err := t.app.Journey(t.flow.Name, given)
	if err != nil {
		return err
	}
	t.walk = walk
	if draft != "" {
		if err := t.resumed(draft); err != nil {
			return err
		}
	}
	err = steps.Audit(walk.Flow(), walk.State())
	if err == nil {
		err = journeys.Unconfirmed(walk.State())
	}
	return missing(t.flow, walk.State(), err)
}

// resumed prints that a draft is resumed. It refuses a draft about another account or
// connection than the given one.
func (t *attempt) resumed(name string) error {
	if t.flow.AboutSaved {
		t.Note("Resuming %s.", name)
		return lacking(journeys.AuditBatch(t.app.Env(), t.walk.State()))
	}
	draft, err := t.app.Drafts().Load(name)
	if err != nil {
		return err
	}
	method, _ := t.walk.State().Answer(steps.KeyMethod)
	for _, f := range []struct{ what, then, now string }{
		{"account", realm(draft.Account), t.walk.State().Account().Realm()}, {"method", draft.Method, method},
	} {
		if f.then != "" && f.now != "" && f.then != f.now {
			// The message does not repeat the given answer, which may be a misplaced
			// secret.
			return app.Usage(fmt.Sprintf("the unfinished set-up %s is for the %s %s, and the answers given now name another %s; nothing was changed", name, f.what, f.then, f.what),
				"set the connection up under another name", "or discard the unfinished set-up: suitekey remove "+name)
		}
	}
	t.Note("Resuming the draft of %s.", draft.Kept.Format("2 January 2006 15:04"))
	if draft.Paired && t.walk.State().Certificate.IsZero() {
		t.Note("The answers given now need another key or certificate than the draft has. NetSuite needs the new certificate.")
	}
	return nil
}

// realm writes the account of a draft as the journey writes it.
func realm(text string) string {
	if id, err := account.Parse(text); err == nil {
		return id.Realm()
	}
	return ""
}

// goOn walks until the journey ends or waits for a person. Of several connections,
// one whose test fails is skipped. A test that suitekey withheld says nothing about its
// connection: the journey stops there, and the next run tests it.
func (t *attempt) goOn(ctx context.Context) (paused bool, err error) {
	if t.scheduled {
		t.walk.Schedule()
	}
	for {
		outcome, err := steps.Run(ctx, t.walk, t.progress)
		for range t.flow.Fields() { // each question is waited for once at most
			if err != nil || outcome != steps.Paused || !t.app.Demo() {
				break
			}
			outcome, err = t.practise(ctx, t.app, t.walk)
		}
		var failed *setup.TestFailed
		if !errors.As(err, &failed) || !t.walk.CanSkip() || ctx.Err() != nil || errors.Is(failed, lockout.ErrSpent) {
			return outcome == steps.Paused, err
		}
		t.failed = failed
		checks.Page{Tell: t.Note}.Verdict(failed.Report)
		t.Note("%s is skipped.", failed.Report.Profile)
		if err := t.walk.Skip(); err != nil {
			return false, err
		}
	}
}

// result describes the connection as it is now.
func (t *attempt) result() result {
	if t.walk == nil {
		return resultOf(t.flow.Name, t.before, t.app.Now())
	}
	s := t.walk.State()
	if len(s.Items) > 0 {
		r := result{Journey: t.flow.Name, Account: s.Account().Realm(), Happened: s.Value(steps.KeyHappened), Profiles: items(s)}
		if t.walk.Ended() {
			r.ChecklistFile = s.PageFile
		}
		return r
	}
	p := s.Profile()
	if t.before.Name != "" {
		p = t.before
		if now, err := t.app.Load(t.before.Name); err == nil {
			p = now
		}
	}
	r := resultOf(t.flow.Name, p, t.app.Now())
	r.ByHand, r.Imported = journeys.RotationClosed(s), t.imported
	if t.before.Name != "" {
		r.since(t.before, p)
	}
	if s.Report.OK {
		r.Test = s.Report
	}
	return r
}

// done ends a finished journey.
func (t *attempt) done() result {
	r, s := t.result(), t.walk.State()
	r.State = stateDone
	switch {
	case len(r.Profiles) > 0:
		t.tellItems(r)
		t.Note("Checklist: %s", r.ChecklistFile)
		if t.failed != nil {
			r.err = t.failed
		}
		return r
	case t.before.Name != "" && len(r.Changed) == 0:
		r.State = stateUnchanged
	case t.before.Name == "":
		t.Note("%s is saved: %s %s, %s.", r.Profile, s.Account().Kind(), r.Account, setup.MethodLine(s.Profile()))
		if s.Note != "" {
			t.Note("%s", s.Note)
		}
		return r
	}
	if show := t.walk.Step().Show; show != nil {
		for _, line := range show(s) {
			t.Note("%s", line)
		}
	}
	return r
}

// progress prints the progress for the log of an unattended run.
func (o *journeyOptions) progress(p steps.Progress) {
	if p.Check != nil {
		checks.Page{Tell: o.Note}.Check(*p.Check)
	}
	if p.Text != "" {
		o.Note("%s", p.Text)
	}
}

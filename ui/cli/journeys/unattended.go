package journeys

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"suitekey/core/diagnose"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/drafts"
	"suitekey/ui/cli/checks"
	"suitekey/ui/cli/verb"
)

// saved is what `setup --json` prints when it ends well, or waits.
type saved struct {
	Profile         string `json:"profile"`
	Account         string `json:"account"`
	Method          string `json:"method"`
	State           string `json:"state"` // "saved" or "waiting"
	CertificateFile string `json:"certificate_file,omitempty"`
	CertificateID   string `json:"certificate_id,omitempty"`
	PageFile        string `json:"page_file,omitempty"`     // for the administrator
	AuthorizeURL    string `json:"authorize_url,omitempty"` // where somebody has to sign in now
	Expires         string `json:"expires,omitempty"`
	Next            string `json:"next,omitempty"`
	Test            any    `json:"test,omitempty"`

	Imported *imported `json:"imported,omitempty"` // by import
}

// unattended walks the set-up without a person.
func (o *setupOptions) unattended(ctx context.Context, a *app.App, given steps.Given) error {
	if err := a.Probe(); err != nil {
		return err
	}
	given.Unattended = true
	flow := steps.Setup()
	passphrase, err := o.prepareVault(ctx, a, &given)
	if errors.Is(err, app.ErrLocked) {
		return lockedAndMore(flow, given, a, err)
	}
	if err != nil {
		return err
	}
	walk, err := o.begin(a, flow, given)
	if err != nil {
		return err
	}
	if err := missing(flow, walk.State(), steps.Audit(flow, walk.State())); err != nil {
		return err
	}
	warnOfCertificateID(o.Globals, walk.State())
	if o.force {
		walk.ForceSignIn()
	}
	outcome, err := o.walk(ctx, a, walk)
	if err != nil {
		return o.keepAfter(a, walk, passphrase, err)
	}
	if outcome == steps.Paused {
		return o.wait(a, walk, passphrase)
	}
	return o.announce(walk.State())
}

// warnOfCertificateID says when the certificate ID that was handed back is not
// that of this certificate.
func warnOfCertificateID(g *verb.Globals, s steps.State) {
	for _, f := range steps.Setup().Fields() {
		if f.Key != steps.KeyCertificateID || s.Certificate.IsZero() {
			continue
		}
		if finding := f.Examine(s, s.Value(f.Key)); finding.Warning != "" {
			g.Warn("certificate_id: " + finding.Warning)
		}
	}
}

// lockedAndMore names, beside the passphrase of the vault, the answers that are
// missing as well.
func lockedAndMore(flow steps.Flow, given steps.Given, a *app.App, locked error) error {
	state := given.Apply(steps.NewState(steps.Facts{VaultExists: true, Now: a.Now()}))
	found := missing(flow, state, steps.Audit(flow, state))
	var wrongCall *app.UsageError
	if !errors.As(found, &wrongCall) {
		return locked
	}
	hints := append(wrongCall.Hints, "unless an unfinished set-up of this name has them: the vault is locked, and needs its passphrase by --passphrase-file, SUITEKEY_PASSPHRASE_FILE or SUITEKEY_PASSPHRASE_COMMAND")
	var m *steps.MissingError
	if errors.As(found, &m) {
		m.Missing = append(m.Missing, steps.Field{Key: steps.KeyPassphrase, Kind: steps.Secret})
	}
	return &app.UsageError{Err: wrongCall.Err, Hints: hints}
}

// prepareVault opens the vault, or gives the journey the passphrase of the one
// to be made.
func (o *setupOptions) prepareVault(ctx context.Context, a *app.App, given *steps.Given) (secret.Secret, error) {
	exists, err := a.VaultExists()
	if err != nil {
		return secret.Secret{}, err
	}
	if exists {
		if p := given.Secrets[steps.KeyPassphrase]; !p.IsEmpty() && !a.PassphraseGiven() {
			return p, a.Unlock(p)
		}
		return secret.Secret{}, o.UnlockExisting(ctx, a)
	}
	passphrase := given.Secrets[steps.KeyPassphrase]
	if found, ok, err := a.Passphrase(ctx); err != nil {
		return found, &app.LockedError{Err: err}
	} else if ok {
		passphrase = found
	}
	if practice := a.Practice(); practice != nil && passphrase.IsEmpty() {
		text, _ := practice.Value(steps.State{}, steps.KeyPassphrase)
		passphrase = secret.New(text)
	}
	if !passphrase.IsEmpty() {
		given.Secrets[steps.KeyPassphrase], given.Secrets[steps.KeyPassphraseAgain] = passphrase, passphrase
	}
	return passphrase, nil
}

// begin starts the journey, or takes up its draft: then what was made for it,
// such as the key pair, is still there.
func (o *setupOptions) begin(a *app.App, flow steps.Flow, given steps.Given) (*steps.Walk, error) {
	facts, err := a.Facts()
	if err != nil {
		return nil, err
	}
	fresh := steps.NewWalk(a.Env(), flow, given.Apply(steps.NewState(facts)))
	if !a.Unlocked() {
		return fresh, nil
	}
	facts.Drafts = nil // it may have been kept by an earlier run of the same command
	draft, err := a.Drafts().Load(drafts.Name(steps.NewWalk(a.Env(), flow, given.Apply(steps.NewState(facts)))))
	if errors.Is(err, storage.ErrNotFound) {
		return fresh, nil
	}
	if err != nil {
		return nil, err
	}
	kept, err := a.Drafts().Resume(flow, draft, steps.Given{})
	if err != nil {
		return nil, err
	}
	if err := sameJourney(draft, kept.State(), fresh.State()); err != nil {
		return nil, err
	}
	walk, err := a.Drafts().Resume(flow, draft, given)
	if err != nil {
		return nil, err
	}
	o.Note("Going on with the draft kept on %s.", draft.Kept.Format("2 January 2006 15:04"))
	if !kept.State().Certificate.IsZero() && walk.State().Certificate.IsZero() {
		o.Note("What is given now asks for another key or certificate than the draft has: it is made or read afresh, and NetSuite has to be given the new certificate.")
	}
	return walk, nil
}

// sameJourney refuses to go on with a draft that is about something else: what
// was kept there would be lost.
func sameJourney(draft drafts.Draft, kept, given steps.State) error {
	then, _ := kept.Answer(steps.KeyMethod)
	now, _ := given.Answer(steps.KeyMethod)
	for _, f := range []struct{ what, then, now string }{
		{"account", kept.Account().Realm(), given.Account().Realm()}, {"method", then, now},
	} {
		if f.then != "" && f.now != "" && f.then != f.now {
			return app.Usage(fmt.Sprintf("the unfinished set-up %s is for the %s %s, not %s: it is left as it is", draft.Name, f.what, f.then, f.now),
				"set it up under another name", "or discard the unfinished one: suitekey remove "+draft.Name)
		}
	}
	return nil
}

// missing adds to a list of missing answers where secrets and the passphrase
// can come from.
func missing(flow steps.Flow, state steps.State, err error) error {
	var m *steps.MissingError
	if !errors.As(err, &m) {
		return err
	}
	var fields []steps.Field
	hints := []string{"answers: --answers FILE or the flag of the same name (suitekey " + flow.Name + " --help)"}
	secrets, passphrase := false, false
	for _, f := range m.Missing {
		switch {
		case f.Key == steps.KeyPassphraseAgain:
			continue // nobody types it twice here
		case f.Key == steps.KeyPassphrase:
			passphrase = true
		case f.Kind == steps.Secret:
			secrets = true
		}
		fields = append(fields, f)
	}
	if secrets {
		hints = append(hints, "secrets: --secrets-file FILE, --secrets-command CMD, SUITEKEY_CONSUMER_SECRET, SUITEKEY_TOKEN_SECRET (suitekey help answers)")
	}
	if passphrase {
		hints = append(hints, "passphrase of the new vault: --passphrase-file, SUITEKEY_PASSPHRASE_FILE or SUITEKEY_PASSPHRASE_COMMAND")
	}
	if _, twice := m.Problems[steps.KeyPassphrase]; twice {
		delete(m.Problems, steps.KeyPassphraseAgain)
	}
	hints = append(hints, forEachMethod(flow, state, m)...)
	return &app.UsageError{Err: &steps.MissingError{Missing: fields, Problems: m.Problems}, Hints: hints}
}

// forEachMethod says, where the method itself is missing, what each of them
// needs besides.
func forEachMethod(flow steps.Flow, state steps.State, m *steps.MissingError) []string {
	named := map[string]bool{}
	for _, f := range m.Missing {
		named[f.Key] = true
	}
	if !named[steps.KeyMethod] {
		return nil
	}
	var hints []string
	for _, method := range []profile.Method{profile.TBA, profile.M2M} {
		var more []string
		var needs *steps.MissingError
		if errors.As(steps.Audit(flow, state.With(steps.KeyMethod, string(method))), &needs) {
			for _, f := range needs.Missing {
				if !named[f.Key] {
					more = append(more, f.Key)
				}
			}
		}
		text := "method " + string(method) + " needs nothing else"
		if len(more) > 0 {
			text = "method " + string(method) + " needs as well: " + strings.Join(more, ", ")
		}
		hints = append(hints, text)
	}
	return hints
}

// keepAfter keeps the draft of a journey that failed on its way, so that a key
// pair that NetSuite may know by now, or a sign-in, is not lost.
func (o *setupOptions) keepAfter(a *app.App, walk *steps.Walk, passphrase secret.Secret, cause error) error {
	var failed *steps.TestFailed
	var problems *steps.MissingError
	if errors.As(cause, &problems) {
		return missing(walk.Flow(), walk.State(), cause)
	}
	if errors.As(cause, &failed) {
		checks.Page{Tell: o.Note}.Verdict(failed.Report)
	} else if !walk.State().Earned() {
		return cause
	}
	if a.Demo() {
		return app.WithHints(cause, "nothing is saved, and the practice vault is thrown away")
	}
	if err := keepDraft(a, walk, passphrase); err != nil {
		return app.WithHints(cause, "the draft could not be kept: "+err.Error())
	}
	hints := []string{"nothing is saved as a connection; the draft " + drafts.Name(walk) + " is kept: mend the cause and run the same command again"}
	if failed != nil && failed.Report.Refusals == 0 && len(walk.State().Refusals) >= diagnose.StopRefusals {
		hints = append(hints, "with --force, the fifth sign-in is spent all the same")
	}
	return app.WithHints(cause, hints...)
}

// keepDraft keeps what there is. Where there is no vault yet, it is made.
func keepDraft(a *app.App, walk *steps.Walk, passphrase secret.Secret) error {
	if !a.Unlocked() {
		if _, err := a.CreateVault(passphrase, false); err != nil {
			return err
		}
	}
	return a.Drafts().Keep(walk)
}

// wait ends the first run of a set-up in which somebody has to act.
func (o *setupOptions) wait(a *app.App, walk *steps.Walk, passphrase secret.Secret) error {
	if err := keepDraft(a, walk, passphrase); err != nil {
		return err
	}
	state := walk.State()
	result := summary(state, "waiting")
	result.Imported, result.AuthorizeURL = o.imported, state.Authorize()
	if result.AuthorizeURL == "" {
		o.Note("The key pair is made, and the certificate is to be uploaded to NetSuite now:")
		o.stepsToDo(walk)
		o.Note("NetSuite will show the certificate ID %s", state.Certificate.ID())
		o.Note("Then run the same command again: it tests and saves.")
		result.Next = "upload the certificate in NetSuite, then run the same command again"
	} else {
		o.Note("Somebody has to sign in with a browser now:")
		o.stepsToDo(walk)
		result.Next = nextAfterSignIn
		o.Note("Then %s.", strings.TrimPrefix(result.Next, "sign in at authorize_url, then "))
	}
	if err := o.PrintJSON(result); err != nil {
		return err
	}
	return &verb.Reported{Err: app.ErrWaiting}
}

func (o *setupOptions) announce(state steps.State) error {
	result := summary(state, "saved")
	result.Test, result.Imported = state.Report, o.imported
	o.Note("%s is saved: %s %s, %s.", result.Profile, state.Account().Kind(), result.Account, steps.MethodLine(state.Profile()))
	if state.Note != "" {
		o.Note("%s", state.Note)
	}
	return o.PrintJSON(result)
}

func summary(s steps.State, state string) saved {
	p := s.Profile()
	result := saved{Profile: p.Name, Account: p.Account.Realm(), Method: string(p.Method), State: state, CertificateID: p.CertificateID}
	if !s.Key.IsZero() {
		result.CertificateFile, result.PageFile = s.CertificateFile, s.PageFile
		result.Expires = s.Certificate.NotAfter().UTC().Format(verb.TimeFormat)
	}
	return result
}

// progress prints what happens, for whoever reads the log of an unattended run.
func (o *journeyOptions) progress(p steps.Progress) {
	if p.Check != nil {
		checks.Page{Tell: o.Note}.Check(*p.Check)
	}
	if p.Text != "" {
		o.Note("%s", p.Text)
	}
}

package journeys

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/files"
	"suitekey/ui/cli/checks"
	"suitekey/ui/cli/verb"
)

// retokenOptions are the flags of retoken.
type retokenOptions struct {
	journeyOptions
	what      string // an account, or a connection
	checklist string // where the checklist goes; "" for the journey itself
}

// toStdout is the checklist's place where no file is named.
const toStdout = "-"

func Retoken(g *verb.Globals) *cobra.Command {
	o := &retokenOptions{journeyOptions: newJourneyOptions(g, steps.Retoken())}
	cmd := &cobra.Command{
		Use:   "retoken [ACCOUNT|NAME]",
		Short: "Give connections what a sandbox refresh took",
		Long: `Tests all connections of an account (or the one that is named), says which died,
and asks only for what was wiped: a token pair, or the upload of the same
certificate. For a refreshed sandbox, for one lost token (--happened token), and
after Reset Credentials (--happened reset). It can be left at any time and goes on
where it was left; one that cannot be mended now does not stop the others.

--checklist prints what will be asked, connection by connection, with menu paths
and links, and does nothing; --checklist=FILE writes it. At the end of the journey
the checklist of what was done lies beside the certificates.

Without a terminal the values of several connections stand under their names, in
the answers file and in the secrets file alike:

  profiles:
    acme-sb1:  {token_id: ..., token_secret: ...}
    robot-sb1: {new_pair: no}

Somebody who has to sign in with the browser gets a link, printed at once; the
address that the browser ends on is given to a second run, as redirected among the
secrets.

Certificates take two runs: the first mends the tokens, writes all certificates
and ends with 20; the same command, after the uploads, ends the work.` +
			verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeRefused, verb.CodeUnreachable, verb.CodeLocked, verb.CodeWaiting, verb.CodeCancelled),
		Example: "  suitekey retoken 1234567_SB1 --checklist\n" +
			"  suitekey retoken 1234567_SB1\n" +
			"  suitekey retoken 1234567_SB1 --no-input --answers new.yaml --passphrase-file pass --json",
		Args: verb.Words("[ACCOUNT|NAME]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.what = verb.First(args)
			return o.run(cmd)
		},
	}
	o.addFlags(cmd)
	o.addWait(cmd)
	cmd.Flags().StringVar(&o.checklist, "checklist", "", "print what will be asked and do nothing; =`FILE` writes it")
	cmd.Flags().Lookup("checklist").NoOptDefVal = toStdout
	return cmd
}

func (o *retokenOptions) run(cmd *cobra.Command) error {
	ctx := cmd.Context()
	a, err := o.Open()
	if err != nil {
		return err
	}
	given, err := o.given(cmd, a)
	if err != nil {
		return err
	}
	asks := o.CanAsk() && !o.takesStdin() && o.checklist == ""
	if err := o.Unlock(ctx, a); err != nil {
		return err
	}
	if err := o.means(a, &given); err != nil {
		return err
	}
	if o.checklist != "" {
		return o.printChecklist(a, given)
	}
	if asks {
		return o.openWizard(ctx, a, given)
	}
	a.WaitForBrowser(o.patience)
	return o.unattended(ctx, a, given)
}

// means finds out whether a connection or an account was named.
func (o *retokenOptions) means(a *app.App, given *steps.Given) error {
	entries, err := a.Profiles()
	if err != nil {
		return err
	}
	for name := range given.Profiles {
		if !slices.ContainsFunc(entries, func(e storage.Entry) bool { return e.Name == name }) {
			return app.Usage(fmt.Sprintf("there is no connection called %s, of those under profiles", secret.Quote(name)), "suitekey list")
		}
	}
	named := o.what
	if named == "" {
		named = given.Answers[steps.KeyAccount]
	}
	if named == "" {
		return nil
	}
	if slices.ContainsFunc(entries, func(e storage.Entry) bool { return e.Name == named }) {
		given.Answers[steps.KeyName] = named
		return nil
	}
	id, err := account.Parse(named)
	if err != nil {
		return app.Usage(secret.Quote(named)+" is neither a saved connection nor an account ID", "suitekey list")
	}
	if !slices.ContainsFunc(entries, func(e storage.Entry) bool { return e.Account == id }) {
		return app.Usage("no connection of "+id.Realm()+" is saved", "suitekey list")
	}
	given.Answers[steps.KeyAccount] = id.Realm()
	return nil
}

// printChecklist says what will be asked, or what was done so far. Nothing is
// sent, and nothing is changed.
func (o *retokenOptions) printChecklist(a *app.App, given steps.Given) error {
	walk, _, err := a.Journey(o.flow.Name, given)
	if err != nil {
		return err
	}
	if walk.State().Account().IsZero() {
		return app.Usage("name the account, or a connection of it", "suitekey retoken 1234567_SB1 --checklist")
	}
	text := steps.Checklist(walk.State())
	printed := printedChecklist{Account: walk.State().Account().Realm()}
	if o.checklist == toStdout && o.JSON {
		printed.Text = text
		return o.PrintJSON(printed)
	}
	if o.checklist == toStdout {
		_, err := fmt.Fprint(o.Stdout, text)
		return err
	}
	if err := files.WriteNew(o.checklist, []byte(text), 0o644); err != nil {
		return err
	}
	o.Note("The checklist is in %s.", files.Shown(o.checklist))
	printed.File = o.checklist
	return o.PrintJSON(printed)
}

// printedChecklist is what `retoken --checklist --json` prints.
type printedChecklist struct {
	Account string `json:"account"`
	Text    string `json:"checklist,omitempty"`
	File    string `json:"checklist_file,omitempty"`
}

// unattended walks the journey without a person. A connection whose test fails is
// left for later.
func (o *retokenOptions) unattended(ctx context.Context, a *app.App, given steps.Given) error {
	given.Unattended = true
	walk, draft, err := a.Journey(o.flow.Name, given)
	if err != nil {
		return err
	}
	if draft != "" {
		o.Note("Going on where %s was left.", draft)
		if err := lacking(steps.AuditSitting(a.Env(), walk.State())); err != nil {
			return err
		}
	}
	if err := missing(o.flow, walk.State(), steps.Audit(o.flow, walk.State())); err != nil {
		return err
	}
	warnOfCertificateID(o.Globals, walk.State())
	if o.force {
		walk.ForceSignIn()
	}
	var lost error
	for {
		outcome, err := o.walk(ctx, a, walk)
		waiting, _ := walk.Waiting()
		var failed *steps.TestFailed
		switch {
		case errors.As(err, &failed) && walk.CanPutAside() && ctx.Err() == nil:
			lost = failed
			checks.Page{Tell: o.Note}.Verdict(failed.Report)
			o.Note("%s is left for later.", failed.Report.Profile)
			if err := walk.PutAside(); err != nil {
				return err
			}
		case err != nil:
			return lacking(err)
		case outcome == steps.Paused && waiting.Kind != steps.WaitDecision:
			return o.end(walk.State(), "waiting", &verb.Reported{Err: app.ErrWaiting})
		case outcome == steps.Paused: // some were left, now or by an earlier run
			if lost == nil {
				lost = &steps.TestFailed{}
			}
			return o.end(walk.State(), "unfinished", lost)
		default:
			return o.end(walk.State(), "done", lost)
		}
	}
}

// lacking says where the answers of several connections can come from.
func lacking(err error) error {
	var lacks *steps.SittingMissingError
	if !errors.As(err, &lacks) {
		return err
	}
	return &app.UsageError{Err: lacks, Hints: []string{
		"answers: --answers FILE with   profiles: {" + lacks.Names[0] + ": {token_id: ...}}",
		"secrets: --secrets-file FILE with   profiles: {" + lacks.Names[0] + ": {token_secret: ...}}",
		"only some of them: --mend NAME,NAME",
	}}
}

// sitting is what retoken prints with --json.
type sitting struct {
	Account   string        `json:"account"`
	Happened  string        `json:"happened"`
	State     string        `json:"state"` // "done", "waiting" or "unfinished"
	Profiles  []sittingItem `json:"profiles"`
	Checklist string        `json:"checklist_file,omitempty"`
	Next      string        `json:"next,omitempty"`
}

type sittingItem struct {
	Profile         string         `json:"profile"`
	Method          profile.Method `json:"method"`
	Test            string         `json:"test"`  // "works", "dead", "unclear" or "not tested", before anything was mended
	State           string         `json:"state"` // "as it was", "mended", "waiting" or "left"
	Code            string         `json:"code,omitempty"`
	Cause           string         `json:"cause,omitempty"`
	NewValues       []string       `json:"new_values,omitempty"` // that the product has to be given
	CertificateFile string         `json:"certificate_file,omitempty"`
	CertificateID   string         `json:"certificate_id,omitempty"`
	PageFile        string         `json:"page_file,omitempty"`
	AuthorizeURL    string         `json:"authorize_url,omitempty"` // where somebody has to sign in now
}

var itemStates = map[steps.Turn]string{"": "as it was", steps.Mended: "mended", steps.Chosen: "waiting", steps.Left: "left"}

// end tells what became of each connection, and ends with err.
func (o *retokenOptions) end(s steps.State, state string, err error) error {
	result := sitting{Account: s.Account().Realm(), Happened: s.Value(steps.KeyHappened), State: state, Profiles: []sittingItem{}, Checklist: s.Sitting.PageFile}
	for _, i := range s.Sitting.Items {
		item := sittingItem{
			Profile: i.Name, Method: i.Method, Test: string(i.Verdict), State: itemStates[i.Turn], Code: i.Code, Cause: i.Cause,
			NewValues: steps.NewValues(i.Method, i), CertificateID: i.CertificateID,
		}
		o.Note("%s: %s, %s", i.Name, item.Test, item.State)
		if i.Cause != "" {
			o.Note("     %s", i.Cause)
		}
		if i.Turn == steps.Chosen && i.CertificateFile != "" {
			item.CertificateFile, item.PageFile = i.CertificateFile, i.PageFile
			o.Note("     upload %s", i.CertificateFile)
			o.Note("     %s", account.PageM2M.Menu())
			o.Note("     NetSuite will show the certificate ID %s", i.CertificateID)
			o.Note("     for somebody else: %s", i.PageFile)
		}
		if link := s.Authorize(); link != "" && i.Name == s.Sitting.Current {
			item.AuthorizeURL = link
			o.Note("     sign in with a browser: %s", link)
		}
		result.Profiles = append(result.Profiles, item)
	}
	switch state {
	case "waiting":
		result.Next = "upload the certificates in NetSuite, then run the same command again"
		if s.Authorize() != "" {
			result.Next = nextAfterSignIn
		}
	case "unfinished":
		result.Next = "mend what was left, then run the same command again"
	default:
		o.Note("Checklist: %s", s.Sitting.PageFile)
	}
	if result.Next != "" {
		o.Note("Next: %s.", result.Next)
	}
	if printed := o.PrintJSON(result); printed != nil || err == nil {
		return printed
	}
	return &verb.Reported{Err: err}
}

package journeys

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"suitekey/core/account"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/steps/journeys"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/files"
	"suitekey/ui/cli/verb"
)

// retokenOptions are the flags of retoken.
type retokenOptions struct {
	journeyOptions
	what      string // an account, or a connection
	checklist string // where the checklist goes; "" for the journey itself
}

// toStdout is the value of --checklist without a file.
const toStdout = "-"

// Retoken makes the verb retoken.
func Retoken(g *verb.Globals) *cobra.Command {
	o := &retokenOptions{journeyOptions: newJourneyOptions(g, journeys.Retoken())}
	cmd := &cobra.Command{
		Use:   "retoken [ACCOUNT|NAME]",
		Short: "Repair connections after a sandbox refresh",
		Long: `Tests all connections of an account (or the one named), shows which no longer
work, and asks only for what was deleted: a token pair, or the upload of the same
certificate. Use it after a sandbox refresh, for one lost token (--happened token),
and after Reset Credentials (--happened reset). You can stop at any time; the same
command resumes. A connection that cannot be fixed now does not stop the others.

--checklist prints what will be asked, connection by connection, with menu paths
and links, and does nothing else; --checklist=FILE writes it to a file. At the end
of the journey a checklist of what was done is beside the certificates.

Without a terminal, give the values of several connections under their names, in
the answers file and in the secrets file alike:

  profiles:
    acme-sb1:  {token_id: ..., token_secret: ...}
    robot-sb1: {new_pair: no}

If somebody has to sign in with the browser, suitekey prints the link at once. Give
the address that the browser ends on to a second run, as redirected among the
secrets.

Certificates take two runs: the first replaces the tokens, writes all certificates
and ends with 20; the same command finishes after the uploads.` +
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
	cmd.Flags().StringVar(&o.checklist, "checklist", "", "only print what will be asked; =`FILE` writes it to a file")
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

// means finds out whether the word names a connection or an account.
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

// printChecklist prints the future questions, or the finished work. It sends and changes
// nothing.
func (o *retokenOptions) printChecklist(a *app.App, given steps.Given) error {
	walk, _, err := a.Journey(o.flow.Name, given)
	if err != nil {
		return err
	}
	if walk.State().Account().IsZero() {
		return app.Usage("name the account, or a connection of it", "suitekey retoken 1234567_SB1 --checklist")
	}
	text := journeys.Checklist(walk.State())
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

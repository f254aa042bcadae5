package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"suitekey/core/account"
	"suitekey/core/health"
	"suitekey/core/profile"
	"suitekey/core/termsafe"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
)

type listedDraft struct {
	Name  string `json:"name"`
	Flow  string `json:"flow,omitempty"`
	Kept  string `json:"kept,omitempty"`
	Error string `json:"error,omitempty"`
}

// listOptions are the flags of list.
type listOptions struct {
	*globals
	text, tag            string
	account, environment string
}

func (g *globals) listCommand() *cobra.Command {
	o := &listOptions{globals: g}
	cmd := &cobra.Command{
		Use:   "list [TEXT]",
		Short: "List the connections and what is unfinished",
		Long: `Lists the saved connections and the journeys not finished. Connections of one
company stand together, production first. TEXT leaves over those with it in
their name, account, environment, tags or product. A damaged one is listed with its
error and costs no other; the exit code is 1 then.` + codes(codeDone, codeLine(ExitFailed, "failed, or one is damaged"), codeUsage, codeLocked),
		Example: "  suitekey list\n  suitekey list --tag shop --environment production\n  suitekey list --json | jq -r '.profiles[].profile'",
		Args:    words("[TEXT]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.text = first(args)
			return o.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.tag, "tag", "", "only connections with this `tag`")
	flags.StringVar(&o.account, "account", "", "only those of this account; of a production account, its sandboxes too (`ID`)")
	flags.StringVar(&o.environment, "environment", "", "only those of this `kind`: production, sandbox, release-preview")
	return cmd
}

// wanted is what the flags leave over.
func (o *listOptions) wanted() (app.Query, error) {
	q := app.Query{Text: o.text, Tag: o.tag}
	var err error
	if o.tag != "" {
		err = profile.CheckTag(o.tag)
	}
	if err == nil && o.account != "" {
		q.Account, err = account.Parse(o.account)
	}
	if err == nil && o.environment != "" {
		q.Environment, err = app.EnvironmentOf(o.environment)
	}
	if err != nil {
		return q, &app.UsageError{Err: err}
	}
	return q, nil
}

func (o *listOptions) run(ctx context.Context) error {
	g := o.globals
	query, err := o.wanted()
	if err != nil {
		return err
	}
	a, err := g.open()
	if err != nil {
		return err
	}
	entries, drafts, err := g.content(ctx, a)
	if err != nil {
		return err
	}
	if query != (app.Query{}) {
		entries = slices.DeleteFunc(entries, func(e storage.Entry) bool { return !query.Matches(e) })
		drafts = slices.DeleteFunc(drafts, func(d app.Draft) bool {
			return query != (app.Query{Text: query.Text}) || !strings.Contains(d.Name, strings.ToLower(query.Text))
		})
	}
	usual := ""
	if a.Unlocked() {
		usual, _, _ = a.Default() // a list goes without
	}
	switch {
	case g.json:
		err = g.printJSON(listObject(entries, drafts, usual))
	case len(entries)+len(drafts) == 0 && query != (app.Query{}):
		g.note("No connection is like that: suitekey list shows all.")
	default:
		g.printList(a, app.Families(entries), drafts, usual)
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Err != nil {
			return &Reported{e.Err}
		}
	}
	for _, d := range drafts {
		if d.Err != nil {
			return &Reported{d.Err}
		}
	}
	return nil
}

// content is what is in the vault: nothing, where there is none yet.
func (g *globals) content(ctx context.Context, a *app.App) ([]storage.Entry, []app.Draft, error) {
	if exists, err := a.VaultExists(); err != nil || !exists {
		return nil, nil, err
	}
	if err := g.unlockExisting(ctx, a); err != nil {
		return nil, nil, err
	}
	entries, err := a.Profiles()
	if err != nil {
		return nil, nil, err
	}
	drafts, err := a.Drafts()
	return entries, drafts, err
}

func listObject(entries []storage.Entry, drafts []app.Draft, usual string) any {
	object := struct {
		Profiles []connection  `json:"profiles"`
		Drafts   []listedDraft `json:"drafts"`
	}{[]connection{}, []listedDraft{}}
	for _, e := range entries {
		if e.Err != nil {
			object.Profiles = append(object.Profiles, connection{Profile: e.Name, Error: e.Err.Error()})
			continue
		}
		one := connectionOf(e.Profile, e.NotAfter)
		one.Default = e.Name == usual
		object.Profiles = append(object.Profiles, one)
	}
	for _, d := range drafts {
		one := listedDraft{Name: d.Name, Flow: d.Flow}
		if d.Err != nil {
			one.Error = d.Err.Error()
		} else {
			one.Kept = d.Kept.UTC().Format(timeFormat)
		}
		object.Drafts = append(object.Drafts, one)
	}
	return object
}

func (g *globals) printList(a *app.App, entries []storage.Entry, drafts []app.Draft, usual string) {
	if len(entries)+len(drafts) == 0 {
		g.note("%s", nothingYet(a))
		return
	}
	table := tabwriter.NewWriter(g.Stdout, 0, 0, 2, ' ', 0)
	below := app.Below(entries)
	for i, e := range entries {
		if e.Err != nil {
			row(table, e.Name, "DAMAGED", "", "", "", "")
			continue
		}
		name := e.Name
		if below[i] {
			name = "  " + name // below the production account of its company
		}
		row(table, name, environmentOf(e), e.Account.Realm(), steps.MethodLine(e.Profile), testedOn(e.Profile), briefOf(app.Health(e, a.Now(), health.Rules{})), remarks(e, usual))
	}
	_ = table.Flush() // a table of its own for the drafts: they have other columns
	for _, d := range drafts {
		row(table, d.Name, d.Title(), "go on: "+app.GoOn(d.Name, d.Flow))
	}
	_ = table.Flush()
	for _, e := range entries {
		if e.Err != nil {
			g.warn(e.Err.Error())
		}
	}
	for _, d := range drafts {
		if d.Err != nil {
			g.warn(d.Err.Error())
		}
	}
}

// environmentOf is the kind of account: production in capitals.
func environmentOf(e storage.Entry) string {
	if e.Account.Guarded() {
		return strings.ToUpper(string(e.Account.Kind()))
	}
	return string(e.Account.Kind())
}

// remarks are the tags of a connection, and whether it is the default.
func remarks(e storage.Entry, usual string) string {
	var words []string
	if e.Name == usual {
		words = append(words, "(default)")
	}
	for _, tag := range e.Tags {
		words = append(words, "#"+tag)
	}
	return strings.Join(words, " ")
}

// nothingYet is said of an empty vault.
func nothingYet(a *app.App) string {
	if a.Demo() {
		return "The practice vault is empty: it is made anew each time. suitekey --demo sets up a connection for practice."
	}
	return "There is no connection yet: suitekey setup NAME"
}

// briefOf is the health in a column: its word where something is to be done.
func briefOf(s health.State) string {
	if s.Level > health.Soon {
		return strings.ToUpper(s.Level.String()) + ": " + unaligned(s.Brief())
	}
	return unaligned(s.Brief())
}

// unaligned is a brief without the spaces that align it on the full screen.
func unaligned(brief string) string { return strings.Join(strings.Fields(brief), " ") }

func testedOn(p profile.Profile) string {
	if p.Tested.At.IsZero() {
		return "never tested"
	}
	return "tested " + p.Tested.At.UTC().Format("2006-01-02")
}

func row(w io.Writer, cells ...string) {
	for i, cell := range cells {
		cells[i] = termsafe.Visible(cell)
	}
	fmt.Fprintln(w, strings.TrimRight(strings.Join(cells, "\t"), "\t"))
}

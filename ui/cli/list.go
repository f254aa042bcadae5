package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"suitekey/core/health"
	"suitekey/core/plaintext"
	"suitekey/core/profile"
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

func (g *globals) listCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the connections and the unfinished set-ups",
		Long: `Lists the saved connections and the set-ups that were not finished. A damaged
one is listed with its error and costs no other; the exit code is 1 then.` + codes(codeDone, codeLine(ExitFailed, "failed, or one is damaged"), codeUsage, codeLocked),
		Example: "  suitekey list\n  suitekey list --json | jq -r '.profiles[].profile'",
		Args:    words(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return g.runList(cmd.Context()) },
	}
}

func (g *globals) runList(ctx context.Context) error {
	a, err := g.open()
	if err != nil {
		return err
	}
	entries, drafts, err := g.content(ctx, a)
	if err != nil {
		return err
	}
	if g.json {
		err = g.printJSON(listObject(entries, drafts))
	} else {
		g.printList(a, entries, drafts)
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

func listObject(entries []storage.Entry, drafts []app.Draft) any {
	object := struct {
		Profiles []connection  `json:"profiles"`
		Drafts   []listedDraft `json:"drafts"`
	}{[]connection{}, []listedDraft{}}
	for _, e := range entries {
		if e.Err != nil {
			object.Profiles = append(object.Profiles, connection{Profile: e.Name, Error: e.Err.Error()})
			continue
		}
		object.Profiles = append(object.Profiles, connectionOf(e.Profile, e.NotAfter))
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

func (g *globals) printList(a *app.App, entries []storage.Entry, drafts []app.Draft) {
	if len(entries)+len(drafts) == 0 {
		g.note("%s", nothingYet(a))
		return
	}
	table := tabwriter.NewWriter(g.Stdout, 0, 0, 2, ' ', 0)
	for _, e := range entries {
		if e.Err != nil {
			row(table, e.Name, "DAMAGED", "", "", "", "")
			continue
		}
		environment := string(e.Account.Kind())
		if environment == "production" {
			environment = strings.ToUpper(environment)
		}
		row(table, e.Name, environment, e.Account.Realm(), steps.MethodLine(e.Profile), testedOn(e.Profile), briefOf(app.Health(e, a.Now(), health.Rules{})))
	}
	_ = table.Flush() // a table of its own for the drafts: they have other columns
	for _, d := range drafts {
		row(table, d.Name, "unfinished "+d.Flow, "go on: "+app.GoOn(d.Name, d.Flow))
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
		cells[i] = plaintext.Visible(cell)
	}
	fmt.Fprintln(w, strings.TrimRight(strings.Join(cells, "\t"), "\t"))
}

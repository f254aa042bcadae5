// Package connections has the verbs about the saved connections: list, show, history,
// tag, default, copy, rename, policy.
package connections

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/app/drafts"
	"suitekey/ui/cli/verb"
)

type listedDraft struct {
	Name  string `json:"name"`
	Flow  string `json:"flow,omitempty"`
	Kept  string `json:"kept,omitempty"`
	Error string `json:"error,omitempty"`
}

// listOptions are the flags of list.
type listOptions struct {
	*verb.Globals
	text, tag            string
	account, environment string
}

// List makes the verb list.
func List(g *verb.Globals) *cobra.Command {
	o := &listOptions{Globals: g}
	cmd := &cobra.Command{
		Use:   "list [TEXT]",
		Short: "List the connections and the unfinished journeys",
		Long: `Lists the saved connections and the unfinished journeys. Connections of one
company are listed together, production first. TEXT selects the connections that
contain it in their name, account, environment, tags or product. A damaged
connection is listed with its error; the exit code is 1 then.` + verb.Codes(verb.CodeDone, verb.CodeLine(verb.ExitFailed, "failed, or one is damaged"), verb.CodeUsage, verb.CodeLocked),
		Example: "  suitekey list\n  suitekey list --tag shop --environment production\n  suitekey list --json | jq -r '.profiles[].profile'",
		Args:    verb.Words("[TEXT]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.text = verb.First(args)
			return o.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.tag, "tag", "", "only connections with this `tag`")
	flags.StringVar(&o.account, "account", "", "only connections of the account `ID`; for a production account also its sandboxes")
	flags.StringVar(&o.environment, "environment", "", "only connections of this `kind`: production, sandbox, release-preview")
	return cmd
}

// wanted returns the query of the flags.
func (o *listOptions) wanted() (connections.Query, error) {
	q := connections.Query{Text: o.text, Tag: o.tag}
	var err error
	if o.tag != "" {
		err = profile.CheckTag(o.tag)
	}
	if err == nil && o.account != "" {
		q.Account, err = account.Parse(o.account)
	}
	if err == nil && o.environment != "" {
		q.Environment, err = connections.EnvironmentOf(o.environment)
	}
	if err != nil {
		return q, &app.UsageError{Err: err}
	}
	return q, nil
}

func (o *listOptions) run(ctx context.Context) error {
	g := o.Globals
	query, err := o.wanted()
	if err != nil {
		return err
	}
	a, err := g.Open()
	if err != nil {
		return err
	}
	listing, unfinished, err := content(ctx, g, a, query)
	if err != nil {
		return err
	}
	if query != (connections.Query{}) {
		unfinished = slices.DeleteFunc(unfinished, func(d drafts.Draft) bool {
			return query != (connections.Query{Text: query.Text}) || !strings.Contains(d.Name, strings.ToLower(query.Text))
		})
	}
	usual := ""
	if a.Unlocked() {
		usual, _, _ = a.Default() // a list goes without
	}
	var damaged []error
	switch {
	case g.JSON:
		object, broken := listObject(listing, unfinished, usual)
		damaged, err = broken, g.PrintJSON(object)
	case listing.Len()+len(unfinished) == 0 && query != (connections.Query{}):
		g.Note("No connection matches: suitekey list shows all.")
	default:
		damaged = printList(g, a, listing, unfinished, usual)
	}
	if err != nil {
		return err
	}
	for _, d := range unfinished {
		if d.Err != nil {
			damaged = append(damaged, d.Err)
		}
	}
	if len(damaged) > 0 {
		return &verb.Reported{Err: damaged[0]}
	}
	return nil
}

// content returns what is in the vault; nothing without a vault.
func content(ctx context.Context, g *verb.Globals, a *app.App, query connections.Query) (*connections.Listing, []drafts.Draft, error) {
	if exists, err := a.VaultExists(); err != nil || !exists {
		return nil, nil, err
	}
	if err := g.UnlockExisting(ctx, a); err != nil {
		return nil, nil, err
	}
	var unfinished []drafts.Draft
	var unread error
	var group sync.WaitGroup
	group.Go(func() { unfinished, unread = a.Drafts().List() }) // a team's engine answers while the copy is read
	listing, err := connections.ListingOf(a.Connections, query)
	group.Wait()
	if err != nil {
		return nil, nil, err
	}
	return listing, unfinished, unread
}

// listObject returns what `list --json` prints, and the reasons why connections are
// unreadable.
func listObject(listing *connections.Listing, unfinished []drafts.Draft, usual string) (object any, damaged []error) {
	list := struct {
		Profiles []connection  `json:"profiles"`
		Drafts   []listedDraft `json:"drafts"`
	}{[]connection{}, []listedDraft{}}
	for _, e := range byName(listing) {
		if e.Err != nil {
			damaged = append(damaged, e.Err)
			list.Profiles = append(list.Profiles, connection{Profile: e.Name, Error: e.Err.Error()})
			continue
		}
		one := connectionOf(e.Profile, e.NotAfter)
		one.Default = e.Name == usual
		list.Profiles = append(list.Profiles, one)
	}
	for _, d := range unfinished {
		one := listedDraft{Name: d.Name, Flow: d.Flow}
		if d.Err != nil {
			one.Error = d.Err.Error()
		} else {
			one.Kept = d.Kept.UTC().Format(verb.TimeFormat)
		}
		list.Drafts = append(list.Drafts, one)
	}
	return list, damaged
}

// byName returns all entries of a listing, sorted by name for programs.
func byName(listing *connections.Listing) []storage.Entry {
	entries := make([]storage.Entry, listing.Len())
	for i := range entries {
		entries[i] = listing.Entry(i)
	}
	slices.SortFunc(entries, func(a, b storage.Entry) int { return strings.Compare(a.Name, b.Name) })
	return entries
}

// printList prints the list, and returns the reasons why connections are unreadable.
func printList(g *verb.Globals, a *app.App, listing *connections.Listing, unfinished []drafts.Draft, usual string) (damaged []error) {
	if listing.Len()+len(unfinished) == 0 {
		g.Note("%s", verb.NothingYet(a))
		return nil
	}
	table := verb.NewTable(g.Stdout)
	lines := listLines{listing: listing, below: listing.Below(), now: a.Now(), rules: a.HealthRules(), usual: usual}
	for from := 0; from < listing.Len(); from += linesAtOnce {
		for _, line := range lines.between(from, min(from+linesAtOnce, listing.Len())) {
			if line.err != nil {
				damaged = append(damaged, line.err)
			}
			table.Row(line.cells[:]...)
		}
	}
	_ = table.Flush() // a table of its own for the drafts: they have other columns
	for _, d := range unfinished {
		table.Row(d.Name, d.Title(), "resume: "+drafts.ResumeCommand(d.Name, d.Flow))
	}
	_ = table.Flush()
	for _, err := range damaged {
		g.Warn(err.Error())
	}
	for _, d := range unfinished {
		if d.Err != nil {
			g.Warn(d.Err.Error())
		}
	}
	return damaged
}

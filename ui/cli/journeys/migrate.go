package journeys

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"suitekey/core/profile"
	"suitekey/core/tbaexit"
	"suitekey/steps"
	"suitekey/ui/app"
	"suitekey/ui/cli/verb"
)

// migrateOptions are the flags of migrate.
type migrateOptions struct {
	journeyOptions
	inventory bool
}

func Migrate(g *verb.Globals) *cobra.Command {
	o := &migrateOptions{journeyOptions: newJourneyOptions(g, steps.Migrate())}
	cmd := &cobra.Command{
		Use:   "migrate [NAME]",
		Short: "Take a connection from TBA to OAuth 2.0 client credentials (M2M)",
		Long: `Takes a connection away from Token-Based Authentication, which NetSuite closes:
it makes a key pair and a certificate for the same integration record, user and
role, proves them, compares what the old and the new credential see, and saves.
The TBA token goes on working, and stays in the vault, until the product has the
new key and the token is retired. Nothing is taken away before that.

--inventory lists which connections can leave, which cannot and why, and until
when there is time. It asks NetSuite nothing.

Without a terminal the same command is run again: the first run writes the
certificate and ends with 20; the next, after the upload, tests, compares, saves
and ends with 20 until the product has the new key (consumer_has_it: yes in the
answers). Where the two credentials see different things it ends with 20 as
well, until somebody accepts that (accept_differences: yes).` +
			verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeRefused, verb.CodeUnreachable, verb.CodeLocked, verb.CodeWaits, verb.CodeCancelled),
		Example: "  suitekey migrate --inventory\n" +
			"  suitekey migrate acme\n" +
			"  suitekey migrate acme --no-input --answers acme.yaml --passphrase-file pass --json",
		Args: verb.Words("[NAME]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.name = verb.First(args)
			return o.run(cmd)
		},
	}
	o.addFlags(cmd)
	cmd.Flags().BoolVar(&o.inventory, "inventory", false, "list the connections that sign in by TBA, and what keeps them")
	return cmd
}

func (o *migrateOptions) run(cmd *cobra.Command) error {
	a, err := o.Open()
	if err != nil {
		return err
	}
	if o.inventory {
		return o.listInventory(cmd.Context(), a)
	}
	given, opened, err := o.start(cmd, a)
	if err != nil || opened {
		return err
	}
	if o.name == "" && given.Answers[steps.KeyName] == "" {
		return app.Usage("name the connection that is to leave TBA", "suitekey migrate --inventory lists those that can")
	}
	walk, ended, err := o.walkSaved(cmd.Context(), a, given)
	switch {
	case err != nil:
		return err
	case ended == steps.Paused:
		return o.wait(walk)
	}
	state := walk.State()
	result := o.summary(state, "done")
	if state.Report.OK {
		result.Test = state.Report
	}
	for _, line := range lastWords(walk) {
		o.Note("%s", line)
	}
	return o.PrintJSON(result)
}

// lastWords are what the last step of a journey says at its end.
func lastWords(walk *steps.Walk) []string {
	if show := walk.Step().Show; show != nil {
		return show(walk.State())
	}
	return nil
}

// wait ends a run in which somebody has to act first.
func (o *migrateOptions) wait(walk *steps.Walk) error {
	state := walk.State()
	result := o.summary(state, "waiting")
	result.Step = walk.Step().Name
	switch result.Step {
	case "upload":
		result.Next = "upload the certificate in NetSuite, then run the same command again"
		o.Note("The key pair is made. In NetSuite, for the record, role and user of the token:")
		for _, step := range walk.Flow().Steps {
			if step.Name == "role" || step.Name == "integration" {
				for _, do := range step.Do(state) {
					o.Note("  -  %s", strings.TrimPrefix(do.Menu+": "+do.Text, ": "))
				}
			}
		}
		o.Note("Then the certificate is to be uploaded:")
		o.stepsToDo(walk)
		o.Note("NetSuite will show the certificate ID %s", state.Certificate.ID())
	case "differences":
		result.Next = "mend the differences in NetSuite, or give accept_differences: yes; then run the same command again"
		o.Note("The two credentials do not see the same:")
		for _, row := range tbaexit.Different(state.Compared) {
			result.Differences = append(result.Differences, difference{row.What, row.Old, row.New, row.Means})
			o.Note("  -  %s: before %s, now %s. %s", row.What, row.Old, row.New, row.Means)
		}
	default:
		result.Next = "give the product the new key, then run the same command again with consumer_has_it: yes"
		o.Note("%s is saved; the product still signs in with the TBA token, which goes on working.", result.Profile)
	}
	o.Note("Next: %s.", result.Next)
	if err := o.PrintJSON(result); err != nil {
		return err
	}
	return &verb.Reported{Err: app.ErrWaiting}
}

func (o *migrateOptions) summary(s steps.State, state string) outcome {
	p := s.Profile()
	result := outcome{Profile: p.Name, Account: p.Account.Realm(), Method: string(s.Former.Method), State: state}
	if !s.Key.IsZero() {
		result.CertificateFile, result.PageFile, result.CertificateID = s.CertificateFile, s.PageFile, s.Value(steps.KeyCertificateID)
		result.Expires = s.Certificate.NotAfter().UTC().Format(verb.TimeFormat)
	}
	switch {
	case s.Former.Method == profile.TBA:
	case s.Former.Old == nil:
		result.Former = "retired"
	default:
		result.Former = "kept"
		if on := s.Former.RetireOn; !on.IsZero() {
			result.RetireOn = on.Format("2006-01-02")
		}
	}
	return result
}

// stock is what `migrate --inventory --json` prints.
type stock struct {
	Profiles []stockItem `json:"profiles"`
}

type stockItem struct {
	tbaexit.Item
	Account     string `json:"account"`
	Environment string `json:"environment"`
}

// listInventory lists what signs in by TBA. It asks nobody.
func (o *migrateOptions) listInventory(ctx context.Context, a *app.App) error {
	if err := o.Unlock(ctx, a); err != nil {
		return err
	}
	entries, err := a.Profiles()
	if err != nil {
		return err
	}
	var saved []profile.Profile
	for _, e := range entries {
		switch {
		case e.Err != nil:
			o.Warn(e.Err.Error())
		default:
			saved = append(saved, e.Profile)
		}
	}
	if o.name != "" {
		if _, err := a.Load(o.name); err != nil {
			return verb.NotThere(a, o.name, err)
		}
	}
	items := slices.DeleteFunc(tbaexit.Inventory(saved, a.Now()), func(i tbaexit.Item) bool { return o.name != "" && i.Profile != o.name })
	if o.JSON {
		list := stock{Profiles: []stockItem{}}
		for _, item := range items {
			list.Profiles = append(list.Profiles, stockItem{item, item.Account.Realm(), string(item.Account.Kind())})
		}
		return o.PrintJSON(list)
	}
	o.printInventory(items)
	return nil
}

var verdicts = map[tbaexit.Verdict]string{
	tbaexit.Unfinished: "token to retire", tbaexit.Ready: "can leave", tbaexit.WithoutSOAP: "can leave without SOAP",
	tbaexit.Waits: "has to wait", tbaexit.Stays: "CANNOT LEAVE",
}

func (o *migrateOptions) printInventory(items []tbaexit.Item) {
	if len(items) == 0 {
		o.Note("No connection signs in by TBA.")
		return
	}
	table := tabwriter.NewWriter(o.Stdout, 0, 0, 2, ' ', 0)
	for _, item := range items {
		date := ""
		if len(item.Deadline) > 0 {
			first := item.Deadline[0]
			date = fmt.Sprintf("until %s, %s", first.Release, first.Left())
			if first.Tentative {
				date += " (tentative)"
			}
		}
		verb.Row(table, item.Profile, item.Account.Realm(), verdicts[item.Verdict], date)
	}
	_ = table.Flush()
	o.Line("")
	var instead, dates []string
	for _, item := range items {
		o.Line("%s: %s", item.Profile, strings.Join(append([]string{item.Reason}, item.Remarks...), " "))
		instead = append(instead, item.Instead...)
		for _, d := range item.Deadline {
			dates = append(dates, steps.DateLine(d))
		}
	}
	for _, lines := range [][]string{instead, dates} {
		if len(lines) > 0 {
			o.Line("")
		}
		for i, line := range lines {
			if !slices.Contains(lines[:i], line) {
				o.Line("%s", line)
			}
		}
	}
}

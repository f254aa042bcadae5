package journeys

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"suitekey/core/profile"
	"suitekey/core/tbaexit"
	"suitekey/steps/journeys"
	"suitekey/ui/app"
	"suitekey/ui/cli/verb"
)

// stock is what `migrate --inventory --json` prints.
type stock struct {
	Profiles []stockItem `json:"profiles"`
}

type stockItem struct {
	tbaexit.Item
	Account     string `json:"account"`
	Environment string `json:"environment"`
}

// listInventory lists the connections by TBA. It asks nothing.
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
	table := verb.NewTable(o.Stdout)
	for _, item := range items {
		date := ""
		if len(item.Deadline) > 0 {
			first := item.Deadline[0]
			date = fmt.Sprintf("until %s, %s", first.When, first.Left())
		}
		table.Row(item.Profile, item.Account.Realm(), verdicts[item.Verdict], date)
	}
	_ = table.Flush()
	o.Line("")
	var instead, dates []string
	for _, item := range items {
		o.Line("%s: %s", item.Profile, strings.Join(append([]string{item.Reason}, item.Remarks...), " "))
		instead = append(instead, item.Instead...)
		for _, d := range item.Deadline {
			dates = append(dates, journeys.DateLine(d))
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

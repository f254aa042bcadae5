package team

import (
	"context"
	"errors"
	"strings"

	"suitekey/core/profile"
	"suitekey/core/termsafe"
	"suitekey/storage/team/vaults"
	"suitekey/ui/app"
	"suitekey/ui/cli/verb"
)

// list shows the vaults that this computer knows, the person's own first. A vault that cannot
// be read does not hide the others.
func (o *options) list(_ context.Context, _ []string) error {
	a, desk, err := o.desk()
	if err != nil {
		return err
	}
	made, err := a.VaultExists()
	if err != nil {
		return err
	}
	all, standard, failed := desk.Known()
	answer := result{OK: failed == nil, Action: "list", Vaults: []known{{Name: vaults.Own, Folder: desk.Home, Made: made, Addresses: []string{}, Default: standard == ""}}}
	found := standard == ""
	for _, v := range all {
		answer.Vaults = append(answer.Vaults, known{Name: v.Name(), Folder: v.Folder(), Made: true, Addresses: v.Engine.Addresses, Self: v.Self, Waiting: v.Waiting, Default: v.Name() == standard})
		found = found || v.Name() == standard
	}
	if o.JSON {
		if failed == nil {
			return o.PrintJSON(answer)
		}
		answer.Problem = failed.Error()
		return errors.Join(o.PrintJSON(answer), reported(failed))
	}
	table := verb.NewTable(o.Stdout)
	for _, v := range answer.Vaults {
		table.Row(v.Name, v.state(), v.where())
	}
	if err := table.Flush(); err != nil {
		return err
	}
	switch {
	case !found:
		o.Note("The default vault is %s, which cannot be opened: suitekey team use NAME chooses another one, suitekey team use own your own.", standard)
	case len(all) == 0 && failed == nil:
		o.Note("This computer knows no team's vault: suitekey team init VAULT, or suitekey team join VAULT")
	}
	return failed
}

// state says in words what a vault is to this person.
func (k known) state() string {
	state := "as " + k.Self
	switch {
	case k.Name == vaults.Own && k.Made:
		state = "your own"
	case k.Name == vaults.Own:
		state = "your own, not made yet"
	case k.Waiting:
		state = "waiting for an admin"
	}
	if k.Default {
		state += ", default"
	}
	return state
}

// where says where the connections of a vault are.
func (k known) where() string {
	if k.Name == vaults.Own {
		return termsafe.Line(k.Folder, 200)
	}
	return strings.Join(k.Addresses, ",")
}

// use chooses the default vault.
func (o *options) use(_ context.Context, args []string) error {
	name := args[0]
	if name == app.OwnVault {
		name = ""
	} else if err := profile.CheckName(name); err != nil {
		return &app.UsageError{Err: err}
	}
	_, desk, err := o.desk()
	if err == nil {
		err = desk.Use(name)
	}
	if err != nil {
		return err
	}
	if name == "" {
		o.Note("Without --vault, suitekey uses your own vault.")
	} else {
		o.Note("Without --vault, suitekey uses the vault %s.", name)
	}
	return o.PrintJSON(result{OK: true, Action: "use", Vault: name})
}

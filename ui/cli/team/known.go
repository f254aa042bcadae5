package team

import (
	"context"
	"strings"

	"suitekey/core/profile"
	"suitekey/ui/app"
	"suitekey/ui/cli/verb"
)

// list shows the vaults that this computer knows.
func (o *options) list(_ context.Context, _ []string) error {
	_, desk, err := o.desk()
	if err != nil {
		return err
	}
	all, standard, err := desk.Known()
	if err != nil {
		return err
	}
	answer := result{OK: true, Action: "list"}
	table := verb.NewTable(o.Stdout)
	for _, v := range all {
		answer.Vaults = append(answer.Vaults, known{v.Name(), v.Engine.Addresses, v.Self, v.Waiting, v.Name() == standard})
		state := "as " + v.Self
		if v.Waiting {
			state = "waiting for an admin"
		}
		if v.Name() == standard {
			state += ", default"
		}
		if !o.JSON {
			table.Row(v.Name(), state, strings.Join(v.Engine.Addresses, ","))
		}
	}
	if o.JSON {
		return o.PrintJSON(answer)
	}
	if len(all) == 0 {
		o.Note("This computer knows no team's vault: suitekey team init VAULT, or suitekey team join VAULT")
	}
	return table.Flush()
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

package journeys

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"suitekey/core/account"
	"suitekey/core/diagnose"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps/setup"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/access"
	"suitekey/ui/app/connections"
	"suitekey/ui/cli/checks"
	"suitekey/ui/cli/verb"
	"suitekey/ui/plain"
)

// vaultImport is the flags for importing from another vault.
type vaultImport struct {
	connections    []string
	rename         map[string]string
	passphraseFile string
}

func (v *vaultImport) addFlags(cmd *cobra.Command) {
	cmd.Flags().StringSliceVar(&v.connections, "connections", nil, "from another vault: only these `names`, separated by commas")
	cmd.Flags().StringToStringVar(&v.rename, "rename", nil, "from another vault: a new name for a connection here, as `OLD=NEW`")
	cmd.Flags().Lookup("rename").DefValue = "" // an empty list would be printed as [] in the help
	cmd.Flags().StringVar(&v.passphraseFile, "from-passphrase-file", "", "`file` with the other vault's passphrase in its first line")
}

// given returns the name of a used flag, or "".
func (v *vaultImport) given(cmd *cobra.Command) string {
	for _, name := range []string{"connections", "rename", "from-passphrase-file"} {
		if cmd.Flags().Changed(name) {
			return name
		}
	}
	return ""
}

func (o *importOptions) fromVault(ctx context.Context, a *app.App, folder string) error {
	if o.name != "" {
		return app.Usage("connections of another vault keep their names: --rename OLD=NEW gives another name")
	}
	if err := a.CheckOther(folder); err != nil {
		return err
	}
	if err := o.openOwn(ctx, a); err != nil {
		return err
	}
	other, err := o.openOther(ctx, a, folder)
	if err != nil {
		return err
	}
	wanted, err := o.wanted(ctx, a, other)
	if err != nil {
		return err
	}
	return o.takeOver(ctx, a, other, wanted)
}

// openOwn opens the vault of this run, or makes the vault with the given passphrase.
func (o *importOptions) openOwn(ctx context.Context, a *app.App) error {
	exists, err := a.VaultExists()
	if err != nil {
		return err
	}
	if exists {
		return o.UnlockExisting(ctx, a)
	}
	passphrase, ok, err := a.Passphrase(ctx)
	if err != nil {
		return &app.LockedError{Err: err}
	}
	if !ok {
		return app.Usage("there is no vault here yet, and no passphrase for a new one is given",
			"give one with --passphrase-file, SUITEKEY_PASSPHRASE_FILE or SUITEKEY_PASSPHRASE_COMMAND",
			"or use the other vault where it is: --home FOLDER")
	}
	if err := secret.CheckPassphrase(passphrase); err != nil {
		return &app.UsageError{Err: err}
	}
	_, err = a.CreateVault(passphrase, false)
	return err
}

func (o *importOptions) openOther(ctx context.Context, a *app.App, folder string) (*connections.OtherVault, error) {
	if o.vault.passphraseFile != "" {
		passphrase, err := a.PassphraseFrom(ctx, o.vault.passphraseFile)
		if err != nil {
			return nil, &app.LockedError{Err: err}
		}
		return a.OpenOther(folder, passphrase)
	}
	console := o.Ask()
	if console == nil {
		return nil, app.WithHints(&app.LockedError{Err: errors.New("the other vault is locked")}, "give its passphrase with --from-passphrase-file")
	}
	return plain.UnlockOther(ctx, a, console, folder)
}

// wanted returns the connections to import, with their new names by their names in the
// other vault.
func (o *importOptions) wanted(ctx context.Context, a *app.App, other *connections.OtherVault) (map[string]string, error) {
	there := map[string]error{}
	for _, e := range other.Entries {
		there[e.Name] = e.Err
	}
	names := o.vault.connections
	if len(names) == 0 {
		for _, e := range other.Entries {
			names = append(names, e.Name)
		}
	}
	taken, err := takenNames(a)
	if err != nil {
		return nil, err
	}
	wanted, problems := map[string]string{}, []string{}
	for _, name := range names {
		as := name
		if other, ok := o.vault.rename[name]; ok {
			as = other
		}
		damaged, known := there[name]
		switch {
		case !known:
			problems = append(problems, "the other vault has no connection "+secret.Quote(name))
			continue
		case damaged != nil:
			problems = append(problems, fmt.Sprintf("%s cannot be read there (%s): leave it out by naming the others with --connections", name, storage.Condition(damaged)))
			continue
		case slices.Contains(taken, as) && o.Ask() != nil && !o.JSON:
			if as, err = plain.AskName(ctx, o.Ask(), name, taken); err != nil {
				return nil, err
			}
		case slices.Contains(taken, as):
			problems = append(problems, fmt.Sprintf("the name %s is in use here: --rename %s=NEW", as, name))
			continue
		}
		if err := profile.CheckName(as); err != nil {
			problems = append(problems, err.Error())
		}
		wanted[name], taken = as, append(taken, as)
	}
	for name := range o.vault.rename {
		if wanted[name] == "" && there[name] == nil && !slices.Contains(names, name) {
			problems = append(problems, "--rename "+secret.Quote(name)+": it is not among those to import")
		}
	}
	if len(problems) > 0 {
		slices.Sort(problems)
		return nil, app.Usage(strings.Join(problems, "\n"), "nothing was imported")
	}
	return wanted, nil
}

// takenNames returns the names of the connections and of the unfinished journeys.
func takenNames(a *app.App) ([]string, error) {
	facts, err := a.Facts()
	return append(facts.Taken, facts.Drafts...), err
}

// takeOver imports the connections, several accounts side by side. A failed connection
// does not stop the others. takeOver prints the result of a connection as a whole.
func (o *importOptions) takeOver(ctx context.Context, a *app.App, other *connections.OtherVault, wanted map[string]string) error {
	takeOver, err := a.Access().TakeOver(other)
	if err != nil {
		return err
	}
	var entries []storage.Entry
	for _, e := range other.Entries {
		if _, ok := wanted[e.Name]; ok {
			entries = append(entries, e)
		}
	}
	var mu sync.Mutex
	all := result{Journey: "import", State: stateDone, Profiles: make([]result, len(entries))}
	failed := make([]error, len(entries))
	app.SideBySide(len(entries), func(i int) account.ID { return entries[i].Account }, func(i int) {
		if ctx.Err() != nil {
			return
		}
		var said []string
		say := func(format string, values ...any) { said = append(said, fmt.Sprintf(format, values...)) }
		all.Profiles[i], failed[i] = o.takeOne(ctx, takeOver, entries[i], wanted[entries[i].Name], say)
		if ctx.Err() != nil {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		for _, line := range said {
			o.Note("%s", line)
		}
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var worst error
	for _, err := range failed {
		if worst = cmp.Or(worst, err); worst != nil {
			all.State = stateFailed
		}
	}
	if len(all.Profiles) == 0 {
		o.Note("There is no connection in the other vault.")
	} else {
		o.Note("The other vault is unchanged, and keeps the history of its connections.")
	}
	if err := o.PrintJSON(all); err != nil {
		return err
	}
	if worst != nil {
		return &verb.Reported{Err: worst}
	}
	return nil
}

func (o *importOptions) takeOne(ctx context.Context, takeOver *access.TakeOver, e storage.Entry, as string, say func(format string, values ...any)) (result, error) {
	out := checks.Page{Tell: say}
	say("Testing %s.", e.Name)
	report, err := takeOver.One(ctx, e.Name, as, diagnose.Options{Report: out.Check, Force: o.force})
	one := result{Profile: as, From: e.Name, Account: e.Account.Realm(), Method: e.Method, State: stateDone, Test: report}
	var failed *setup.TestFailed
	switch {
	case err == nil && as != e.Name:
		say("%s is imported as %s.", e.Name, as)
	case err == nil:
		say("%s is imported.", e.Name)
	case errors.As(err, &failed):
		out.Verdict(report)
		fallthrough
	default:
		one.State, one.Error = stateFailed, err.Error()
		say("warning: %s is not imported: %v", e.Name, err)
	}
	return one, err
}

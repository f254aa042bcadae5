package team

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"suitekey/core/secret"
	"suitekey/storage/place"
	"suitekey/storage/team/engine"
	"suitekey/storage/team/people"
	"suitekey/storage/team/vaults"
	"suitekey/ui/app"
	"suitekey/ui/app/files"
	"suitekey/ui/app/teams"
)

// roles prints the commands for the operator of the engine.
func (o *options) roles(_ context.Context, args []string) error {
	vault := args[0]
	_, desk, err := o.desk()
	if err == nil {
		err = desk.CheckName(vault, "anna")
	}
	if err != nil {
		return err
	}
	commands := teams.Commands(vault)
	var example []string
	for _, each := range []struct {
		user string
		role people.Role
	}{{"anna", people.Admin}, {"ben", people.Member}, {"ci", people.Renewer}} {
		example = append(example, teams.UserCommands(vault, each.user, each.role, o.passwords)...)
	}
	if o.JSON {
		return o.PrintJSON(result{OK: true, Action: "roles", Vault: vault, Commands: commands})
	}
	for _, line := range commands {
		o.Line("%s", line)
	}
	o.Note("These lines are for the operator of etcd. A user of the engine for each person and machine, for example:")
	for _, line := range example {
		o.Note("  %s", line)
	}
	if !o.passwords {
		o.Note("A user is the common name of a certificate. For that, etcd runs with --trusted-ca-file and --client-cert-auth.")
	}
	o.Note("With room for 10,000 connections: --quota-backend-bytes=8589934592 --auto-compaction-retention=1h")
	return nil
}

// given returns the engine of the flags, or the known engine of the vault.
func (o *options) given(a *app.App, desk *teams.Desk, vault string) (engine.Engine, error) {
	e := engine.Engine{Vault: vault}
	if known, err := vaults.Load(desk.Home, vault); err == nil {
		e = known.Engine
	} else if !errors.Is(err, vaults.ErrUnknown) {
		return e, err
	}
	if o.at != "" {
		e.Addresses = strings.Split(o.at, ",")
	}
	if o.user != "" || o.passwordFile != "" {
		e.CertFile, e.KeyFile = "", ""
	}
	if o.cert != "" || o.key != "" {
		e.User, e.PasswordFile = "", ""
	}
	for _, flag := range []struct{ value, field *string }{
		{&o.CAFile, &e.CAFile}, {&o.cert, &e.CertFile}, {&o.key, &e.KeyFile}, {&o.user, &e.User}, {&o.passwordFile, &e.PasswordFile},
	} {
		if *flag.value != "" {
			*flag.field = *flag.value
		}
	}
	for _, path := range []*string{&e.CAFile, &e.CertFile, &e.KeyFile, &e.PasswordFile} {
		if *path != "" {
			*path = files.Expand(*path, o.Getenv)
		}
	}
	return e, nil
}

// engine returns the complete, tested engine. It asks for missing values if a person can
// answer, and lets the person correct wrong ones.
func (o *options) engine(ctx context.Context, a *app.App, desk *teams.Desk, vault string) (engine.Engine, engine.Report, error) {
	e, err := o.given(a, desk, vault)
	if err != nil {
		return e, engine.Report{}, err
	}
	asked := len(e.Addresses) == 0
	for {
		if asked {
			if e, err = o.askEngine(ctx, e); err != nil {
				return e, engine.Report{}, err
			}
		}
		complete, err := teams.Complete(e)
		var report engine.Report
		if err == nil {
			e = complete
			report = engine.Probe(ctx, e, a.Now)
			err = failureOf(report)
			o.tell(report, engine.Good)
		}
		if err == nil || !asked || ctx.Err() != nil {
			return e, report, err
		}
		o.Note("Problem: %s", err)
	}
}

// askEngine asks a person for the values of an engine. An empty line accepts the value
// in brackets.
func (o *options) askEngine(ctx context.Context, e engine.Engine) (engine.Engine, error) {
	console := o.Ask()
	if console == nil || o.JSON {
		return e, app.Usage("the engine's addresses are missing: --at host:port,host:port", "--ca-file, --cert and --key name the certificates", "the operator of etcd can tell you these values")
	}
	addresses := strings.Join(e.Addresses, ",")
	for _, question := range []struct {
		prompt string
		value  *string
		skip   func() bool
	}{
		{"Addresses of the engine's nodes, as host:port, separated by commas", &addresses, nil},
		{"File with the authority's certificate (empty: those of the system)", &e.CAFile, nil},
		{"File with your certificate for the engine (empty: a user name and a password)", &e.CertFile, nil},
		{"File with the certificate's private key", &e.KeyFile, func() bool { return e.CertFile == "" }},
		{"Your user name in the engine (empty: none)", &e.User, func() bool { return e.CertFile != "" }},
		{"File with that user's password", &e.PasswordFile, func() bool { return e.User == "" }},
	} {
		if question.skip != nil && question.skip() {
			*question.value = ""
			continue
		}
		prompt := question.prompt
		if *question.value != "" {
			prompt += " [" + *question.value + "]"
		}
		text, err := console.Line(ctx, prompt+":")
		if err != nil {
			return e, err
		}
		if text != "" {
			*question.value = text
		}
	}
	e.Addresses = strings.Split(addresses, ",")
	for _, path := range []*string{&e.CAFile, &e.CertFile, &e.KeyFile, &e.PasswordFile} {
		if *path != "" {
			*path = files.Expand(*path, o.Getenv)
		}
	}
	return e, nil
}

// tell prints the findings of the engine's test, one per line, except those of one
// level.
func (o *options) tell(r engine.Report, but engine.Level) {
	words := map[engine.Level]string{engine.Good: "ok", engine.Advice: "advice", engine.Failed: "failed"}
	told := map[string]bool{} // with one node, its failure is also the failure of all
	for _, f := range r.Findings {
		at := ""
		if f.Address != "" {
			at = f.Address + ": "
		}
		if f.Level == but || told[at+f.Text] {
			continue
		}
		told[at+f.Text] = true
		o.Note("%-7s %s%s", words[f.Level], at, f.Text)
		if f.Fix != "" {
			o.Note("        %s", f.Fix)
		}
	}
}

func checksOf(r engine.Report) []check {
	var all []check
	for _, f := range r.Findings {
		all = append(all, check{string(f.Stage), f.Address, string(f.Level), f.Text, f.Fix})
	}
	return all
}

// failureOf returns the failure of a test as an error. If nothing answers, a later
// attempt may succeed.
func failureOf(r engine.Report) error {
	err := r.Err()
	if err == nil {
		return nil
	}
	for _, f := range r.Findings {
		if f.Address == "" && f.Level == engine.Failed {
			switch f.Stage {
			case engine.StageName, engine.StageConnect, engine.StageTLS, engine.StageAnswer:
				return fmt.Errorf("%w: %w", place.ErrOutOfReach, err)
			}
		}
	}
	return err
}

// check tests the connection to an engine, and says what the user may do there.
func (o *options) check(ctx context.Context, args []string) error {
	if len(args) == 0 {
		if o.Vault == "" {
			o.Vault = o.Getenv(app.VaultVariable)
		}
		if o.Vault == "" {
			if err := o.onlyOne(); err != nil {
				return err
			}
		}
		args = []string{o.Vault}
	}
	a, desk, err := o.desk()
	if err == nil {
		err = desk.CheckName(args[0], "anna")
	}
	if err != nil {
		return err
	}
	e, err := o.given(a, desk, args[0])
	if err == nil {
		e, err = teams.Complete(e)
	}
	if err != nil {
		return err
	}
	report := engine.Probe(ctx, e, a.Now)
	failed := failureOf(report)
	if o.JSON {
		err = o.PrintJSON(result{OK: failed == nil, Action: "check", Vault: args[0], Role: report.Rights.Role(), Checks: checksOf(report)})
		if err == nil && failed != nil {
			err = reported(failed)
		}
		return err
	}
	o.tell(report, "")
	return failed
}

// init makes a vault.
func (o *options) init(ctx context.Context, args []string) error {
	vault := args[0]
	n, err := o.newcomer(ctx, vault)
	if err != nil {
		return err
	}
	if !n.report.Rights.Admin {
		return app.WithHints(fmt.Errorf("the engine does not allow you to create the vault %s: an admin of the vault needs write access to the whole prefix %s", vault, n.engine.Prefix()), "suitekey team roles "+vault+" prints the commands for the operator of etcd")
	}
	passphrase, err := o.passphraseFor(ctx, n.app, n.desk, vault)
	if err != nil {
		return err
	}
	member, err := n.desk.Init(ctx, n.engine, n.self, passphrase)
	if err != nil {
		return err
	}
	defer member.Close()
	o.Note("The vault %s is created. You are its admin, with the name %s.", vault, n.self)
	o.Note("Fingerprint of the vault: %s", member.Team.Fingerprint())
	o.Note("Tell everybody who joins this fingerprint, over another channel than the engine.")
	o.Note("Next: suitekey --vault %s setup NAME, or suitekey team in FOLDER; suitekey team add NAME adds people.", vault)
	return o.PrintJSON(result{OK: true, Action: "init", Vault: vault, Name: n.self, Role: string(people.Admin), Fingerprint: member.Team.Fingerprint(),
		Recipient: member.Team.Self.Recipient, Own: member.Team.Self.Fingerprint(), Checks: checksOf(n.report)})
}

// passphraseFor returns the passphrase of the person's existing or new key for a vault.
// A machine has none.
func (o *options) passphraseFor(ctx context.Context, a *app.App, desk *teams.Desk, vault string) (secret.Secret, error) {
	needed, existing, err := desk.Needs(vault)
	if err != nil || !needed {
		return secret.Secret{}, err
	}
	if a.PassphraseGiven() {
		passphrase, _, err := a.Passphrase(ctx)
		if err == nil && !existing {
			err = secret.CheckPassphrase(passphrase)
		}
		if err != nil {
			return passphrase, &app.LockedError{Err: err}
		}
		return passphrase, nil
	}
	console := o.Ask()
	if console == nil {
		return secret.Secret{}, app.WithHints(&app.LockedError{Err: errors.New("your key for the vault needs a passphrase")},
			"give it with --passphrase-file, SUITEKEY_PASSPHRASE_FILE or SUITEKEY_PASSPHRASE_COMMAND", "a machine needs none: "+app.IdentityVariable+" names its identity")
	}
	if existing {
		return console.Secret(ctx, "Passphrase of your key for the vault, not shown:")
	}
	o.Note("Your key for the vault is stored on this computer, encrypted with a passphrase of at least 12 characters.")
	passphrase, err := console.NewPassphrase(ctx, "New passphrase, not shown:", secret.CheckPassphrase)
	if err == nil && passphrase.IsEmpty() {
		err = app.ErrCancelled
	}
	return passphrase, err
}

package team

import (
	"context"
	"errors"

	"suitekey/storage/team/engine"
	"suitekey/storage/team/people"
	"suitekey/ui/app"
	"suitekey/ui/app/problem"
	"suitekey/ui/app/teams"
)

// join asks to be added to a vault and, after that, compares its fingerprint.
func (o *options) join(ctx context.Context, args []string) error {
	vault := args[0]
	n, err := o.newcomer(ctx, vault)
	if err != nil {
		return err
	}
	passphrase, err := o.passphraseFor(ctx, n.app, n.desk, vault)
	if err != nil {
		return err
	}
	joining, err := n.desk.Join(ctx, n.engine, n.self, passphrase)
	if err != nil {
		return err
	}
	defer joining.Close()
	team, err := joining.Open(ctx)
	if err == nil && team == nil {
		team, err = o.ask(ctx, joining)
	}
	if err != nil {
		return err
	}
	answer := result{OK: true, Action: "join", Vault: vault, Name: n.self, State: "waiting", Recipient: joining.Identity.Recipient, Own: people.Fingerprint(joining.Identity.Recipient)}
	if team == nil {
		if err := o.PrintJSON(answer); err != nil {
			return err
		}
		return o.waiting("waiting for an admin, who has not added you yet", "suitekey team join "+vault+" again, after an admin has added you")
	}
	if err := o.compared(ctx, joining, team); err != nil {
		return err
	}
	if err := joining.Confirm(team); err != nil {
		return err
	}
	o.Note("You are a member of the vault %s, with the name %s and the role %s.", vault, team.Self.Name, team.Self.Role)
	o.Note("Next: suitekey --vault %s; suitekey team use %s makes it the default.", vault, vault)
	answer.State, answer.Name, answer.Role, answer.Fingerprint = "joined", team.Self.Name, string(team.Self.Role), team.Fingerprint()
	return o.PrintJSON(answer)
}

// waiting ends the run with the exit code for waiting. After a printed JSON object it
// prints no second one.
func (o *options) waiting(text string, hints ...string) error {
	err := app.WithHints(problem.Waiting(text), hints...)
	if o.JSON {
		return reported(err)
	}
	return err
}

// ask leaves a request and, with --wait, waits for an admin.
func (o *options) ask(ctx context.Context, joining *teams.Joining) (*people.Team, error) {
	if err := joining.Ask(ctx); err != nil {
		return nil, err
	}
	recipient := joining.Identity.Recipient
	o.Note("Your public key:  %s", recipient)
	o.Note("Its fingerprint:  %s", people.Fingerprint(recipient))
	if joining.Asked {
		o.Note("Your request is in the engine. Tell an admin the fingerprint over another channel; the admin runs:")
		o.Note("  suitekey team add %s", joining.Vault.Self)
	} else {
		o.Note("The engine does not accept requests from you. Give an admin the public key; the admin runs:")
		o.Note("  suitekey team add %s %s", joining.Vault.Self, recipient)
	}
	if o.wait <= 0 {
		return nil, nil
	}
	o.Note("Waiting for an admin. ctrl+c stops waiting; the request stays.")
	limited, cancel := context.WithTimeout(ctx, o.wait)
	defer cancel()
	for {
		team, err := joining.Open(limited)
		if err == nil && team == nil {
			err = joining.Wait(limited)
		}
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case errors.Is(err, context.DeadlineExceeded):
			return nil, nil
		case err != nil || team != nil:
			return team, err
		}
	}
}

// compared lets the person compare the vault's fingerprint with the admin's: an engine
// could present another vault.
func (o *options) compared(ctx context.Context, joining *teams.Joining, team *people.Team) error {
	if joining.Vault.Known.Recipient != "" { // was compared before
		return nil
	}
	fingerprint := team.Fingerprint()
	o.Note("Fingerprint of the vault: %s", fingerprint)
	if o.fingerprint != "" {
		if teams.SameFingerprint(o.fingerprint, fingerprint) {
			return nil
		}
		return errors.New("the vault's fingerprint differs from the one that you were told: do not use the vault, and ask an admin; the engine may present another vault")
	}
	console := o.Ask()
	if console == nil || o.JSON {
		return app.WithHints(problem.Waiting("compare the vault's fingerprint with the one that an admin tells you over another channel"), "suitekey team join "+joining.Vault.Name()+" --fingerprint \""+fingerprint+"\"")
	}
	same, err := console.Confirm(ctx, "Does an admin tell you the same fingerprint over another channel?")
	if err == nil && !same {
		err = errors.New("the fingerprints differ: do not use this vault, and ask an admin; the engine may present another vault")
	}
	return err
}

// newcomer is a person or machine that makes or joins a vault: with the name self,
// through a tested engine that has accepted the sign-in.
type newcomer struct {
	app    *app.App
	desk   *teams.Desk
	engine engine.Engine
	report engine.Report
	self   string
}

// newcomer checks the name before it asks the engine.
func (o *options) newcomer(ctx context.Context, vault string) (newcomer, error) {
	a, desk, err := o.desk()
	if err != nil {
		return newcomer{}, err
	}
	self, err := o.self(desk, vault)
	if err == nil {
		err = desk.CheckName(vault, self)
	}
	if err != nil {
		return newcomer{}, err
	}
	e, report, err := o.engine(ctx, a, desk, vault)
	return newcomer{a, desk, e, report, self}, err
}

package setup

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"suitekey/core/account"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/steps"
)

// AccountStep asks for the account.
func AccountStep() steps.Step {
	return steps.Step{
		Name: "account", Title: "Account",
		Fields: []steps.Field{{
			Key: steps.KeyAccount, OnChange: steps.State.ForgetHosts, Label: "Account ID or any NetSuite link",
			Placeholder: "1234567_SB1", Clean: steps.CleanToken, Check: checkAccount,
		}},
	}
}

// nameStep asks for the name of the connection.
func nameStep() steps.Step {
	return steps.Step{
		Name: "name", Title: "Name", Doc: steps.Doc("name"),
		Fields: []steps.Field{{Key: steps.KeyName, Label: "Connection name", Default: defaultName, Check: CheckName}},
	}
}

func checkAccount(_ steps.State, text string) steps.Finding {
	id, err := account.Parse(text)
	if err != nil {
		return steps.Finding{Problem: steps.Sentence(err)}
	}
	return steps.Finding{Note: fmt.Sprintf("%s · signed as %s · host %s", id.Kind(), id.Realm(), id.HostLabel())}
}

// defaultName is the account's host form, a valid name, made unique.
func defaultName(s steps.State) string {
	id := s.Account()
	if id.IsZero() {
		return ""
	}
	return freeName(s, id.HostLabel())
}

// freeName returns wanted, or wanted with a number if the name is taken.
func freeName(s steps.State, wanted string) string {
	name := wanted
	for n := 2; slices.Contains(s.Facts.Taken, name) || slices.Contains(s.Facts.Drafts, name); n++ {
		name = fmt.Sprintf("%s-%d", wanted, n)
	}
	return name
}

func CheckName(s steps.State, text string) steps.Finding {
	if err := profile.CheckName(text); err != nil {
		return steps.Finding{Problem: steps.Sentence(err)}
	}
	if slices.Contains(s.Facts.Taken, text) && s.Former.Name != text { // Former: saved by an interrupted run
		return steps.Finding{Problem: fmt.Sprintf("There is already a connection named %s: choose another name, for example %s.", text, freeName(s, text))}
	}
	if slices.Contains(s.Facts.Drafts, text) {
		return steps.Finding{Problem: fmt.Sprintf("An unfinished set-up has the name %s: continue that set-up, or choose another name, for example %s.", text, freeName(s, text))}
	}
	return steps.Finding{}
}

// discover checks with NetSuite that the account exists. Without a network the journey
// continues: the person can make keys and enter values, and the test checks again.
func discover(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	id := s.Account()
	report(steps.Progress{Text: "Checking with NetSuite that the account exists: " + id.Realm()})
	hosts, err := env.Client.Discover(ctx, id)
	var failed *netsuite.Error
	switch {
	case err == nil:
		s.Hosts, s.Offline = hosts, false
		return s, nil
	case errors.Is(err, account.ErrNoAccount), ctx.Err() != nil:
		return s, err
	case errors.As(err, &failed) && (failed.Class == netsuite.Unreachable || failed.Class == netsuite.TimedOut):
		s.Offline = true
		return s, nil
	default:
		return s, err
	}
}

package steps

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"suitekey/core/account"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
)

func accountStep() Step {
	return Step{
		Name: "account", Title: "Account", Doc: doc("account"),
		Do: func(s State) []Instruction {
			return []Instruction{{
				Text: "The account ID stands there at the bottom, and in the address of every NetSuite page",
				Menu: account.PageCompany.Menu(), URL: s.link(account.PageCompany),
			}}
		},
		Fields: []Field{
			{Key: KeyAccount, OnChange: State.forgetHosts, Label: "Account ID or any NetSuite link", Placeholder: "1234567_SB1", Clean: CleanToken, Check: checkAccount},
			{Key: KeyName, Label: "Name for this connection", Default: defaultName, Check: checkName},
		},
		Work: discover,
	}
}

func (s State) link(page account.Page) string {
	if s.Account().IsZero() {
		return ""
	}
	return s.Account().Link(page)
}

func checkAccount(_ State, text string) Finding {
	id, err := account.Parse(text)
	if err != nil {
		return Finding{Problem: Sentence(err)}
	}
	return Finding{Note: fmt.Sprintf("%s · signed as %s · host %s", id.Kind(), id.Realm(), id.HostLabel())}
}

// defaultName is the account's host form, which is a valid name, made unique.
func defaultName(s State) string {
	id := s.Account()
	if id.IsZero() {
		return ""
	}
	return freeName(s, id.HostLabel())
}

// freeName is wanted, or wanted with a number where that is taken.
func freeName(s State, wanted string) string {
	name := wanted
	for n := 2; slices.Contains(s.Facts.Taken, name) || slices.Contains(s.Facts.Drafts, name); n++ {
		name = fmt.Sprintf("%s-%d", wanted, n)
	}
	return name
}

func checkName(s State, text string) Finding {
	if err := profile.CheckName(text); err != nil {
		return Finding{Problem: Sentence(err)}
	}
	if slices.Contains(s.Facts.Taken, text) {
		return Finding{Problem: fmt.Sprintf("There is already a connection named %s: choose another name, for example %s.", text, freeName(s, text))}
	}
	if slices.Contains(s.Facts.Drafts, text) {
		return Finding{Problem: fmt.Sprintf("An unfinished set-up is kept under the name %s: go on with that one, or choose another name, for example %s.", text, freeName(s, text))}
	}
	return Finding{}
}

// discover asks NetSuite whether it knows the account. Without a network the
// journey goes on: keys can be made and values entered, and the test will ask
// again.
func discover(ctx context.Context, env Env, s State, report func(Progress)) (State, error) {
	id := s.Account()
	report(Progress{Text: "Asking NetSuite whether it knows " + id.Realm()})
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

package steps

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"suitekey/core/lockout"
	"suitekey/core/m2m"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/tbaexit"
)

// compareStep makes the same reads with the TBA token and with the new
// certificate: a connection can pass its test and still see less than before.
func compareStep() Step {
	return Step{
		Name: "compare", Title: "Compare", Doc: doc("compare"),
		Work: compare, Show: showCompared,
		Done: func(s State) bool { return len(s.Compared) > 0 || saved(s) },
	}
}

func compare(ctx context.Context, env Env, s State, report func(Progress)) (State, error) {
	old, known := tokenState(s)
	if !known || saved(s) {
		return s, nil
	}
	client := env.Client.With(env.TestTimeout, testRetries, testInterval)
	p := s.Profile()
	rest := slices.Contains(p.Scopes, m2m.ScopeREST)
	before, err := readOld(ctx, env, client, &s, old, rest, report)
	if err != nil {
		return s, fmt.Errorf("reading with the TBA token: %w", err)
	}
	report(Progress{Text: "Reading the same with the certificate"})
	after, err := readNew(ctx, client, p, rest)
	if err != nil {
		return s, fmt.Errorf("reading with the certificate: %w", err)
	}
	s.Compared = tbaexit.Compare(before, after)
	return s, nil
}

// readOld reads with the TBA token. A refusal is counted: five lock the user.
func readOld(ctx context.Context, env Env, client *netsuite.Client, s *State, old profile.Profile, rest bool, report func(Progress)) (tbaexit.Seen, error) {
	if n := lockout.Recent(old.Refusals, env.Now()); n >= lockout.Stop {
		return tbaexit.Seen{Refused: fmt.Sprintf("not tried, %d refusals just before", n)}, nil
	}
	report(Progress{Text: "Reading with the TBA token"})
	seen, err := tbaexit.Read(ctx, client, old.Account, netsuite.TBA(old.Signer()), tbaexit.Look{REST: rest})
	if seen.Refused != "" {
		s.Refusals = append(slices.Clone(s.Refusals), env.Now())
	}
	return seen, err
}

func readNew(ctx context.Context, client *netsuite.Client, p profile.Profile, rest bool) (tbaexit.Seen, error) {
	request, err := netsuite.TokenRequestFor(p)
	if err != nil {
		return tbaexit.Seen{}, err
	}
	token, err := client.Token(ctx, p.Account, request)
	if err != nil {
		return tbaexit.Seen{}, err
	}
	look := tbaexit.Look{REST: rest}
	if !slices.Contains(p.Scopes, m2m.ScopeRESTlets) { // the RESTlet host does not take the token then
		look.Who = &netsuite.TokenInfo{CompanyID: token.Company, RoleID: token.Role, Entity: token.Entity}
	}
	seen, err := tbaexit.Read(ctx, client, p.Account, netsuite.Bearer(token.Access), look)
	if err == nil && seen.Refused != "" {
		err = errors.New("the access token was refused (" + seen.Refused + "): go back to the test, which finds out why")
	}
	return seen, err
}

func showCompared(s State) []string {
	if len(s.Compared) == 0 {
		return []string{"The connection is saved already: the comparison was made before."}
	}
	var lines []string
	for _, row := range s.Compared {
		if row.Differs {
			lines = append(lines, fmt.Sprintf("DIFFERENT %s: before %s, now %s", row.What, row.Old, row.New))
		} else {
			lines = append(lines, fmt.Sprintf("%s: %s", row.What, row.Old))
		}
	}
	if len(tbaexit.Different(s.Compared)) == 0 {
		lines = append(lines, "Both credentials see the same.")
	}
	return lines
}

// differs tells that somebody has to look at what differs.
func differs(s State) bool { return len(tbaexit.Different(s.Compared)) > 0 && !saved(s) }

// differencesStep lets a person decide about the differences: what they mean to
// the product, nobody else can tell.
func differencesStep() Step {
	return Step{
		Name: "differences", Title: "Differences", When: differs, Wait: waitForDecision,
		Doc: func(s State) Page {
			page := differencesText(s)
			page.Why = strings.Join(append([]string{page.Why}, differenceLines(s)...), "\n\n")
			return page
		},
		Fields: []Field{{
			Key: KeyAcceptDifferences, Label: "Go on with these differences?", Kind: Choice,
			Suggest: func(State) string { return "no" },
			Options: func(State) []Option {
				return []Option{
					{Value: "no", Label: "No, they are to be mended in NetSuite first"},
					{Value: "yes", Label: "Yes, the product can do with what it gets"},
				}
			},
			Check: func(_ State, text string) Finding {
				if text == "no" {
					return Finding{Problem: "Mend them in NetSuite, then go back and compare again; or answer yes. (accept_differences: yes in an answers file)"}
				}
				return Finding{}
			},
		}},
	}
}

func differenceLines(s State) []string {
	var lines []string
	for _, row := range tbaexit.Different(s.Compared) {
		lines = append(lines, fmt.Sprintf("%s: before %s, now %s. %s", row.What, row.Old, row.New, row.Means))
	}
	return lines
}

// waitForDecision is the wait until a person accepts the differences.
func waitForDecision(s State) Waiting {
	var do []Instruction
	for _, line := range differenceLines(s) {
		do = append(do, Instruction{Text: line})
	}
	return Waiting{
		Kind: WaitDecision, Confirm: true, Ready: s.Value(KeyAcceptDifferences) == "yes",
		Why:  "The two credentials do not see the same.",
		Do:   do,
		Next: "fix the differences in NetSuite, or accept them", answer: KeyAcceptDifferences + ": yes",
	}
}

var differencesText = doc("differences")

// migratedStep puts the M2M connection in the place of the TBA one, which stays in
// the vault as its former credential: the product still signs in with that.
func migratedStep() Step {
	return Step{
		Name: "save", Title: "Save", NoReturn: Always, Doc: doc("migrated"),
		Work: saveMigrated,
		Show: func(s State) []string {
			p := s.Former
			return []string{
				fmt.Sprintf("%s is saved: %s %s · %s", p.Name, p.Account.Kind(), p.Account.Realm(), MethodLine(p)),
				"The TBA token stays in the vault beside it, and goes on working, until it is retired",
			}
		},
	}
}

func saveMigrated(_ context.Context, env Env, s State, report func(Progress)) (State, error) {
	if saved(s) { // before an interruption
		return s, nil
	}
	switch {
	case !s.Report.OK:
		return s, errUntested
	case differs(s) && s.Value(KeyAcceptDifferences) != "yes", len(s.Compared) == 0:
		return s, errors.New("saving the connection: what both credentials see was not compared, or nobody has accepted the differences; go back to the comparison")
	case s.Former.Method != profile.TBA:
		return s, errors.New("saving the connection: it was changed meanwhile and signs in by another method; begin again")
	}
	p, old := s.Profile(), s.Former
	if broken := s.Facts.Policy.Broken(p, s.Certificate); len(broken) > 0 {
		return s, errors.New("saving the connection: " + strings.Join(broken, " "))
	}
	report(Progress{Text: "Saving " + p.Name})
	p.Old = &old
	return replace(env, s, p, "migrate")
}

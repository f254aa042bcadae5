package journeys

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
	"suitekey/steps"
	"suitekey/steps/setup"
)

// compareStep sends the same reads with the TBA token and with the new certificate: a
// connection can pass its test and still see fewer records than before.
func compareStep() steps.Step {
	return steps.Step{
		Name: "compare", Title: "Compare", Doc: steps.Doc("compare"),
		Work: compare, Show: showCompared,
		Done: func(s steps.State) bool { return len(s.Compared) > 0 || moved(s) },
	}
}

func compare(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	old, known := tokenState(s)
	if !known || moved(s) {
		return s, nil
	}
	client := env.Client.With(env.TestTimeout, setup.TestRetries, setup.TestInterval)
	p := s.Profile()
	rest := slices.Contains(p.Scopes, m2m.ScopeREST)
	before, err := readOld(ctx, env, client, &s, old, rest, report)
	if err != nil {
		return s, fmt.Errorf("reading with the TBA token: %w", err)
	}
	report(steps.Progress{Text: "Reading with the certificate"})
	after, err := readNew(ctx, client, p, rest)
	if err != nil {
		return s, fmt.Errorf("reading with the certificate: %w", err)
	}
	s.Compared = tbaexit.Compare(before, after)
	return s, nil
}

// readOld reads with the TBA token. It counts a refusal: five lock the user.
func readOld(ctx context.Context, env steps.Env, client *netsuite.Client, s *steps.State, old profile.Profile, rest bool, report func(steps.Progress)) (tbaexit.Seen, error) {
	if n := lockout.Recent(old.Refusals, env.Now()); n >= lockout.Stop {
		return tbaexit.Seen{Refused: fmt.Sprintf("not tried after %d recent refusals", n)}, nil
	}
	report(steps.Progress{Text: "Reading with the TBA token"})
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
	if !slices.Contains(p.Scopes, m2m.ScopeRESTlets) { // the RESTlet host refuses the token without this scope
		look.Who = &netsuite.TokenInfo{CompanyID: token.Company, RoleID: token.Role, Entity: token.Entity}
	}
	seen, err := tbaexit.Read(ctx, client, p.Account, netsuite.Bearer(token.Access), look)
	if err == nil && seen.Refused != "" {
		err = errors.New("NetSuite refused the access token (" + seen.Refused + "): go back to the test to find the cause")
	}
	return seen, err
}

func showCompared(s steps.State) []string {
	if len(s.Compared) == 0 {
		return []string{"The connection is already saved, after an earlier comparison."}
	}
	var lines []string
	for _, row := range s.Compared {
		if row.Differs {
			lines = append(lines, fmt.Sprintf(steps.Caution+"DIFFERENT %s: before %s, now %s", row.What, row.Old, row.New))
		} else {
			lines = append(lines, fmt.Sprintf("%s: %s", row.What, row.Old))
		}
	}
	if len(tbaexit.Different(s.Compared)) == 0 {
		lines = append(lines, "Both credentials see the same data.")
	}
	return lines
}

// differs reports whether a person has to decide about a difference.
func differs(s steps.State) bool {
	return len(tbaexit.Different(s.Compared)) > 0 && !moved(s)
}

// differencesStep asks a person to decide about the differences, because suitekey does not
// know the needs of the product.
func differencesStep() steps.Step {
	return steps.Step{
		Name: "differences", Title: "Differences", Pending: "waiting for a decision about the differences", When: differs, Wait: waitForDecision,
		Doc: func(s steps.State) steps.Page {
			page := differencesText(s)
			page.Why = strings.Join(append([]string{page.Why}, differenceLines(s)...), "\n\n")
			return page
		},
		Fields: []steps.Field{{
			Key: steps.KeyAcceptDifferences, Label: "Continue with these differences?", Kind: steps.Choice,
			Suggest: func(steps.State) string { return "no" },
			Options: func(steps.State) []steps.Option {
				return []steps.Option{
					{Value: "no", Label: "No, fix the differences in NetSuite first"},
					{Value: "yes", Label: "Yes, the product works with these differences"},
				}
			},
			Check: func(_ steps.State, text string) steps.Finding {
				if text == "no" {
					return steps.Finding{Problem: "Fix the differences in NetSuite, then go back and compare again; or answer yes. (accept_differences: yes in an answers file)"}
				}
				return steps.Finding{}
			},
		}},
	}
}

func differenceLines(s steps.State) []string {
	var lines []string
	for _, row := range tbaexit.Different(s.Compared) {
		lines = append(lines, fmt.Sprintf("%s: before %s, now %s. %s", row.What, row.Old, row.New, row.Means))
	}
	return lines
}

// waitForDecision is the wait until a person accepts the differences.
func waitForDecision(s steps.State) steps.Waiting {
	var do []steps.Instruction
	for _, line := range differenceLines(s) {
		do = append(do, steps.Instruction{Text: line})
	}
	return steps.Waiting{
		Kind: steps.WaitDecision, Confirm: true, Ready: s.Value(steps.KeyAcceptDifferences) == "yes",
		Why:  "The two credentials see different data.",
		Do:   do,
		Next: "fix the differences in NetSuite, or accept them", Answer: steps.KeyAcceptDifferences + ": yes",
	}
}

var differencesText = steps.Doc("differences")

// migratedStep replaces the TBA connection by the M2M connection. The TBA token stays in
// the vault as the former credential: the product still signs in with it.
func migratedStep() steps.Step {
	return steps.Step{
		Name: "save", Title: "Save", NoReturn: steps.Always, Doc: steps.Doc("migrated"),
		Work: saveMigrated,
		Show: func(s steps.State) []string {
			p := s.Former
			return []string{
				fmt.Sprintf("%s is saved: %s %s · %s", p.Name, p.Account.Kind(), p.Account.Realm(), setup.MethodLine(p)),
				"The TBA token stays in the vault and continues to work until you retire it",
			}
		},
	}
}

// withSettings returns p with what no question of the journey is about and no test depends on,
// such as the time-out, from the saved connection: somebody may have changed that while the
// journey waited for the upload.
func withSettings(p, saved profile.Profile) profile.Profile {
	asked := map[string]bool{}
	for _, step := range Migrate().AllSteps() {
		for _, f := range step.Fields {
			asked[f.Key] = true
		}
	}
	for _, f := range profile.Fields() {
		if f.Untested && f.Origin == profile.Answer && f.For(p.Method) && !asked[f.Key] {
			f.Copy(&p, &saved)
		}
	}
	return p
}

func saveMigrated(_ context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	if moved(s) { // before an interruption
		return s, nil
	}
	switch {
	case !s.Report.OK:
		return s, steps.ErrUntested
	case differs(s) && s.Value(steps.KeyAcceptDifferences) != "yes", len(s.Compared) == 0:
		return s, errors.New("saving the connection: the credentials are not compared yet, or nobody has accepted the differences; go back to the comparison")
	case s.Former.Method != profile.TBA:
		return s, errors.New("saving the connection: somebody has changed its method meanwhile; start again")
	}
	p, old := withSettings(s.Profile(), s.Former), s.Former
	if broken := s.Facts.Policy.Broken(p, s.Certificate); len(broken) > 0 {
		return s, errors.New("saving the connection: " + strings.Join(broken, " "))
	}
	report(steps.Progress{Text: "Saving " + p.Name})
	p.Old = &old
	return steps.ReplaceSaved(env, s, p, "migrate")
}

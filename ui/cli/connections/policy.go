package connections

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"suitekey/core/policy"
	"suitekey/ui/cli/verb"
)

// Policy makes the verb policy.
func Policy(g *verb.Globals) *cobra.Command {
	return &cobra.Command{
		Use:   "policy",
		Short: "Show the organisation's rules, and the connections that break them",
		Long: `Shows the rules of the organisation's policy, and the saved connections that
break them. The rules are in policy.yaml in the vault's folder; suitekey help
policy lists them.

The wizard says where an answer breaks a rule; verbs refuse the answer.` + verb.Codes(verb.CodeDone, verb.CodeFailed+", or a connection breaks a rule", verb.CodeUsage, verb.CodeLocked),
		Example: "  suitekey policy\n  suitekey policy --json",
		Args:    verb.Words(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runPolicy(cmd.Context(), g) },
	}
}

// ruleBreaker is a connection in `policy --json`.
type ruleBreaker struct {
	Profile string   `json:"profile"`
	Broken  []string `json:"broken"`
}

// rules is what `policy --json` prints.
type rules struct {
	File     string        `json:"file"`
	Rules    []rule        `json:"rules"`
	Profiles []ruleBreaker `json:"profiles"`
}

type rule struct {
	Rule  string `json:"rule"`
	Value string `json:"value"`
}

func runPolicy(ctx context.Context, g *verb.Globals) error {
	a, err := g.Open()
	if err != nil {
		return err
	}
	p, err := a.Policy()
	if err != nil {
		return err
	}
	result := rules{File: a.PolicyFile(), Rules: rulesOf(p), Profiles: []ruleBreaker{}}
	if len(result.Rules) == 0 {
		g.Note("There are no rules: %s does not exist or is empty.", result.File)
		return g.PrintJSON(result)
	}
	if !g.JSON {
		for _, r := range result.Rules {
			g.Line("%-24s %s", r.Rule, r.Value)
		}
	}
	if exists, err := a.VaultExists(); err != nil || !exists {
		return errors.Join(err, g.PrintJSON(result))
	}
	if err := g.Unlock(ctx, a); err != nil {
		return err
	}
	broken, err := a.PolicyBroken(p)
	if err != nil {
		return err
	}
	for name, found := range broken {
		result.Profiles = append(result.Profiles, ruleBreaker{name, found})
	}
	slices.SortFunc(result.Profiles, func(a, b ruleBreaker) int { return strings.Compare(a.Profile, b.Profile) })
	return tellBroken(g, result)
}

func tellBroken(g *verb.Globals, result rules) error {
	for _, p := range result.Profiles {
		for _, text := range p.Broken {
			g.Note("%s: %s", p.Profile, text)
		}
	}
	if err := g.PrintJSON(result); err != nil {
		return err
	}
	if len(result.Profiles) > 0 {
		return &verb.Reported{Err: errors.New("a connection breaks the policy")}
	}
	g.Note("Every connection follows the rules.")
	return nil
}

// rulesOf returns the rules in force, by their names in the file.
func rulesOf(p policy.Policy) []rule {
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	all := []rule{
		{"smallest_rsa_key", number(p.SmallestRSAKey)}, {"smallest_ec_key", number(p.SmallestECKey)},
		{"longest_validity_days", number(p.LongestValidity)}, {"longest_token_age_days", number(p.LongestTokenAge)}, {"forbidden_roles", strings.Join(p.ForbiddenRoles, ", ")},
		{"allowed_methods", strings.Join(p.AllowedMethods, ", ")}, {"allowed_scopes", strings.Join(p.AllowedScopes, ", ")},
		{"allowed_jwt_algorithms", strings.Join(p.AllowedAlgs, ", ")}, {"allowed_export_formats", strings.Join(p.AllowedExports, ", ")},
		{"contact", p.Contact},
	}
	return slices.DeleteFunc(all, func(r rule) bool { return r.Value == "" })
}

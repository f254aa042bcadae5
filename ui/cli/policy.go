package cli

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"suitekey/core/policy"
)

func (g *globals) policyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "policy",
		Short: "The organisation's rules, and which connections break them",
		Long: `Shows the rules of the organisation's policy, and the saved connections that
break them. The rules lie in policy.yaml in the folder of the vault; suitekey help
policy tells them all.

A set-up says it where an answer breaks a rule; verbs refuse it.` + codes(codeDone, codeFailed+", or a connection breaks a rule", codeUsage, codeLocked),
		Example: "  suitekey policy\n  suitekey policy --json",
		Args:    words(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return g.runPolicy(cmd.Context()) },
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

func (g *globals) runPolicy(ctx context.Context) error {
	a, err := g.open()
	if err != nil {
		return err
	}
	p, err := a.Policy()
	if err != nil {
		return err
	}
	result := rules{File: a.PolicyFile(), Rules: rulesOf(p), Profiles: []ruleBreaker{}}
	if len(result.Rules) == 0 {
		g.note("There are no rules: %s is not there, or empty.", result.File)
		return g.printJSON(result)
	}
	if !g.json {
		for _, r := range result.Rules {
			g.line("%-24s %s", r.Rule, r.Value)
		}
	}
	if exists, err := a.VaultExists(); err != nil || !exists {
		return errors.Join(err, g.printJSON(result))
	}
	if err := g.unlock(ctx, a); err != nil {
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
	return g.tellBroken(result)
}

func (g *globals) tellBroken(result rules) error {
	for _, p := range result.Profiles {
		for _, text := range p.Broken {
			g.note("%s: %s", p.Profile, text)
		}
	}
	if err := g.printJSON(result); err != nil {
		return err
	}
	if len(result.Profiles) > 0 {
		return &Reported{errors.New("a connection breaks the policy")}
	}
	g.note("Every connection keeps them.")
	return nil
}

// rulesOf are the rules that are set, by their names in the file.
func rulesOf(p policy.Policy) []rule {
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	all := []rule{
		{"smallest_rsa_key", number(p.SmallestRSAKey)}, {"smallest_ec_key", number(p.SmallestECKey)},
		{"longest_validity_days", number(p.LongestValidity)}, {"forbidden_roles", strings.Join(p.ForbiddenRoles, ", ")},
		{"allowed_methods", strings.Join(p.AllowedMethods, ", ")}, {"allowed_scopes", strings.Join(p.AllowedScopes, ", ")},
		{"allowed_jwt_algorithms", strings.Join(p.AllowedAlgs, ", ")}, {"allowed_export_formats", strings.Join(p.AllowedExports, ", ")},
		{"contact", p.Contact},
	}
	return slices.DeleteFunc(all, func(r rule) bool { return r.Value == "" })
}

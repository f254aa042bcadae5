package journeys

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"suitekey/steps"
	"suitekey/steps/setup"
)

// answerGroups are the groups of answers, with their titles. Answers without a group are
// for all methods. Secret answers have no flags; the help lists their keys below the
// flags of their group.
var answerGroups = []struct {
	group steps.Group
	title string
}{
	{steps.GroupTBA, "Answers for TBA"},
	{steps.GroupM2M, "Answers for M2M"},
	{steps.GroupSOAP, "Answers for SOAP"},
	{steps.GroupConnect, "Answers for SuiteAnalytics Connect"},
	{steps.GroupCalls, "Answers about calls"},
}

// groupedUsage prints the flags of setup in groups.
func groupedUsage(cmd *cobra.Command) error {
	var text strings.Builder
	fmt.Fprintf(&text, "Usage:\n  %s\n\nExamples:\n%s\n", cmd.UseLine(), cmd.Example)
	rest := pflag.NewFlagSet("", pflag.ContinueOnError)
	common := pflag.NewFlagSet("", pflag.ContinueOnError)
	groups := map[steps.Group]*pflag.FlagSet{"": common}
	for _, g := range answerGroups {
		groups[g.group] = pflag.NewFlagSet("", pflag.ContinueOnError)
	}
	answers := map[string]steps.Group{}
	for _, f := range setup.Setup().Fields() {
		answers[f.Flag()] = f.Group
	}
	cmd.LocalNonPersistentFlags().VisitAll(func(flag *pflag.Flag) {
		if group, answer := answers[flag.Name]; answer {
			groups[group].AddFlag(flag)
		} else {
			rest.AddFlag(flag)
		}
	})
	fmt.Fprintf(&text, "\nWhere answers come from:\n%s", rest.FlagUsages())
	fmt.Fprintf(&text, "\nAnswers for both methods:\n%s", common.FlagUsages())
	for _, g := range answerGroups {
		fmt.Fprintf(&text, "\n%s:\n%s%s", g.title, groups[g.group].FlagUsages(), secretLine(g.group))
	}
	fmt.Fprintf(&text, "\nFlags of all verbs:\n%s", cmd.InheritedFlags().FlagUsages())
	_, err := fmt.Fprint(cmd.OutOrStderr(), text.String())
	return err
}

// secretLine names the secret answers of a group, which have no flags.
func secretLine(group steps.Group) string {
	var secrets []string
	for _, f := range setup.Setup().Fields() {
		if f.Kind == steps.Secret && f.Group == group {
			secrets = append(secrets, f.Key)
		}
	}
	if len(secrets) == 0 {
		return ""
	}
	return "      secret, never a flag: " + strings.Join(secrets, ", ") + "\n"
}

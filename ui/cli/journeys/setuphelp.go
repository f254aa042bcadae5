package journeys

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"suitekey/steps"
)

// answerGroup is a part of the help.
type answerGroup struct {
	title string
	keys  []string
}

// answerGroups are the answers that one method or interface alone needs; all
// others are for both methods. The secret ones have no flags, but stand beside
// those that they belong to.
var answerGroups = []answerGroup{
	{"Answers for TBA", []string{steps.KeyTokenID, steps.KeySignatureAlgorithm, steps.KeyAcceptSHA1, steps.KeyConsumerSecret, steps.KeyTokenSecret}},
	{"Answers for M2M", []string{
		steps.KeyEntity, steps.KeyRole, steps.KeyKeyType, steps.KeyCertificateDays, steps.KeyKeyFile, steps.KeyCertificateFile,
		steps.KeyJWTAlgorithm, steps.KeyCertificateID, steps.KeyScopes, steps.KeyKeyPassphrase,
	}},
	{"Answers for SOAP", []string{steps.KeyWSDLVersion, steps.KeyWSDL}},
	{"Answers about calls", []string{steps.KeyTimeout, steps.KeyRetries, steps.KeyRetryInterval}},
}

// groupedUsage prints the flags of setup by what they are for.
func groupedUsage(cmd *cobra.Command) error {
	var text strings.Builder
	fmt.Fprintf(&text, "Usage:\n  %s\n\nExamples:\n%s\n", cmd.UseLine(), cmd.Example)
	rest := pflag.NewFlagSet("", pflag.ContinueOnError)
	common := pflag.NewFlagSet("", pflag.ContinueOnError)
	groups := make([]*pflag.FlagSet, len(answerGroups))
	for i := range groups {
		groups[i] = pflag.NewFlagSet("", pflag.ContinueOnError)
	}
	answers := map[string]bool{}
	for _, f := range steps.Setup().Fields() {
		answers[f.Flag()] = true
	}
	cmd.LocalNonPersistentFlags().VisitAll(func(flag *pflag.Flag) {
		at := slices.IndexFunc(answerGroups, func(g answerGroup) bool {
			return slices.Contains(g.keys, strings.ReplaceAll(flag.Name, "-", "_"))
		})
		switch {
		case at >= 0:
			groups[at].AddFlag(flag)
		case answers[flag.Name]:
			common.AddFlag(flag)
		default:
			rest.AddFlag(flag)
		}
	})
	fmt.Fprintf(&text, "\nWhere answers come from:\n%s", rest.FlagUsages())
	fmt.Fprintf(&text, "\nAnswers for both methods:\n%s", common.FlagUsages())
	for i, group := range answerGroups {
		fmt.Fprintf(&text, "\n%s:\n%s%s", group.title, groups[i].FlagUsages(), secretLine(group.keys))
	}
	fmt.Fprintf(&text, "\nFlags of all verbs:\n%s", cmd.InheritedFlags().FlagUsages())
	_, err := fmt.Fprint(cmd.OutOrStderr(), text.String())
	return err
}

// secretLine names the secret answers among keys, which have no flags.
func secretLine(keys []string) string {
	var secrets []string
	for _, f := range steps.Setup().Fields() {
		if f.Kind == steps.Secret && slices.Contains(keys, f.Key) {
			secrets = append(secrets, f.Key)
		}
	}
	if len(secrets) == 0 {
		return ""
	}
	return "      secret, never a flag: " + strings.Join(secrets, ", ") + "\n"
}

// Package help prints the help of the verbs, the topics and the man pages, and adds
// the completion command.
package help

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"suitekey/ui/app"
	"suitekey/ui/cli/nearest"
	"suitekey/ui/cli/verb"
	"suitekey/ui/helpdoc"
)

// Groups are the groups of verbs, in the order of the help.
var Groups = []*cobra.Group{
	{ID: "setup", Title: "Set up"},
	{ID: "keep", Title: "Keep alive"},
	{ID: "use", Title: "Use"},
	{ID: "look", Title: "Look"},
	{ID: "many", Title: "Many accounts"},
	{ID: "practise", Title: "Practise"},
	{ID: "program", Title: "About suitekey"},
}

// Add adds verbs to a group.
func Add(root *cobra.Command, group string, verbs ...*cobra.Command) {
	for _, verb := range verbs {
		verb.GroupID = group
	}
	root.AddCommand(verbs...)
}

// verbsIn returns the verbs of a group.
func verbsIn(root *cobra.Command, group string) []*cobra.Command {
	return slices.DeleteFunc(slices.Clone(root.Commands()), func(c *cobra.Command) bool { return c.GroupID != group || c.Hidden })
}

// Help makes the verb help.
func Help(g *verb.Globals) *cobra.Command {
	return &cobra.Command{
		Use:   "help [VERB|TOPIC]",
		Short: "Show the help of a verb or a topic",
		Long: `Shows what a verb does, or a topic: answers, environment, exit-codes, files, json,
policy, security, variables. Without an argument it lists the verbs and the topics.` + verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage),
		Example:           "  suitekey help renew\n  suitekey help exit-codes\n  suitekey help setup --json | jq -r '.flags[].flag'",
		Args:              verb.Words("[VERB|TOPIC]"),
		ValidArgsFunction: completePages,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Root().Help()
			}
			return tellAbout(g, cmd.Root(), args[0])
		},
	}
}

// helpAll is what `help --json` prints.
type helpAll struct {
	Verbs  []helpVerbLine  `json:"verbs"`
	Topics []helpTopicLine `json:"topics"`
}

type helpVerbLine struct {
	Verb  string `json:"verb"`
	Group string `json:"group"`
	Short string `json:"short"`
}

type helpTopicLine struct {
	Topic string `json:"topic"`
	Short string `json:"short"`
}

// helpVerb is what `help VERB --json` prints.
type helpVerb struct {
	Verb      string     `json:"verb"`
	Group     string     `json:"group"`
	Usage     string     `json:"usage"`
	Short     string     `json:"short"`
	Text      string     `json:"text"`
	Examples  []string   `json:"examples"`
	ExitCodes []helpCode `json:"exit_codes"`
	Flags     []helpFlag `json:"flags"`
}

type helpCode struct {
	Code  string `json:"code"` // "0", or "0 ..." where a program's own is passed on
	Means string `json:"means"`
}

type helpFlag struct {
	Flag      string `json:"flag"`
	Short     string `json:"short,omitempty"`
	Value     string `json:"value,omitempty"` // what it takes; none if it stands alone
	Default   string `json:"default,omitempty"`
	Means     string `json:"means"`
	Inherited bool   `json:"inherited"` // one of all verbs
}

// helpTopic is what `help TOPIC --json` prints.
type helpTopic struct {
	Topic string `json:"topic"`
	Short string `json:"short"`
	Text  string `json:"text"`
}

// HelpJSON prints the help of a verb, or of all verbs, as JSON.
func HelpJSON(g *verb.Globals, c *cobra.Command) error {
	if c.HasParent() {
		return g.PrintJSON(helpOf(g, c))
	}
	return g.PrintJSON(helpOfAll(c))
}

func helpOfAll(root *cobra.Command) helpAll {
	all := helpAll{Verbs: []helpVerbLine{}, Topics: []helpTopicLine{}}
	for _, group := range Groups {
		for _, c := range verbsIn(root, group.ID) {
			all.Verbs = append(all.Verbs, helpVerbLine{c.Name(), group.ID, c.Short})
		}
	}
	for _, t := range topics {
		all.Topics = append(all.Topics, helpTopicLine{t.name, t.short})
	}
	return all
}

func tellAbout(g *verb.Globals, root *cobra.Command, name string) error {
	t, ok := findTopic(name)
	if c := verb.FindVerb(root, name); c != nil {
		c.InitDefaultHelpFlag()
		if err := c.Help(); err != nil || !ok || g.JSON {
			return err
		}
		fmt.Fprintln(g.Stdout) // a topic of the same name follows
	} else if !ok {
		return unknownPage(root, name)
	}
	text := helpdoc.Terminal(textOf(t, g.Now()))
	if g.JSON {
		return g.PrintJSON(helpTopic{t.name, t.short, text})
	}
	_, err := fmt.Fprint(g.Stdout, text)
	return err
}

// unknownPage returns an error that suggests a similar name.
func unknownPage(root *cobra.Command, name string) error {
	text := verb.NoSuch("verb or topic", name)
	if near := nearest.Name(name, pageNames(root)); near != "" {
		return app.Usage(text, "did you mean suitekey help "+near+"?", "suitekey help lists them")
	}
	return app.Usage(text, "suitekey help lists them")
}

func helpOf(g *verb.Globals, c *cobra.Command) helpVerb {
	text, rows := longOf(c)
	h := helpVerb{
		Verb: c.Name(), Group: c.GroupID, Usage: c.UseLine(), Short: c.Short, Text: text,
		Examples: []string{}, ExitCodes: []helpCode{}, Flags: []helpFlag{},
	}
	for _, line := range strings.Split(c.Example, "\n") {
		h.Examples = append(h.Examples, strings.TrimSpace(line))
	}
	for _, r := range rows {
		h.ExitCodes = append(h.ExitCodes, helpCode{r.Term, r.Text})
	}
	DescribeFlags(g, c)
	for inherited, set := range map[bool]*pflag.FlagSet{false: c.NonInheritedFlags(), true: c.InheritedFlags()} {
		set.VisitAll(func(f *pflag.Flag) {
			if !f.Hidden {
				value, means := pflag.UnquoteUsage(f)
				h.Flags = append(h.Flags, helpFlag{f.Name, f.Shorthand, value, shownDefault(f), means, inherited})
			}
		})
	}
	slices.SortFunc(h.Flags, func(a, b helpFlag) int { return strings.Compare(a.Flag, b.Flag) })
	return h
}

// DescribeFlags adds the allowed values to the flags of a journey, once. It reads the
// tables of the products, which other runs do not need.
func DescribeFlags(g *verb.Globals, c *cobra.Command) {
	if describe := g.Describe[c]; describe != nil {
		describe()
	}
}

// shownDefault returns the default of a flag for the help, or "".
func shownDefault(f *pflag.Flag) string {
	if f.DefValue == "false" || f.DefValue == "0" || f.DefValue == "[]" {
		return ""
	}
	return f.DefValue
}

// longOf splits a verb's text and its exit codes.
func longOf(c *cobra.Command) (text string, rows []helpdoc.Row) {
	text, list, _ := strings.Cut(c.Long, verb.ExitHeading+"\n")
	text = strings.TrimSpace(text)
	for _, line := range strings.Split(list, "\n") {
		term, means, _ := strings.Cut(strings.TrimSpace(line), " ")
		if term == "" || strings.Trim(term, "0123456789") != "" { // a remark after the list
			text = strings.TrimSpace(text + "\n" + line)
			continue
		}
		means = strings.TrimSpace(means)
		if rest, passedOn := strings.CutPrefix(means, "... "); passedOn {
			term, means = term+" ...", rest
		}
		rows = append(rows, helpdoc.Row{Term: term, Text: means})
	}
	return text, rows
}

// RootUsage prints the verbs by group, and the topics.
func RootUsage(root *cobra.Command) error {
	var out strings.Builder
	fmt.Fprintf(&out, "Usage:\n  suitekey [VERB] [flags]\n\nExamples:\n%s\n", root.Example)
	for _, group := range Groups {
		fmt.Fprintf(&out, "\n%s:\n", group.Title)
		for _, c := range verbsIn(root, group.ID) {
			fmt.Fprintf(&out, "  %-12s %s\n", c.Name(), c.Short)
		}
	}
	out.WriteString("\nTopics (suitekey help TOPIC):\n")
	for _, t := range topics {
		fmt.Fprintf(&out, "  %-12s %s\n", t.name, t.short)
	}
	fmt.Fprintf(&out, "\nFlags of all verbs:\n%s\nsuitekey help VERB shows the help of a verb.\n", root.PersistentFlags().FlagUsages())
	_, err := fmt.Fprint(root.OutOrStderr(), out.String())
	return err
}

package connections

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"suitekey/core/profile"
	"suitekey/ui/app"
	"suitekey/ui/cli/verb"
)

// Tag makes the verb tag.
func Tag(g *verb.Globals) *cobra.Command {
	none := false
	cmd := &cobra.Command{
		Use:   "tag NAME [+TAG] [-TAG] [TAG...]",
		Short: "Change the tags of a connection",
		Long: `Adds (+) and removes (-) tags of a connection, or sets them: tags without a sign
replace all others. Without tags it prints the tags. suitekey list and the search
on the first screen find connections by their tags. A tag consists of lower-case
letters, digits, dots, hyphens, underscores and slashes.` + verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeLocked),
		Example: "  suitekey tag acme-sb1 +shop -old\n  suitekey tag acme-sb1 shop team/finance\n  suitekey list --tag shop",
		RunE: func(cmd *cobra.Command, args []string) error {
			words, err := afterName(cmd, args)
			if err != nil {
				return err
			}
			if len(words) == 0 {
				return app.Usage("an argument is missing: suitekey tag NAME [+TAG] [-TAG] [TAG...]", "see suitekey tag --help")
			}
			if none && len(words) > 1 {
				return app.Usage("give tags or --none, not both")
			}
			return runTag(cmd.Context(), g, words[0], words[1:], none)
		},
	}
	cmd.Flags().SetInterspersed(false) // -old is a tag
	cmd.Flags().BoolVar(&none, "none", false, "remove all tags")
	return cmd
}

// afterName reads the long flags among words; other words may begin with a hyphen.
func afterName(cmd *cobra.Command, args []string) ([]string, error) {
	var words []string
	for len(args) > 0 {
		if !strings.HasPrefix(args[0], "--") {
			words, args = append(words, args[0]), args[1:]
			continue
		}
		if err := cmd.Flags().Parse(args); err != nil {
			return nil, verb.WrongArguments(cmd.Root(), []string{cmd.Name()}, err)
		}
		args = cmd.Flags().Args()
	}
	return words, nil
}

func runTag(ctx context.Context, g *verb.Globals, name string, words []string, none bool) error {
	a, p, err := g.OpenAt(ctx, name)
	if err != nil {
		return err
	}
	if len(words) > 0 || none {
		p, err = a.ChangeTags(name, func(tags []string) ([]string, error) {
			if none {
				return nil, nil
			}
			return changedTags(tags, words)
		})
		if err != nil {
			return err
		}
	}
	if g.JSON {
		return g.PrintJSON(map[string]any{"profile": p.Name, "tags": verb.List(p.Tags)})
	}
	for _, tag := range p.Tags {
		g.Line("%s", tag)
	}
	return nil
}

// changedTags returns the tags after the changes in the verb's words.
func changedTags(tags, words []string) ([]string, error) {
	var set []string
	changed := slices.Clone(tags)
	for _, word := range words {
		tag := strings.TrimLeft(word, "+-")
		if err := profile.CheckTag(tag); err != nil {
			return nil, &app.UsageError{Err: err}
		}
		switch word[0] {
		case '+':
			changed = append(changed, tag)
		case '-':
			changed = slices.DeleteFunc(changed, func(t string) bool { return t == tag })
		default:
			set = append(set, tag)
		}
	}
	switch {
	case len(set) == 0:
		return changed, nil
	case len(set) < len(words):
		return nil, app.Usage("tags with + or - change the tags, tags without a sign replace them: do not mix them")
	}
	return set, nil
}

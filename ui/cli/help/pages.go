package help

import (
	"github.com/spf13/cobra"
)

func completePages(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return pageNames(cmd.Root()), cobra.ShellCompDirectiveNoFileComp
}

// pageNames returns the names of the verbs and topics with a page.
func pageNames(root *cobra.Command) []string {
	var names []string
	for _, c := range root.Commands() {
		if !c.Hidden {
			names = append(names, c.Name())
		}
	}
	for _, t := range topics {
		names = append(names, t.name)
	}
	return names
}

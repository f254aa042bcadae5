package cli

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"suitekey/ui/cli/verb"
)

// scripts/release sets both: -ldflags "-X suitekey/ui/cli.release=v1.2.3".
var (
	release string
	commit  string
)

func versionCommand(g *verb.Globals) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Long:    "Prints the version of suitekey, the commit of the build if known, the version of Go, and the platform." + verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage),
		Example: "  suitekey version --json",
		Args:    verb.Words(),
		RunE: func(*cobra.Command, []string) error {
			if !g.JSON {
				PrintVersion(g.Stdout)
				return nil
			}
			return g.PrintJSON(struct {
				Version  string `json:"version"`
				Commit   string `json:"commit,omitempty"`
				Go       string `json:"go"`
				Platform string `json:"platform"`
			}{version(), builtFrom(), runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH})
		},
	}
}

// PrintVersion prints the version line. It is all of `suitekey version`, which scripts
// and prompts call often, so it sets up nothing else.
func PrintVersion(out io.Writer) {
	from := builtFrom()
	if from != "" {
		from = "commit " + from[:min(len(from), shortCommit)] + ", "
	}
	fmt.Fprintf(out, "suitekey %s (%s%s, %s/%s)\n", version(), from, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// shortCommit is the number of digits that identify a commit among millions.
const shortCommit = 12

// version returns the version that the release has set, or that go install knows.
func version() string {
	if release != "" {
		return release
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// builtFrom returns the commit that the release has set, or that go build has recorded;
// "" without both.
func builtFrom() string {
	if commit != "" {
		return commit
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return s.Value
			}
		}
	}
	return ""
}

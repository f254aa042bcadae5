package cli

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// release is stamped at build time: -ldflags "-X suitekey/ui/cli.release=v1.2.3".
var release string

func (g *globals) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Long:    "Prints the version of suitekey, of Go, and of the platform it was built for." + codes(codeDone),
		Example: "  suitekey version --json",
		Args:    words(),
		RunE: func(*cobra.Command, []string) error {
			if !g.json {
				PrintVersion(g.Stdout)
				return nil
			}
			return g.printJSON(map[string]string{"version": version(), "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH})
		},
	}
}

// PrintVersion prints the version line. It is the whole of `suitekey version`,
// which scripts and prompts call often: nothing else is set up for it.
func PrintVersion(out io.Writer) {
	fmt.Fprintf(out, "suitekey %s (%s, %s/%s)\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

func version() string {
	if release != "" {
		return release
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

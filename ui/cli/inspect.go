package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"suitekey/ui/app"
	"suitekey/ui/app/inspect"
	"suitekey/ui/cli/verb"
)

func inspectCommand(g *verb.Globals) *cobra.Command {
	return &cobra.Command{
		Use:   "inspect FILE",
		Short: "Show a certificate, with its certificate ID",
		Long: `Shows the certificate ID, the validity and the key of a certificate, and whether
NetSuite accepts it. A private key is recognised, but never printed. - reads
standard input.` + verb.Codes(verb.CodeDone, verb.CodeLine(verb.ExitFailed, "NetSuite would refuse the certificate, or it cannot be read"), verb.CodeUsage, verb.CodeExpired),
		Example: "  suitekey inspect acme-certificate.pem\n  suitekey inspect - --json < acme-certificate.pem",
		Args:    verb.Words("FILE"),
		RunE:    func(cmd *cobra.Command, args []string) error { return runInspect(cmd.Context(), g, args[0]) },
	}
}

func runInspect(ctx context.Context, g *verb.Globals, path string) error {
	a, err := g.OpenWithoutVault()
	if err != nil {
		return err
	}
	data, err := g.FileOrStdin(ctx, a, path)
	if err != nil {
		return err
	}
	result, err := inspect.Of(data, a.Now())
	if err != nil {
		return fmt.Errorf("%s: %w", verb.NameOf(path), err)
	}
	readAloud(g, result)
	if err := g.PrintJSON(result); err != nil {
		return err
	}
	return verdict(result, a.Now())
}

// errWouldRefuse has no text for people: the findings are already printed.
var errWouldRefuse = errors.New("NetSuite would refuse it")

func verdict(r inspect.Result, now time.Time) error {
	if r.OK {
		return nil
	}
	if end, err := time.Parse(verb.TimeFormat, r.NotAfter); err == nil && now.After(end) {
		return &verb.Reported{Err: app.ErrExpired}
	}
	return &verb.Reported{Err: errWouldRefuse}
}

func readAloud(g *verb.Globals, r inspect.Result) {
	if g.JSON {
		return
	}
	for _, line := range r.Lines() {
		g.Line("%-15s %s", line[0], line[1])
	}
}

// Command suitekey sets up, proves and keeps connections to NetSuite.
package main

import (
	"context"
	"os"
	"time"

	"suitekey/ui"
	"suitekey/ui/app"
	"suitekey/ui/tui"
)

func main() {
	os.Exit(ui.Main(ui.Program{
		Args:     os.Args[1:],
		Stdin:    os.Stdin,
		Stdout:   os.Stdout,
		Stderr:   os.Stderr,
		Getenv:   os.Getenv,
		Unsetenv: os.Unsetenv,
		Now:      time.Now,
		FullScreen: func(ctx context.Context, a *app.App, o app.Opening) error {
			return tui.Run(ctx, a, tui.Options{Journey: o.Flow, Given: o.Given})
		},
	}))
}

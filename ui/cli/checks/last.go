package checks

import (
	"fmt"

	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/ui/app"
	"suitekey/ui/app/problem"
	"suitekey/ui/app/verdict"
	"suitekey/ui/cli/verb"
)

// showLast prints the diagnosis of the last test of a connection, if it failed.
func (o *testOptions) showLast(a *app.App, names []string) error {
	if len(names) != 1 {
		return app.Usage("--last shows one test: name one connection")
	}
	name := names[0]
	report, kept, err := a.Access().LastFailure(name)
	switch {
	case err != nil:
		return verb.MissingName(a, name, err)
	case !kept:
		return problem.WithHints(fmt.Errorf("there is no failed test of %s to show: its last test passed, was made on another computer, or its values have changed since", name),
			"suitekey test "+name+" tests it: one sign-in")
	}
	page := PageOf(o.Globals).aboutSaved()
	page.Tell("%s", steps.Shorten(name, 70))
	for _, check := range report.Checks {
		page.Check(check)
	}
	page.Tell("%s", verdict.Age(report.At, a.Now()))
	page.Verdict(report)
	if err := o.PrintJSON(report); err != nil {
		return err
	}
	return &verb.Reported{Err: &setup.TestFailed{Report: report}}
}

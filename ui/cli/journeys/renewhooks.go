package journeys

import (
	"context"
	"fmt"

	"suitekey/steps/journeys"
	"suitekey/ui/app"
)

// hook runs the command for the result of a renewal. It reports a failed command; the
// renewal stays.
func (o *renewOptions) hook(ctx context.Context, a *app.App, r *result) {
	line := o.onFailure
	switch r.State {
	case stateDone:
		line = o.onSuccess
	case stateUnchanged:
		return // nothing has happened
	}
	if line == "" || ctx.Err() != nil {
		return
	}
	variables := []string{"SUITEKEY_PROFILE=" + r.Profile}
	if p, err := a.Load(r.Profile); err == nil {
		variables = journeys.PublicVariables(p)
	}
	for name, value := range map[string]string{
		"RESULT": r.State, "ERROR": r.Error, "NEXT": r.Next, "EXPIRES": r.Expires, "CERTIFICATE_FILE": r.CertificateFile,
	} {
		variables = append(variables, "SUITEKEY_"+name+"="+value)
	}
	output, err := app.Hook(ctx, line, variables)
	if output != "" {
		o.Note("%s", output)
	}
	if err != nil {
		r.HookError = fmt.Sprintf("the hook %v", err)
		o.Warn(r.HookError + "; what was done stays done")
	}
}

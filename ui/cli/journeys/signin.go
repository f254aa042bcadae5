package journeys

import (
	"context"
	"errors"

	"suitekey/steps"
	"suitekey/ui/app"
)

// walk goes as far as nobody has to act.
func (o *journeyOptions) walk(ctx context.Context, a *app.App, walk *steps.Walk) (steps.Outcome, error) {
	outcome, err := steps.Run(ctx, walk, o.progress)
	for range walk.Flow().Steps {
		if err != nil || outcome != steps.Paused || !a.Demo() {
			break
		}
		outcome, err = o.practise(ctx, a, walk)
	}
	return outcome, err
}

// practise goes on after the administrator of the practice account has done the
// upload: a throw-away vault keeps nothing for a second run.
func (o *journeyOptions) practise(ctx context.Context, a *app.App, walk *steps.Walk) (steps.Outcome, error) {
	if walk.State().Authorize() != "" {
		return o.allow(ctx, a, walk)
	}
	id, err := a.Practice().Upload(walk.State())
	if err != nil {
		return steps.Done, err
	}
	o.Note("The practice administrator has uploaded the certificate.")
	for _, f := range walk.Fields() {
		if f.Key == steps.KeyCertificateID {
			walk.Set(f, id)
		}
	}
	if err := walk.Next(); err != nil {
		return steps.Done, err
	}
	return steps.Run(ctx, walk, o.progress)
}

// allow goes on after the practice user has signed in.
func (o *journeyOptions) allow(ctx context.Context, a *app.App, walk *steps.Walk) (steps.Outcome, error) {
	address, ok := a.Practice().Value(walk.State(), steps.KeyRedirected)
	if !ok {
		return steps.Paused, errors.New("signing in by browser: the practice account has no page for it")
	}
	o.Note("The practice user has signed in with the browser.")
	for _, f := range walk.Fields() {
		if f.Key == steps.KeyRedirected {
			walk.Set(f, address)
		}
	}
	return steps.Run(ctx, walk, o.progress)
}

// nextAfterSignIn is what a script has to do about authorize_url.
const nextAfterSignIn = "sign in at authorize_url, then run the same command again with the address that the browser ended on as redirected, in the file of --secrets-file (- is standard input)"

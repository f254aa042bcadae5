package journeys

import (
	"context"
	"errors"

	"suitekey/steps"
	"suitekey/ui/app"
)

// practise plays the role of the person for whom the journey waits. The vault of a demo
// is deleted at the end, so there is no second run.
func (o *journeyOptions) practise(ctx context.Context, a *app.App, walk *steps.Walk) (steps.Outcome, error) {
	switch waiting, _ := walk.Waiting(); waiting.Kind {
	case steps.WaitSignIn:
		return o.allow(ctx, a, walk)
	case steps.WaitUpload:
	default:
		return steps.Paused, nil
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

// allow plays the role of the user who signs in with the browser.
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

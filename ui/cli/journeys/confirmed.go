package journeys

import (
	"errors"
	"fmt"

	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
)

// checkConfirmed refuses the flag --consumer-has-it yes if no new key of the connection p
// waits for its product: a colleague, or an earlier run, has finished that journey. A new
// journey would make another key, which nobody has spoken of, and whoever confirms the same
// thing next would end the key that the product uses.
func (o *journeyOptions) checkConfirmed(a *app.App, p profile.Profile) error {
	if text := o.flags[steps.KeyProductHasIt]; text == nil || *text != "yes" || p.Old != nil {
		return nil
	}
	name := o.flow.Draft(steps.NewState(steps.Facts{}).With(steps.KeyName, p.Name))
	if _, err := a.Drafts().Load(name); !errors.Is(err, storage.ErrNotFound) {
		return err
	}
	flag := "--" + flagOf(steps.KeyProductHasIt)
	return app.Usage(fmt.Sprintf("%s yes: no new key of %s waits for its product, because that journey has ended or has not begun; nothing was changed", flag, p.Name),
		"suitekey history "+p.Name+" shows what was done", "suitekey "+o.flow.Name+" "+p.Name+" without "+flag+" begins anew")
}

// Package journeys holds the journeys about saved connections: renewal, migration,
// change and new tokens. It is made of the steps of package setup and registers the
// journeys after set-up.
package journeys

import "suitekey/steps"

func init() { steps.Register(Retoken, Renew, Migrate, Change) }

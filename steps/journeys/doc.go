// Package journeys contains the journeys about saved connections: renewal, migration,
// change and new tokens. It uses the steps of package setup and registers its journeys
// after set-up.
package journeys

import "suitekey/steps"

func init() { steps.Register(Retoken, Renew, Migrate, Change) }

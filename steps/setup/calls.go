package setup

import (
	"time"

	"suitekey/core/netsuite"
	"suitekey/steps"
)

// maxTimeout is NetSuite's own limit of a REST call, in seconds: 15 minutes
// (docs.oracle.com, subsect_1559222360).
const maxTimeout = 900

func TimeoutStep() steps.Step {
	return steps.Step{
		Name: "timeout", Title: "Time-out", Doc: steps.Doc("timeout"),
		Fields: []steps.Field{{
			Key: steps.KeyTimeout, Group: steps.GroupCalls,
			Label: "Call time-out in seconds", Kind: steps.Number,
			Default: func(steps.State) string { return "300" },
			Check:   checkNumber(1, maxTimeout, "NetSuite itself ends a call after 15 minutes"),
		}},
	}
}

func RetryStep() steps.Step {
	return steps.Step{
		Name: "retry", Title: "Retry", Doc: steps.Doc("retry"),
		Fields: []steps.Field{
			{
				Key: steps.KeyRetries, Group: steps.GroupCalls,
				Label: "Retries when busy", Kind: steps.Number,
				Default: func(steps.State) string { return "5" },
				Check:   checkNumber(0, netsuite.MaxRetries, "0 means no retries"),
			},
			{
				Key: steps.KeyRetryInterval, Group: steps.GroupCalls,
				Label: "Seconds between retries", Kind: steps.Number,
				Default: func(steps.State) string { return "5" },
				Check:   checkNumber(1, int(netsuite.MaxRetryInterval/time.Second), "the caller does not wait longer"),
			},
		},
	}
}

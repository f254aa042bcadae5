package steps

import (
	"time"

	"suitekey/core/netsuite"
)

// maxTimeout is NetSuite's own end of a REST call, in seconds: 15 minutes
// (docs.oracle.com, subsect_1559222360).
const maxTimeout = 900

func timeoutStep() Step {
	return Step{
		Name: "timeout", Title: "Time-out", Doc: doc("timeout"),
		Fields: []Field{{
			Key: KeyTimeout, Group: GroupCalls,
			Label: "Call time-out in seconds", Kind: Number,
			Default: func(State) string { return "300" },
			Check:   checkNumber(1, maxTimeout, "NetSuite itself ends a call after 15 minutes"),
		}},
	}
}

func retryStep() Step {
	return Step{
		Name: "retry", Title: "Retry", Doc: doc("retry"),
		Fields: []Field{
			{
				Key: KeyRetries, Group: GroupCalls,
				Label: "Retries on a recoverable exception", Kind: Number,
				Default: func(State) string { return "5" },
				Check:   checkNumber(0, netsuite.MaxRetries, "0 switches them off"),
			},
			{
				Key: KeyRetryInterval, Group: GroupCalls,
				Label: "Seconds between two tries", Kind: Number,
				Default: func(State) string { return "5" },
				Check:   checkNumber(1, int(netsuite.MaxRetryInterval/time.Second), "longer waits outlast the caller"),
			},
		},
	}
}

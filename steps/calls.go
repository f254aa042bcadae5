package steps

// The limits are those of the connectors that use the connection: a time-out of
// 300 s, five retries, five seconds (docs.jitterbit.com; design §3). NetSuite
// itself ends REST calls after 15 minutes (netsuite-facts §3).
const (
	maxTimeout       = 900
	maxRetries       = 5
	maxRetryInterval = 5
)

func timeoutStep() Step {
	return Step{
		Name: "timeout", Title: "Time-out", Doc: doc("timeout"),
		Fields: []Field{{
			Key: KeyTimeout, Label: "Call time-out in seconds", Kind: Number,
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
				Key: KeyRetries, Label: "Retries on a recoverable exception", Kind: Number,
				Default: func(State) string { return "5" },
				Check:   checkNumber(0, maxRetries, "0 switches them off"),
			},
			{
				Key: KeyRetryInterval, Label: "Seconds between two tries", Kind: Number,
				Default: func(State) string { return "5" },
				Check:   checkNumber(1, maxRetryInterval, "longer waits outlast the caller"),
			},
		},
	}
}

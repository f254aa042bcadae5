package doctor

import (
	"fmt"

	"suitekey/storage/agent"
)

// agentFact reports whether an agent has the vault's key, and why suitekey ignores
// something in the agent's place.
func (d *Doctor) agentFact() Fact {
	const name, title = "agent", "Unlocked for all"
	if d.Practice {
		return ok(name, title, "not used in practice")
	}
	if err := agent.Available(); err != nil {
		return ok(name, title, "not available on this system")
	}
	state, err := d.Connections.Agent()
	switch {
	case err != nil:
		return warned(name, title, "the agent is ignored: "+err.Error(), "suitekey lock, then suitekey unlock")
	case state == nil:
		return ok(name, title, "no: each verb needs the passphrase, unless suitekey unlock was run")
	}
	if state.Kernel {
		return ok(name, title, fmt.Sprintf("until %s, or %s without use; the kernel's session keyring keeps the key", state.Clock(d.Connections.Now()), state.IdleText()))
	}
	swap := "its memory stays out of swap"
	if !state.MemoryLocked {
		swap = "its memory may be written to swap"
	}
	return ok(name, title, fmt.Sprintf("until %s, or %s without use; %s", state.Clock(d.Connections.Now()), state.IdleText(), swap))
}

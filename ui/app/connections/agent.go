package connections

import (
	"errors"
	"strconv"
	"time"

	"suitekey/storage"
	"suitekey/storage/agent"
	"suitekey/storage/journal"
	"suitekey/ui/app/problem"
)

// agentPlace returns the place of this vault's agent.
func (c *Connections) agentPlace() agent.Place {
	return agent.Place{Vault: c.Home, Program: c.Version, Getenv: c.Getenv}
}

// UnlockByAgent opens the vault if `suitekey unlock` has left its key with an agent, and
// reports whether the vault is open. An unusable agent changes nothing: Agent says why.
func (c *Connections) UnlockByAgent() bool {
	if c.Unlocked() {
		return true
	}
	if c.Team != nil && c.Team.IdentityFile != "" {
		return unlockByIdentity(c)
	}
	mark, ok := c.agentMark()
	if !ok {
		return false
	}
	key, state, err := c.agentPlace().Key(mark)
	if err != nil {
		return false
	}
	session, err := ownVault(c).UnlockWithKey(key, mark)
	if err != nil || enter(c, session) != nil {
		return false
	}
	if state.Kernel { // an agent writes into the log itself
		c.Record(journal.Given, "", "by the kernel's keyring")
	}
	return true
}

// agentMark identifies the vault's key to the agent. It is empty in a demo, whose vault
// ends with the program.
func (c *Connections) agentMark() (mark string, ok bool) {
	if c.Practice || c.Home == "" {
		return "", false
	}
	mark, err := c.Vault.KeyMark()
	return mark, err == nil
}

// AgentState is how long the vault is unlocked for all programs of this user.
type AgentState struct {
	Until        time.Time
	Idle         time.Duration // the vault is locked after this time without use
	MemoryLocked bool          // the key is never written to swap
	Kernel       bool          // the kernel keeps the key, not a process
}

// Agent returns the state of this vault's agent; nil if there is none. The error says
// why suitekey ignores something in the agent's place: callers only report it.
func (c *Connections) Agent() (*AgentState, error) {
	mark, ok := c.agentMark()
	if !ok {
		return nil, nil
	}
	state, err := c.agentPlace().Look(mark)
	if errors.Is(err, agent.ErrNone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return agentState(c, state), nil
}

func agentState(c *Connections, s agent.State) *AgentState {
	return &AgentState{Until: c.Now().Add(s.Left), Idle: s.Idle, MemoryLocked: s.MemoryLocked, Kernel: s.Kernel}
}

// StartAgent leaves the key of the open vault with an agent, which replaces a former
// agent. The agent ends after the given time, or after the time idle without use. With
// kernel, the session keyring of the kernel keeps the key instead.
func (c *Connections) StartAgent(whole, idle time.Duration, kernel bool) (*AgentState, error) {
	if c.Practice {
		return nil, problem.Usage("a practice vault needs no unlocking: it ends with the program")
	}
	session, err := c.Open()
	if err != nil {
		return nil, err
	}
	mark, err := c.Vault.KeyMark()
	if err != nil {
		return nil, err
	}
	place, told := c.agentPlace(), agent.Start{Mark: mark, Key: storage.KeyOf(session), For: whole, Idle: idle}
	start := place.Start
	if kernel {
		start = place.KeepInKernel
	}
	state, err := start(told)
	if err != nil {
		return nil, err
	}
	left := agentState(c, state)
	c.Record(journal.Unlocked, "", "for all programs, until "+left.Until.UTC().Format(time.RFC3339))
	return left, nil
}

// StopAgent ends the agent of this vault, and reports whether there was one.
func (c *Connections) StopAgent() (stopped bool, err error) {
	if c.Practice {
		return false, nil
	}
	return c.agentPlace().Stop()
}

// Clock returns the end for people: the time of day, with the day if it is not today.
func (s *AgentState) Clock(now time.Time) string {
	until := s.Until.In(now.Location())
	if until.YearDay() == now.YearDay() && until.Year() == now.Year() {
		return until.Format("15:04")
	}
	return until.Format("15:04 on 2 January")
}

// IdleText returns the time without use as text, as "2 hours".
func (s *AgentState) IdleText() string {
	number, unit := int(s.Idle/time.Minute), "minute"
	if s.Idle%time.Hour == 0 {
		number, unit = int(s.Idle/time.Hour), "hour"
	}
	if number != 1 {
		unit += "s"
	}
	return strconv.Itoa(number) + " " + unit
}

// Sentence says in one line until when the vault is unlocked.
func (s *AgentState) Sentence(now time.Time) string {
	return "Unlocked until " + s.Clock(now) + ", or " + s.IdleText() + " without use. suitekey lock ends it."
}

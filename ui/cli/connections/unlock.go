package connections

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"suitekey/storage/agent"
	"suitekey/ui/app"
	"suitekey/ui/cli/verb"
)

const (
	shortestUnlock = time.Minute
	longestUnlock  = 7 * 24 * time.Hour
)

// unlockOptions are the flags of unlock.
type unlockOptions struct {
	*verb.Globals
	whole, idle time.Duration
	kernel      bool
}

// Unlock makes the verb unlock.
func Unlock(g *verb.Globals) *cobra.Command {
	o := &unlockOptions{Globals: g}
	cmd := &cobra.Command{
		Use:   "unlock",
		Short: "Unlock the vault once for all verbs",
		Long: `Asks for the vault's passphrase once and leaves the vault's key, not the passphrase,
with an agent: a process in the background that gives the key to suitekey when you
run it, and to no other user. Verbs then ask for nothing and start much faster.

The agent ends after 8 hours (--for), after 2 hours without use (--idle), with
suitekey lock, and when you log out. It survives a closed terminal. A second unlock
starts the time again. --keyring leaves the key with the session keyring of the Linux
kernel instead, for this session alone and without a process: for systems that end
processes at the end of a command. suitekey help security says what an unlocked vault gives to
other programs that run as you. Not available on Windows.` +
			verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeLocked, verb.CodeCancelled),
		Example: "  suitekey unlock\n  suitekey unlock --for 30m\n  suitekey unlock --passphrase-file ~/.vault-pass --for 10m && ./nightly; suitekey lock",
		Args:    verb.Words(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	cmd.Flags().DurationVar(&o.whole, "for", 8*time.Hour, "lock the vault after this `time`, as 90m or 8h; at most 168h")
	cmd.Flags().DurationVar(&o.idle, "idle", 2*time.Hour, "lock the vault after this `time` without use")
	cmd.Flags().BoolVar(&o.kernel, "keyring", false, "store the key in the Linux kernel's session keyring instead of a process")
	return cmd
}

// unlocked is what `unlock --json` prints.
type unlocked struct {
	OK           bool   `json:"ok"`
	Until        string `json:"until"`
	IdleSeconds  int    `json:"idle_seconds"`
	MemoryLocked bool   `json:"memory_locked"`
}

func (o *unlockOptions) run(ctx context.Context) error {
	for flag, value := range map[string]time.Duration{"--for": o.whole, "--idle": o.idle} {
		if value < shortestUnlock || value > longestUnlock {
			return app.Usage(flag + " takes a time from 1m to 168h, such as 30m or 8h")
		}
	}
	if err := agent.Available(); err != nil {
		return err
	}
	a, err := o.Open()
	if err != nil {
		return err
	}
	if a.Demo() {
		return app.Usage("a practice vault needs no unlocking: it ends with the program")
	}
	if exists, err := a.VaultExists(); err != nil || !exists {
		return o.Unlock(ctx, a) // says what to do
	}
	if err := o.UnlockAnew(ctx, a); err != nil {
		return err
	}
	state, err := a.StartAgent(o.whole, min(o.idle, o.whole), o.kernel)
	if err != nil {
		return err
	}
	o.Note("%s", state.Sentence(a.Now()))
	return o.PrintJSON(unlocked{OK: true, Until: verb.Instant(state.Until), IdleSeconds: int(state.Idle / time.Second), MemoryLocked: state.MemoryLocked})
}

// lockResult is what `lock --json` prints.
type lockResult struct {
	OK      bool `json:"ok"`
	Stopped bool `json:"stopped"` // an agent ran, and has ended
}

// Lock makes the verb lock.
func Lock(g *verb.Globals) *cobra.Command {
	return &cobra.Command{
		Use:     "lock",
		Short:   "Lock the vault again after suitekey unlock",
		Long:    "Ends the agent with the vault's key, and removes the key from the kernel's keyring:\nverbs need the passphrase again. Without an agent nothing happens." + verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage),
		Example: "  suitekey lock",
		Args:    verb.Words(),
		RunE: func(*cobra.Command, []string) error {
			a, err := g.Open()
			if err != nil {
				return err
			}
			stopped, err := a.StopAgent()
			if err != nil {
				return err
			}
			if stopped {
				g.Note("Locked.")
			} else {
				g.Note("The vault was already locked: no agent is running.")
			}
			return g.PrintJSON(lockResult{OK: true, Stopped: stopped})
		},
	}
}

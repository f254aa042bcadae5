package cli

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"suitekey/core/secret"
	"suitekey/storage"
	"suitekey/storage/agent"
	"suitekey/storage/journal"
	"suitekey/ui/cli/verb"
)

// RunAgent runs this process as the agent that `suitekey unlock` has started.
func RunAgent(p verb.Program) int {
	in, reads := p.Stdin.(io.ReadCloser)
	out, writes := p.Stdout.(io.WriteCloser)
	if file, is := p.Stdin.(*os.File); !reads || !writes || is && !isPipe(file) {
		return notByHand(p)
	}
	if err := agent.Serve(in, out, version(), logOf); err != nil {
		return notByHand(p)
	}
	return verb.ExitDone
}

// logOf returns the function that the agent calls after it has given the key to a
// process: it adds an entry to the vault's log.
func logOf(vault string, key secret.Secret, mark string) (given func(process int) (write func())) {
	session, err := storage.Open(vault, storage.Options{}).UnlockWithKey(key, mark)
	if err != nil {
		return nil // the vault is gone
	}
	return func(process int) func() {
		entry := journal.New(time.Now(), journal.Given, "", processName(process)) // before the process ends
		return func() { _ = session.Log().Write(entry) }
	}
}

// processName returns the name of a process. A program can choose any name.
func processName(process int) string {
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", process))
	if err != nil {
		return ""
	}
	return "to " + strings.TrimSpace(string(name))
}

// notByHand returns the message for a person who starts the agent by hand. A properly
// started agent reports to suitekey unlock.
func notByHand(p verb.Program) int {
	fmt.Fprintln(p.Stderr, "suitekey: error: the agent is a part of suitekey that only suitekey unlock can start")
	fmt.Fprintln(p.Stderr, "suitekey: hint: suitekey unlock")
	return verb.ExitUsage
}

func isPipe(file *os.File) bool {
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeNamedPipe != 0
}

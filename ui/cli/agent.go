package cli

import (
	"fmt"
	"io"
	"os"

	"suitekey/storage/agent"
	"suitekey/ui/cli/verb"
)

// RunAgent runs this process as the agent that `suitekey unlock` has started.
func RunAgent(p verb.Program) int {
	in, reads := p.Stdin.(io.ReadCloser)
	out, writes := p.Stdout.(io.WriteCloser)
	if file, is := p.Stdin.(*os.File); !reads || !writes || is && !isPipe(file) {
		return notByHand(p)
	}
	if err := agent.Serve(in, out, version()); err != nil {
		return notByHand(p)
	}
	return verb.ExitDone
}

// notByHand answers a person who tried the agent. What an agent that was started
// properly has to say, it says to suitekey unlock.
func notByHand(p verb.Program) int {
	fmt.Fprintln(p.Stderr, "suitekey: error: the agent is a part of suitekey that only suitekey unlock can start")
	fmt.Fprintln(p.Stderr, "suitekey: hint: suitekey unlock")
	return verb.ExitUsage
}

func isPipe(file *os.File) bool {
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeNamedPipe != 0
}

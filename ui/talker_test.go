package ui_test

import (
	"bytes"
	"io"
	"os/exec"
	"strings"
	"sync"
)

// talker answers the program through a pipe, by parts of the prompts: with what the test
// wants, else with what is proposed. So a new question edits no test.
type talker struct {
	answers map[string][]string
	toEnd   bool // goes on after the last answer

	mu    sync.Mutex
	said  bytes.Buffer
	heard int           // what has been answered of said
	more  chan struct{} // something was said
}

// Write hears what the program says.
func (k *talker) Write(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	select {
	case k.more <- struct{}{}:
	default:
	}
	return k.said.Write(p)
}

// answer returns the answer to the prompt that is open. With false, no prompt is open;
// with io.EOF, nothing more is answered.
func (k *talker) answer() (string, bool, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	said := k.said.String()
	if len(said) == k.heard || !strings.HasSuffix(said, ": ") {
		return "", false, nil
	}
	prompt := said[strings.LastIndexByte(said, '\n')+1:]
	k.heard = len(said)
	left := 0
	for part, answers := range k.answers {
		left += len(answers)
		if len(answers) > 0 && strings.Contains(prompt, part) {
			k.answers[part] = answers[1:]
			return answers[0], true, nil
		}
	}
	if left == 0 && !k.toEnd || len(said) > 1<<20 {
		return "", false, io.EOF
	}
	return usual(prompt), true, nil
}

// usual is the answer of somebody who is content with what is proposed.
func usual(prompt string) string {
	if strings.Contains(prompt, "[") || strings.Contains(prompt, "optional") {
		return ""
	}
	return "*"
}

// talk runs the program and lets k answer its questions.
func (r *runner) talk(code int, k *talker, args ...string) {
	r.t.Helper()
	k.more = make(chan struct{}, 1)
	cmd := exec.Command("suitekey", args...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = r.home, r.env, k, k
	input, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		r.t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer input.Close()
		for {
			select {
			case <-k.more:
			case <-ended:
				return
			}
			line, asked, err := k.answer()
			if err != nil {
				return
			}
			if asked {
				_, _ = io.WriteString(input, line+"\n") // the program may have ended
			}
		}
	}()
	_ = cmd.Wait()
	close(ended)
	r.said.Write(k.said.Bytes())
	if got := cmd.ProcessState.ExitCode(); got != code {
		r.t.Errorf("suitekey %.60q: exit code %d, want %d:\n%s", args, got, code, k.said.Bytes())
	}
}

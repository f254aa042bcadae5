package app

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"suitekey/core/redact"
	"suitekey/core/secret"
	"suitekey/core/termsafe"
)

// The commands that a journey runs for a person end within these.
const (
	commandLimit = 5 * time.Minute
	commandGrace = 2 * time.Second // for what it left running and still holds its output
)

// Command runs a command line of the person's with the system's shell: input on
// its standard input, variables added to its environment. What it printed comes
// back without control characters and with input masked. The command line itself
// holds nothing of suitekey's. With an input, files that the command makes are for
// their owner alone: it runs under umask 077, except on Windows.
func Command(ctx context.Context, line string, input secret.Secret, variables []string) (output string, err error) {
	return command(ctx, commandLimit, line, input, variables)
}

// hookLimit is how long a command may take that is told of a result.
const hookLimit = time.Minute

// Hook runs a command line that is told of a result; it gets no secret.
func Hook(ctx context.Context, line string, variables []string) (output string, err error) {
	return command(ctx, hookLimit, line, secret.Secret{}, variables)
}

func command(ctx context.Context, limit time.Duration, line string, input secret.Secret, variables []string) (string, error) {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if !input.IsEmpty() && runtime.GOOS != "windows" {
		line = "umask 077\n" + line // what the command writes may be the key
	}
	cmd := shell(limited, line)
	cmd.Stdin = strings.NewReader(input.Reveal())
	cmd.Env = append(ChildEnvironment(), variables...)
	cmd.WaitDelay = commandGrace
	var kept limitedBuffer
	masked := redact.New(input).Writer(&kept)
	cmd.Stdout, cmd.Stderr = masked, masked // one writer: both come in their order
	err := cmd.Run()
	err = errors.Join(err, masked.Close())
	output := strings.TrimSpace(termsafe.Visible(strings.ToValidUTF8(kept.String(), "")))
	return output, explainCommand(ctx, limited, limit, err)
}

// explainCommand says how a command ended, to follow the words "the command".
func explainCommand(ctx, limited context.Context, limit time.Duration, err error) error {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case limited.Err() != nil:
		return fmt.Errorf("did not end within %s and was stopped", limit)
	case errors.As(err, &exit) && exit.ExitCode() >= 0:
		return fmt.Errorf("ended with exit code %d", exit.ExitCode())
	case errors.Is(err, exec.ErrWaitDelay):
		return errors.New("left a process running that still uses its output")
	default:
		return fmt.Errorf("could not be run: %w", err)
	}
}

// shell is the system's own: a person writes what they would type there.
func shell(ctx context.Context, line string) *exec.Cmd {
	if runtime.GOOS == "windows" {
		return exec.CommandContext(ctx, "cmd", "/C", line) // #nosec G204 -- the person's own command
	}
	return exec.CommandContext(ctx, "/bin/sh", "-c", line) // #nosec G204 -- the person's own command
}

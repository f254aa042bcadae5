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

// The time limits of the commands that a journey runs for a person.
const (
	commandLimit = 5 * time.Minute
	commandGrace = 2 * time.Second // for what it left running and still holds its output
)

// Command runs a person's command line with the system's shell. The command gets input
// on its standard input, and variables in its environment. Command returns the output
// without control characters and with input masked. suitekey adds nothing to the command
// line itself. With an input, the command runs under umask 077, except on Windows: only
// the owner can read files that it makes.
func Command(ctx context.Context, line string, input secret.Secret, variables []string) (output string, err error) {
	return command(ctx, commandLimit, line, input, variables)
}

// hookLimit is the time limit of a command that gets a result.
const hookLimit = time.Minute

// Hook runs a command line that gets a result in its environment, and no secret.
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

// explainCommand says how a command ended. The text follows the words "the command".
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

// shell returns the system's shell: people write the command as they would type it there.
func shell(ctx context.Context, line string) *exec.Cmd {
	if runtime.GOOS == "windows" {
		return exec.CommandContext(ctx, "cmd", "/C", line) // #nosec G204 -- the person's own command
	}
	return exec.CommandContext(ctx, "/bin/sh", "-c", line) // #nosec G204 -- the person's own command
}

package verb

import (
	"context"
	"errors"
	"fmt"
	"io"

	"suitekey/ui/app"
	"suitekey/ui/app/files"
)

// maxAnswers limits the size of an answers file. All answers of a journey with a pasted
// RSA-4096 pair have about 8 kB.
const maxAnswers = 64 << 10

// FileOrStdin reads a file that a flag names; - is standard input.
func (g *Globals) FileOrStdin(ctx context.Context, a *app.App, path string) ([]byte, error) {
	if path != "-" {
		return a.ReadFile(ctx, path)
	}
	return files.Await(ctx, func() ([]byte, error) {
		data, err := io.ReadAll(io.LimitReader(g.Stdin, maxAnswers+1))
		switch {
		case err != nil:
			return nil, errors.New("standard input cannot be read")
		case len(data) > maxAnswers:
			return nil, fmt.Errorf("standard input has more than %d kB, which is too much here", maxAnswers>>10)
		}
		return data, nil
	})
}

// NameOf returns the name of a file for messages.
func NameOf(path string) string {
	if path == "-" {
		return "standard input"
	}
	return files.Shown(path)
}

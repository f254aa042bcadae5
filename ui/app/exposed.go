package app

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"sync"

	"suitekey/ui/app/files"
	"suitekey/ui/app/problem"
)

// exposure warns of files with secrets that other users of this computer can read.
type exposure struct {
	mu   sync.Mutex
	told []string
	held []string
	hold bool
}

// CheckExposed warns once in a run about a file with secrets that other users can read.
// With Options.Strict it returns an error instead.
func (a *App) CheckExposed(path string) error {
	warning := files.Exposed(files.Expand(path, a.options.Getenv))
	if warning == "" {
		return nil
	}
	if a.options.Strict {
		return problem.Usage(strings.TrimSuffix(warning, "."), "--strict refuses such files")
	}
	e := &a.exposure
	e.mu.Lock()
	defer e.mu.Unlock()
	if slices.Contains(e.told, warning) {
		return nil
	}
	e.told = append(e.told, warning)
	switch {
	case e.hold:
		e.held = append(e.held, warning)
	case a.options.Warn != nil:
		a.options.Warn(warning)
	}
	return nil
}

// HoldWarnings holds warnings back while the full screen is open. The returned function
// prints them afterwards.
func (a *App) HoldWarnings() (tell func()) {
	e := &a.exposure
	e.mu.Lock()
	defer e.mu.Unlock()
	e.hold = true
	return func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		for _, warning := range e.held {
			if a.options.Warn != nil {
				a.options.Warn(warning)
			}
		}
		e.hold, e.held = false, nil
	}
}

// readNamed is ReadFile for the steps, which read private keys and certificates.
func (a *App) readNamed(ctx context.Context, path string) ([]byte, error) {
	data, err := a.ReadFile(ctx, path)
	if err == nil && bytes.Contains(data, []byte("PRIVATE KEY-----")) {
		err = a.CheckExposed(path)
	}
	return data, err
}

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

// exposure tells of files with secrets that other users of this computer can read.
type exposure struct {
	mu   sync.Mutex
	told []string
	held []string
	hold bool
}

// CheckExposed warns, once a run, of a file with secrets that other users can read. With
// Options.Strict it is an error.
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

// HoldWarnings keeps warnings back while a screen is drawn, and returns what tells them
// afterwards.
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

// readNamed is ReadFile for the steps: of what they read, private keys are secret.
func (a *App) readNamed(ctx context.Context, path string) ([]byte, error) {
	data, err := a.ReadFile(ctx, path)
	if err == nil && bytes.Contains(data, []byte("PRIVATE KEY-----")) {
		err = a.CheckExposed(path)
	}
	return data, err
}

package app

import "suitekey/ui/app/problem"

// The errors of package problem that the front ends use.
type (
	UsageError  = problem.UsageError
	HintedError = problem.HintedError
	LockedError = problem.LockedError
)

var (
	ErrCancelled = problem.ErrCancelled
	ErrWaiting   = problem.ErrWaiting
	ErrKept      = problem.ErrKept
	ErrExpired   = problem.ErrExpired
	ErrLocked    = problem.ErrLocked
)

// Usage returns a UsageError with a sentence and hints.
func Usage(text string, hints ...string) error { return problem.Usage(text, hints...) }

// WithHints adds hints to err.
func WithHints(err error, hints ...string) error { return problem.WithHints(err, hints...) }

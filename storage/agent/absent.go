//go:build !linux && !darwin

package agent

import (
	"io"

	"suitekey/core/secret"
)

// Available reports whether there can be an agent on this system.
func Available() error { return ErrUnavailable }

// Key fails with ErrNone.
func (p Place) Key(string) (secret.Secret, State, error) { return secret.Secret{}, State{}, ErrNone }

// Look fails with ErrNone.
func (p Place) Look(string) (State, error) { return State{}, ErrNone }

// Stop has nothing to end.
func (p Place) Stop() (stopped bool, err error) { return false, nil }

// Start fails with ErrUnavailable.
func (p Place) Start(Start) (State, error) { return State{}, ErrUnavailable }

// KeepInKernel fails with ErrNoKernel.
func (p Place) KeepInKernel(Start) (State, error) { return State{}, ErrNoKernel }

// Serve fails with ErrUnavailable.
func Serve(io.ReadCloser, io.WriteCloser, string, Log) error { return ErrUnavailable }

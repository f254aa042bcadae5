package agent

import "suitekey/core/secret"

// KeepInKernel fails with ErrNoKernel.
func (p Place) KeepInKernel(Start) (State, error) { return State{}, ErrNoKernel }

func (p Place) fromKernel(string, bool) (key secret.Secret, state State, ok bool) {
	return secret.Secret{}, State{}, false
}

func (p Place) dropFromKernel() bool { return false }

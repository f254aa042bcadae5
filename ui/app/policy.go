package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"suitekey/core/m2m"
	"suitekey/core/policy"
)

// PolicyFile is where the organisation's rules lie, if it has any.
func (a *App) PolicyFile() string { return filepath.Join(a.home, policy.File) }

// Policy reads the organisation's rules; without a file there are none. A file
// that cannot be read is an error: nobody may go on as if there were no rules.
func (a *App) Policy() (policy.Policy, error) {
	if _, err := os.Lstat(a.PolicyFile()); errors.Is(err, fs.ErrNotExist) {
		return policy.Policy{}, nil
	}
	text, err := readLimited(a.PolicyFile(), maxText)
	if err != nil {
		return policy.Policy{}, fmt.Errorf("reading the organisation's policy: %w", err)
	}
	return policy.Parse(text)
}

// PolicyBroken lists, by connection, the rules that saved connections break.
func (a *App) PolicyBroken(rules policy.Policy) (map[string][]string, error) {
	session, err := a.open()
	if err != nil {
		return nil, err
	}
	entries, err := session.List()
	if err != nil {
		return nil, err
	}
	broken := map[string][]string{}
	for _, e := range entries {
		if e.Err != nil {
			continue
		}
		p, err := session.Load(e.Name)
		if err != nil {
			return nil, err
		}
		certificate, err := m2m.ParseCertificate([]byte(p.Certificate))
		if err != nil {
			certificate = m2m.Certificate{} // its own test says so
		}
		if found := rules.Broken(p, certificate); len(found) > 0 {
			broken[e.Name] = found
		}
	}
	return broken, nil
}

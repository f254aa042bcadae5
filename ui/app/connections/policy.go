package connections

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"suitekey/core/health"
	"suitekey/core/m2m"
	"suitekey/core/policy"
	"suitekey/core/profile"
	"suitekey/ui/app/files"
)

// PolicyFile returns the path of the organisation's rules, which may not exist.
func (c *Connections) PolicyFile() string { return filepath.Join(c.Home, policy.File) }

// Policy reads the organisation's rules; without a file there are none. An unreadable
// file is an error: suitekey must not continue as if there were no rules.
func (c *Connections) Policy() (policy.Policy, error) {
	if c.Home == "" { // no vault, and so no rules beside it
		return policy.Policy{}, nil
	}
	if _, err := os.Lstat(c.PolicyFile()); errors.Is(err, fs.ErrNotExist) {
		return policy.Policy{}, nil
	}
	text, err := files.Read(c.PolicyFile(), files.MaxText)
	if err != nil {
		return policy.Policy{}, fmt.Errorf("reading the organisation's policy: %w", err)
	}
	return policy.Parse(text)
}

// PolicyBroken lists, by connection, the rules that saved connections break.
func (c *Connections) PolicyBroken(rules policy.Policy) (map[string][]string, error) {
	session, err := c.Open()
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

// MayHave returns an error unless p can be saved under its name and the organisation's
// rules allow it.
func (c *Connections) MayHave(p profile.Profile) error {
	if err := profile.CheckName(p.Name); err != nil {
		return err
	}
	rules, err := c.Policy()
	if err != nil {
		return err
	}
	certificate, err := m2m.ParseCertificate([]byte(p.Certificate))
	if err != nil {
		certificate = m2m.Certificate{} // the test says so
	}
	if broken := rules.Broken(p, certificate); len(broken) > 0 {
		return fmt.Errorf("it breaks the organisation's policy: %s", strings.Join(broken, "; "))
	}
	return nil
}

// HealthRules returns the rules for how long connections continue to work: the usual
// rules, with the policy's longest age of a token. It ignores an unreadable policy: the
// callers that depend on the policy report it.
func (c *Connections) HealthRules() health.Rules {
	p, err := c.Policy()
	if err != nil {
		return health.Rules{}
	}
	return health.Rules{TokenRotation: p.TokenAge(0)}
}

package connections

import (
	"errors"
	"slices"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app/problem"
)

// ErrNoDefault means that no connection was named and there is no default.
var ErrNoDefault = errors.New("no connection is named, and there is no default")

// ProfileVariable is the variable with the connection to use if none is named. It
// overrides the vault's default, because it is closer to the command.
const ProfileVariable = "SUITEKEY_PROFILE"

// Default returns the connection to use if none is named, and whether it comes from
// SUITEKEY_PROFILE. Without a default it returns ErrNoDefault. The connection may no
// longer exist.
func (c *Connections) Default() (name string, fromEnvironment bool, err error) {
	if name := c.Getenv(ProfileVariable); name != "" {
		if err := profile.CheckName(name); err != nil {
			return "", true, problem.Usage(ProfileVariable + ": " + err.Error())
		}
		return name, true, nil
	}
	session, err := c.Open()
	if err != nil {
		return "", false, err
	}
	name, err = session.Default()
	if err == nil && name == "" {
		err = ErrNoDefault
	}
	return name, false, err
}

// SetDefault sets the vault's default connection; "" removes it.
func (c *Connections) SetDefault(name string) error {
	session, err := c.Open()
	if err != nil {
		return err
	}
	return session.SetDefault(name)
}

// ChangeTags replaces the stored tags of a connection by the result of change, and
// returns the stored connection. Two changes at the same time both take effect.
func (c *Connections) ChangeTags(name string, change func(tags []string) ([]string, error)) (profile.Profile, error) {
	session, err := c.Open()
	if err != nil {
		return profile.Profile{}, err
	}
	return session.Edit(name, storage.Change{Journey: "tag", Fields: []string{"tags"}}, func(p *profile.Profile) error {
		tags, err := change(slices.Clone(p.Tags))
		if err != nil {
			return err
		}
		tags = slices.Compact(slices.Sorted(slices.Values(tags)))
		for _, tag := range tags {
			if err := profile.CheckTag(tag); err != nil {
				return &problem.UsageError{Err: err}
			}
		}
		p.Tags = tags
		return nil
	})
}

// CopyOf returns the answers for a set-up like p in another account; with an empty
// account, the set-up asks for it. The answers do not include what belongs to p only:
// secrets, token, certificate, and addresses of its account.
func CopyOf(p profile.Profile, name, id string) (steps.Given, error) {
	given := steps.Given{Answers: steps.PlainAnswers(p), Secrets: map[string]secret.Secret{}}
	for _, f := range profile.Fields() {
		if f.Local {
			delete(given.Answers, f.Key)
		}
	}
	given.Answers[steps.KeyName] = name
	if id == "" {
		return given, nil
	}
	other, err := account.Parse(id)
	if err != nil {
		return given, &problem.UsageError{Err: err}
	}
	given.Answers[steps.KeyAccount] = other.Realm()
	return given, nil
}

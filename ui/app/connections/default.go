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

// ErrNoDefault means that no connection was named and none is the default.
var ErrNoDefault = errors.New("no connection is named, and there is no default")

// ProfileVariable names the connection that is meant where none is named. It wins
// over the vault's default: it is closer to the one command.
const ProfileVariable = "SUITEKEY_PROFILE"

// Default is the connection that is meant where none is named, and whether
// SUITEKEY_PROFILE says so. Without one it is ErrNoDefault. It may have been removed.
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

// SetDefault chooses the vault's default connection; "" is none.
func (c *Connections) SetDefault(name string) error {
	session, err := c.Open()
	if err != nil {
		return err
	}
	return session.SetDefault(name)
}

// ChangeTags gives a connection the tags that change makes of its stored tags, and
// returns the connection as it is stored then. Two changes at once both hold.
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

// CopyOf are the answers of a set-up like p for another account, which may be left
// to be asked. What belongs to p alone is not among them: secrets, token,
// certificate, and the addresses of its account.
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

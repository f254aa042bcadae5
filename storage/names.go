package storage

import "suitekey/core/profile"

// Names are the names of the stored connections, and of the drafts, as the
// folder tells them: nothing is opened, and no passphrase is needed. Files that
// suitekey could not have made are left out.
func (v *Vault) Names() (connections, unfinished []string, err error) {
	if connections, err = namesIn(v.path(profiles)); err != nil {
		return nil, nil, v.explain("listing the names", err)
	}
	if unfinished, err = namesIn(v.path(drafts)); err != nil {
		return nil, nil, v.explain("listing the names", err)
	}
	return connections, unfinished, nil
}

func namesIn(folder string) ([]string, error) {
	stored, err := storedNames(folder)
	var names []string
	for _, name := range stored {
		if profile.CheckName(name) == nil {
			names = append(names, name)
		}
	}
	return names, err
}

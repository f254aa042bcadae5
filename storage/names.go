package storage

import "suitekey/core/profile"

// Names returns the names of the stored connections and of the drafts, from the
// file names: it opens no file and needs no passphrase. It leaves out files that
// suitekey cannot have made.
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

package storage

import (
	"errors"
	"io/fs"

	"suitekey/core/profile"
)

// Purge removes a connection with everything that is stored of it: its history, its
// draft, its access token and its entry in the index. Nothing brings it back. The
// connection itself goes last, so that Purge can be called again after a crash. Purge
// fails with ErrNotFound if nothing of that name is stored.
func (s *Session) Purge(name string) error {
	if err := profile.CheckName(name); err != nil {
		return err
	}
	return s.vault.locked("removing "+name, func() error {
		if err := errors.Join(s.checkKey(), s.recoverPending()); err != nil {
			return err
		}
		numbers, err := s.vault.generations(name)
		if err != nil {
			return err
		}
		var paths []string
		for _, number := range numbers {
			paths = append(paths, s.vault.generationPath(name, number))
		}
		paths = append(paths, s.vault.path(history, name), s.vault.draftPath(name), cachePath(s.vault, name), s.vault.path(indexFile), s.vault.profilePath(name))
		there := len(numbers) > 0
		for i, path := range paths {
			err := s.vault.disk.remove(path)
			switch {
			case errors.Is(err, fs.ErrNotExist):
			case err != nil:
				return err
			case i == len(paths)-1:
				there = true
			}
		}
		if !there {
			return notFound("connection", name)
		}
		return s.vault.disk.syncFolder(s.vault.path(profiles))
	})
}

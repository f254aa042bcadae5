package storage

import (
	"errors"
	"io/fs"

	"suitekey/core/profile"
)

// Purge permanently removes a connection with everything that is stored about it: its
// history, its draft, its access token, its last failed test and its entry in the index. The connection itself is
// removed last, so that Purge can be repeated after a crash. Purge fails with ErrNotFound
// if nothing of that name is stored.
func (s *Session) Purge(name string) error {
	if err := profile.CheckName(name); err != nil {
		return err
	}
	err := s.change("removing "+name, func(c changing) error {
		if err := c.checkKey(); err != nil {
			return err
		}
		numbers, err := c.generations(name)
		if err != nil {
			return err
		}
		there, err := c.exists(profileKey(name))
		if err != nil {
			return err
		}
		if !there && len(numbers) == 0 {
			return notFound("connection", name)
		}
		for _, number := range numbers {
			c.tx.Remove(generationKey(name, number))
		}
		c.tx.Remove(draftKey(name))
		c.tx.Remove(cacheKey(name))
		if s.vault.own() { // before the connection, which is removed last
			c.tx.Remove(indexFile)
			c.tx.Remove(DiagnosisKey(name))
		}
		c.tx.Remove(profileKey(name))
		return nil
	})
	if err != nil || s.vault.own() {
		return err
	}
	for _, file := range []string{indexFile, cacheKey(name), DiagnosisKey(name)} { // a team has these on each computer
		if err := s.vault.disk.remove(s.vault.path(file)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return s.vault.explain("removing what this computer keeps of "+name, err)
		}
	}
	return nil
}

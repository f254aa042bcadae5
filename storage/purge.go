package storage

import (
	"suitekey/core/profile"
)

// Purge permanently removes a connection with everything that is stored about it: its
// history, its draft, its access token and its entry in the index. The connection itself is
// removed last, so that Purge can be repeated after a crash. Purge fails with ErrNotFound
// if nothing of that name is stored.
func (s *Session) Purge(name string) error {
	if err := profile.CheckName(name); err != nil {
		return err
	}
	return s.change("removing "+name, func(c changing) error {
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
		for _, key := range []string{draftKey(name), cacheKey(name), indexFile, profileKey(name)} {
			c.tx.Remove(key)
		}
		return nil
	})
}

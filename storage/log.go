package storage

import (
	"context"

	"suitekey/storage/journal"
)

// logs is the folder of the log. The log stays on this computer.
const logs = "log"

// Log returns the log of the vault.
func (s *Session) Log() journal.Log {
	return journal.Log{
		Folder: s.vault.path(logs),
		Seal: func(text []byte) ([]byte, error) {
			if err := s.here().checkKey(); err != nil {
				return nil, err
			}
			return s.sealed(text)
		},
		Open: func(sealed []byte) ([]byte, error) { return s.opened(sealed, history+"/") },
		Alone: func(work func() error) error {
			return s.vault.lockedWithin(context.Background(), lockPoll, "packing the log", work)
		},
	}
}

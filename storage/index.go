package storage

import (
	"context"
	"time"

	"suitekey/storage/index"
)

const (
	// indexFrom is the number of connections from which List keeps an index:
	// opening one takes about 0.2 ms, so fewer need none.
	indexFrom = 250
	// indexAgain is the number of changed connections from which List writes the
	// index again: writing 10,000 takes about as long as opening 100.
	indexAgain = 100
	maxIndex   = 64 << 20

	// racy is the age from which the time stamp of a file is reliable: two changes
	// can have the same time stamp (FAT counts in steps of 2 s).
	racy = 3 * time.Second
)

// fileIndex is the index file: the stored connections, sorted by name, without their
// secrets and certificates. It is a cache: a line is valid while the size and the
// time stamp of its file are the same, and a missing or damaged index costs only the
// time to open every file.
type fileIndex struct {
	*index.Index
	written time.Time // by the clock of the file system
}

// readIndex returns the index; an empty one if there is none that can be used.
func (s *Session) readIndex() fileIndex {
	file, info, err := s.vault.disk.open(s.vault.path(indexFile), maxIndex)
	if err != nil {
		return fileIndex{}
	}
	defer file.Close()
	text, err := s.openedText(file, info.Size(), false)
	if err != nil {
		return fileIndex{}
	}
	lines, ok := index.Unpack(text)
	if !ok {
		return fileIndex{}
	}
	return fileIndex{lines, info.ModTime()}
}

// trusts reports whether a line is still valid, given the state of its file when the line
// was written and now. It compares the time stamps with the clock of the same file system,
// not with ours.
func (x fileIndex) trusts(known, now index.File) bool {
	return known.Size == now.Size && known.Modified.Equal(now.Modified) && x.written.Sub(known.Modified) >= racy
}

// writeIndex stores a packed index. It ignores errors, and gives up while another
// process writes to the vault.
func (s *Session) writeIndex(packed []byte) {
	sealed, err := s.sealed(packed)
	if err != nil || len(sealed) > maxIndex {
		return
	}
	// not a Change, which is for values of the size of a connection and undoes failures
	_ = s.vault.folder.lockedWithin(context.Background(), lockPoll, "storing the index", func() error {
		if err := s.here().checkKey(); err != nil {
			return err
		}
		return s.vault.folder.disk.write(s.vault.path(unfinished), s.vault.path(indexFile), sealed)
	})
}

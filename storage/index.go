package storage

import (
	"encoding/json"
	"io/fs"
	"time"
)

const (
	// indexFrom is the number of connections from which List keeps an index:
	// opening one takes about 0.2 ms, so fewer need none.
	indexFrom = 250
	maxIndex  = 64 << 20

	// racy is the age from which the time stamp of a file is reliable: two changes
	// can have the same time stamp (FAT counts in steps of 2 s).
	racy = 3 * time.Second
)

// indexed is an entry with the size and the time stamp of its file.
type indexed struct {
	entry    Entry
	size     int64
	modified time.Time
}

func (x indexed) agrees(info fs.FileInfo) bool {
	return info.Mode().IsRegular() && info.Size() == x.size && info.ModTime().Equal(x.modified)
}

// index is the plain text of the index file: the stored connections without their
// secrets. It is a cache: an entry is valid while the size and the time stamp of
// its file are the same, and a missing or damaged index costs only the time to
// open every file.
type index struct {
	Version int         `json:"version"`
	Entries []indexLine `json:"entries"`
}

type indexLine struct {
	Name       string    `json:"n"`
	Size       int64     `json:"s"`
	Modified   time.Time `json:"m"`
	Generation int       `json:"g"`
	Profile    *stored   `json:"p"`
}

// readIndex returns the usable entries of the index, by name; none if there are
// too few connections for an index.
func (s *Session) readIndex(connections int) map[string]indexed {
	if connections < indexFrom {
		return nil
	}
	sealed, info, err := s.vault.disk.read(s.vault.path(indexFile), maxIndex)
	if err != nil {
		return nil
	}
	text, err := open(sealed, s.keys.identities()...)
	if err != nil {
		return nil
	}
	var x index
	if json.Unmarshal(text, &x) != nil || x.Version != newestVersion {
		return nil
	}
	known := make(map[string]indexed, len(x.Entries))
	for _, line := range x.Entries {
		// Compare with the clock of the same file system, not with ours.
		if line.Profile == nil || info.ModTime().Sub(line.Modified) < racy {
			continue
		}
		entry := summary(record{Name: line.Name, Generation: line.Generation, Profile: line.Profile})
		known[line.Name] = indexed{entry: entry, size: line.Size, modified: line.Modified}
	}
	return known
}

// writeIndex stores the result of List. It ignores errors, and gives up while
// another process writes to the vault.
func (s *Session) writeIndex(found []indexed) {
	x := index{Version: newestVersion, Entries: make([]indexLine, 0, len(found))}
	for _, f := range found {
		if f.entry.Err != nil {
			continue
		}
		line := indexLine{Name: f.entry.Name, Size: f.size, Modified: f.modified, Generation: f.entry.Generation, Profile: toStored(f.entry.Profile)}
		line.Profile.NotBefore, line.Profile.NotAfter = f.entry.NotBefore, f.entry.NotAfter
		x.Entries = append(x.Entries, line)
	}
	text, err := json.Marshal(x)
	if err != nil {
		return
	}
	sealed, err := seal(s.recipient, text)
	if err != nil || len(sealed) > maxIndex {
		return
	}
	_ = s.vault.lockedWithin(lockPoll, "storing the index", func() error {
		return s.writeRaw(s.vault.path(indexFile), sealed)
	})
}

package storage

import (
	"encoding/json"
	"io/fs"
	"time"
)

const (
	// indexFrom is how many connections a listing must have opened to be worth
	// an index: at some 0.2 ms each, fewer are not noticed.
	indexFrom = 250
	maxIndex  = 64 << 20

	// racy is the age from which the time stamp of a file is believed: two
	// changes can fall into one tick of a file system's clock (2 s on FAT).
	racy = 3 * time.Second
)

// indexed is an entry with the marks of the file that it was read from.
type indexed struct {
	entry    Entry
	size     int64
	modified time.Time
}

func (x indexed) agrees(info fs.FileInfo) bool {
	return info.Mode().IsRegular() && info.Size() == x.size && info.ModTime().Equal(x.modified)
}

// index is the plain text of the index file: the stored records without their
// secrets. It is only a cache. An entry counts as long as size and time of its
// file are still the same, and a missing or damaged index costs nothing but the
// time to open every file.
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

// readIndex returns what the index still knows, by name, if there are enough
// connections for there to be one.
func (s *Session) readIndex(connections int) map[string]indexed {
	if connections < indexFrom {
		return nil
	}
	sealed, info, err := s.vault.disk.read(s.vault.path(indexFile), maxIndex)
	if err != nil {
		return nil
	}
	text, err := open(s.identity, sealed)
	if err != nil {
		return nil
	}
	var x index
	if json.Unmarshal(text, &x) != nil || x.Version != newestVersion {
		return nil
	}
	known := make(map[string]indexed, len(x.Entries))
	for _, line := range x.Entries {
		// Compared with the clock of the same file system, whatever ours says.
		if line.Profile == nil || info.ModTime().Sub(line.Modified) < racy {
			continue
		}
		entry := summary(record{Name: line.Name, Generation: line.Generation, Profile: line.Profile})
		known[line.Name] = indexed{entry: entry, size: line.Size, modified: line.Modified}
	}
	return known
}

// writeIndex stores what a listing found. It does without if the vault cannot
// be written, or somebody else is writing.
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
		return s.vault.disk.write(s.vault.path(unfinished), s.vault.path(indexFile), sealed)
	})
}

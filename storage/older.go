package storage

import (
	"errors"
	"io"
	"time"

	"suitekey/core/profile"
	"suitekey/storage/marks"
)

// Watched returns the session that compares every state it reads with the marks in the file
// path; see package marks. former are the marks of the previous session. It fails with a
// *marks.Older if the file with the vault's key was replaced by a former one.
func (s *Session) Watched(path string, accept bool, former *marks.Marks) (*Session, *marks.Marks, error) {
	watched := *s
	watched.seen = marks.Open(path, accept, s.sealed, openedOutside(s), former)
	return &watched, watched.seen, watched.seen.CheckKey(s.mark)
}

// openedOutside decrypts files that this computer keeps outside of the vault, also with the
// keys that a team's vault had before a person was removed.
func openedOutside(s *Session) marks.Opener {
	return func(sealed io.ReaderAt, size int64) (string, error) { return s.openedText(sealed, size, true) }
}

// saved notes a state that was stored.
func (s *Session) saved(name string, changed time.Time) {
	if s.seen != nil {
		s.seen.Saved(name, changed)
	}
}

// compare sets the error of a list entry if its state is older than one seen before. The
// index may be as old as its file.
func (s *Session) compare(e *Entry) {
	if s.seen == nil || e.Err != nil || s.seen.Check(e.Name, e.Changed) == nil {
		return
	}
	var older *marks.Older
	if _, err := s.view().current(e.Name); errors.As(err, &older) { // otherwise it was saved since
		*e = Entry{Profile: profile.Profile{Name: e.Name}, Err: err}
	}
}

package storage

import (
	"errors"
	"io/fs"
	"time"

	"suitekey/core/profile"
)

// Draft is an interrupted journey.
type Draft struct {
	Name  string
	Saved time.Time
	Err   error // a DamagedError or NewerError
}

// SaveDraft keeps data, which may hold secrets, as the draft called name. origin
// is the Saved time of the draft that data goes on from, or the zero time for a
// new one, and saved is the next origin. It fails with ErrExists if there is a
// draft already, and with ErrConflict if that is not the origin: two set-ups of
// one name may each hold the only copy of a private key. Where the origin is gone
// there is nothing to lose, and data is kept.
func (s *Session) SaveDraft(name string, data []byte, origin time.Time) (saved time.Time, err error) {
	if err := profile.CheckName(name); err != nil {
		return time.Time{}, err
	}
	err = s.vault.locked("keeping the draft "+name, func() error {
		former, err := s.draft(name)
		var damaged *DamagedError
		switch {
		case errors.Is(err, ErrNotFound), errors.As(err, &damaged): // nothing that anybody could read is lost
		case err != nil:
			return err
		case origin.IsZero():
			return draftTaken(name)
		case !origin.Equal(former.Saved):
			return draftConflict(name)
		}
		saved = instant(s.vault.now())
		if !saved.After(former.Saved) { // two drafts never carry the same mark, whatever the clock does
			saved = former.Saved.Add(1)
		}
		if len(data) == 0 {
			data = nil
		}
		return s.write(s.draftPath(name), record{Kind: kindDraft, Name: name, Saved: saved, Draft: data})
	})
	return saved, err
}

// LoadDraft reads a draft and its Saved time.
func (s *Session) LoadDraft(name string) (data []byte, saved time.Time, err error) {
	if err := profile.CheckName(name); err != nil {
		return nil, time.Time{}, err
	}
	r, err := s.draft(name)
	return r.Draft, r.Saved, err
}

// RemoveDraft takes the draft away that was saved at origin, or any for the zero
// time. It fails with ErrConflict if there is another; that there is none is no
// error.
func (s *Session) RemoveDraft(name string, origin time.Time) error {
	if err := profile.CheckName(name); err != nil {
		return err
	}
	return s.vault.locked("removing the draft "+name, func() error {
		if !origin.IsZero() {
			former, err := s.draft(name)
			switch {
			case errors.Is(err, ErrNotFound):
				return nil
			case err != nil:
				return err
			case !origin.Equal(former.Saved):
				return draftConflict(name)
			}
		}
		err := s.vault.disk.remove(s.draftPath(name))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		return s.vault.disk.syncFolder(s.vault.path(drafts))
	})
}

// Drafts lists the drafts by name.
func (s *Session) Drafts() ([]Draft, error) {
	names, err := storedNames(s.vault.path(drafts))
	if err != nil {
		return nil, s.vault.explain("listing the drafts", err)
	}
	var found []Draft
	for _, name := range names {
		if err := checkStoredName(name, s.draftPath(name)); err != nil {
			found = append(found, Draft{Name: shown(name), Err: err})
			continue
		}
		r, err := s.draft(name)
		if !errors.Is(err, ErrNotFound) { // it may just have been removed
			found = append(found, Draft{Name: name, Saved: r.Saved, Err: err})
		}
	}
	return found, nil
}

func (s *Session) draftPath(name string) string { return s.vault.path(drafts, name+suffix) }

func (s *Session) draft(name string) (record, error) {
	r, err := s.read(s.draftPath(name), kindDraft, name)
	if errors.Is(err, fs.ErrNotExist) {
		return record{}, notFound("draft", name)
	}
	return r, err
}

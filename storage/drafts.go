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

// SaveDraft stores data, which may contain secrets, as the draft name. origin is
// the Saved time of the draft that data continues, or zero for a new draft; saved
// is the origin of the next call. SaveDraft fails with ErrExists if a draft exists
// and origin is zero, and with ErrConflict if the stored draft is not origin: two
// set-ups of one name may each contain the only copy of a private key. If the
// origin was removed, SaveDraft stores data.
func (s *Session) SaveDraft(name string, data []byte, origin time.Time) (saved time.Time, err error) {
	if err := profile.CheckName(name); err != nil {
		return time.Time{}, err
	}
	err = s.change("keeping the draft "+name, func(c changing) error {
		former, err := c.draft(name)
		var damaged *DamagedError
		switch {
		case errors.Is(err, ErrNotFound), errors.As(err, &damaged): // overwriting loses nothing readable
		case err != nil:
			return err
		case origin.IsZero():
			return draftTaken(name)
		case !origin.Equal(former.Saved):
			return draftConflict(name)
		}
		saved = instant(s.vault.now())
		if !saved.After(former.Saved) { // two drafts never have the same Saved time, whatever the clock does
			saved = former.Saved.Add(1)
		}
		if len(data) == 0 {
			data = nil
		}
		return c.write(draftKey(name), record{Kind: kindDraft, Name: name, Saved: saved, Draft: data})
	})
	return saved, err
}

// LoadDraft returns a draft and its Saved time. It fails with ErrNotFound, a
// DamagedError or a NewerError.
func (s *Session) LoadDraft(name string) (data []byte, saved time.Time, err error) {
	if err := profile.CheckName(name); err != nil {
		return nil, time.Time{}, err
	}
	r, err := s.view().draft(name)
	return r.Draft, r.Saved, err
}

// RemoveDraft removes the draft that was saved at origin; if origin is zero, any
// draft of this name. It fails with ErrConflict if the stored draft is another. A
// missing draft is not an error.
func (s *Session) RemoveDraft(name string, origin time.Time) error {
	if err := profile.CheckName(name); err != nil {
		return err
	}
	return s.change("removing the draft "+name, func(c changing) error {
		if !origin.IsZero() {
			former, err := c.draft(name)
			switch {
			case errors.Is(err, ErrNotFound):
				return nil
			case err != nil:
				return err
			case !origin.Equal(former.Saved):
				return draftConflict(name)
			}
		}
		c.tx.Remove(draftKey(name))
		return nil
	})
}

// Drafts returns the drafts, sorted by name. A damaged draft is in the list with
// its error.
func (s *Session) Drafts() ([]Draft, error) {
	v := s.view()
	names, err := v.names(drafts)
	if err != nil {
		return nil, s.vault.explain("listing the drafts", err)
	}
	var found []Draft
	for _, name := range names {
		if err := checkStoredName(name, s.vault.file(draftKey(name))); err != nil {
			found = append(found, Draft{Name: shown(name), Err: err})
			continue
		}
		r, err := v.draft(name)
		if !errors.Is(err, ErrNotFound) { // removed since the folder was read
			found = append(found, Draft{Name: name, Saved: r.Saved, Err: err})
		}
	}
	return found, nil
}

func (v view) draft(name string) (record, error) {
	r, err := v.read(draftKey(name), kindDraft, name)
	if errors.Is(err, fs.ErrNotExist) {
		return record{}, notFound("draft", name)
	}
	return r, err
}

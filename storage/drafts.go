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

// SaveDraft keeps data, which may hold secrets, as the draft called name.
func (s *Session) SaveDraft(name string, data []byte) error {
	if err := profile.CheckName(name); err != nil {
		return err
	}
	return s.vault.locked("keeping the draft "+name, func() error {
		// A draft of a newer suitekey is not overwritten; a damaged one may be.
		var newer *NewerError
		if _, err := s.draft(name); errors.As(err, &newer) {
			return err
		}
		if len(data) == 0 {
			data = nil
		}
		return s.write(s.draftPath(name), record{Kind: kindDraft, Name: name, Saved: instant(s.vault.now()), Draft: data})
	})
}

// LoadDraft reads a draft.
func (s *Session) LoadDraft(name string) ([]byte, error) {
	if err := profile.CheckName(name); err != nil {
		return nil, err
	}
	r, err := s.draft(name)
	return r.Draft, err
}

// RemoveDraft takes a draft away. That there was none is no error.
func (s *Session) RemoveDraft(name string) error {
	if err := profile.CheckName(name); err != nil {
		return err
	}
	return s.vault.locked("removing the draft "+name, func() error {
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
			found = append(found, Draft{Name: printable(name), Err: err})
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

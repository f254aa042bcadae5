package drafts

import (
	"errors"
	"time"

	"suitekey/steps"
	"suitekey/steps/journeys"
	"suitekey/storage"
	"suitekey/storage/place"
	"suitekey/ui/app/files"
)

// Discarding says the consequences of discarding a draft. It needs the draft's
// connection; without the connection nothing else can be lost.
func (s *Store) Discarding(d Draft) string {
	switch {
	case errors.Is(d.Err, steps.ErrNewer), errors.As(d.Err, new(*storage.NewerError)):
		return "A newer suitekey has stored the draft and can resume it. The draft may contain the only copy of a private key."
	case errors.Is(d.Err, place.ErrOutOfReach):
		return "The draft cannot be read at the moment. It may contain the only copy of a private key."
	case d.Err != nil:
		return "The draft cannot be read, so nothing usable is lost."
	}
	flow, err := Flow(d.Flow)
	if err != nil {
		return steps.Sentence(err)
	}
	w, _, err := d.Unfinished.Resume(s.Env(), flow, steps.Facts{Now: s.connections.Now()}, steps.Given{})
	if err != nil {
		return "The draft cannot be resumed: " + err.Error() + "."
	}
	return journeys.Discarding(w)
}

// Remove discards a draft and the files that were written for it. A missing draft is not
// an error.
func (s *Store) Remove(name string) error {
	if d, err := s.Load(name); err == nil {
		defer s.removeFiles(d)
	}
	session, err := s.connections.Open()
	if err != nil {
		return err
	}
	return s.forget(session, name, time.Time{})
}

// RemoveOwn discards the draft of a journey of this run. If another suitekey has changed the
// draft since this run has read or stored it, that draft stays, and stays is true: it may have
// the only copy of a colleague's private key.
func (s *Store) RemoveOwn(name string) (stays bool, err error) {
	s.mu.Lock()
	saved, ours := s.kept[name]
	s.mu.Unlock()
	if !ours {
		return false, nil
	}
	d, err := s.Load(name)
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return false, nil
	case err == nil && !d.saved.Equal(saved):
		return true, nil
	}
	session, opened := s.connections.Open()
	if opened != nil {
		return false, opened
	}
	if removed := s.forget(session, name, saved); errors.Is(removed, storage.ErrConflict) {
		return true, nil
	} else if removed != nil {
		return false, removed
	}
	if err == nil {
		s.removeFiles(d)
	}
	return false, nil
}

// removeFiles removes the certificates and pages that were written for a draft, unless
// other content has replaced them. The certificate of a saved connection, which is
// uploaded again after a refresh, is also in the vault.
func (s *Store) removeFiles(d Draft) {
	flow, err := Flow(d.Flow)
	if err != nil {
		return
	}
	w, _, err := d.Unfinished.Resume(s.Env(), flow, steps.Facts{Now: s.connections.Now()}, steps.Given{})
	if err != nil {
		return
	}
	for _, written := range journeys.Files(s.Env(), w.State()) {
		file := files.Certificate{Public: s.public, Path: written.Path, PEM: written.Text}
		file.Remove()
	}
}

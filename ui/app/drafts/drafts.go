// Package drafts keeps unfinished journeys in the vault and resumes them.
package drafts

import (
	"errors"
	"slices"
	"sync"
	"time"

	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/storage/place"
	"suitekey/storage/team/kept"
	"suitekey/ui/app/connections"
	"suitekey/ui/app/files"
)

// Draft is an unfinished journey.
type Draft struct {
	Name string
	steps.Unfinished
	Err error // why it cannot be resumed; nil for a sound one

	saved time.Time // the vault's mark of it
}

// origin is the draft from which a walk was resumed.
type origin struct {
	name  string
	saved time.Time
}

// Store holds the unfinished journeys of a vault.
type Store struct {
	connections *connections.Connections
	public      files.Public
	env         NewEnv

	mu      sync.Mutex
	origins map[*steps.Walk]origin // the draft a walk was resumed from, or was last kept as
	kept    map[string]time.Time   // when the drafts that this run resumed or kept were stored
}

// NewEnv returns everything outside of itself that a journey uses, with its own vault
// and certificate file.
type NewEnv func(v steps.Vault, file *files.Certificate) steps.Env

// New returns the store of the drafts in a vault. Journeys write their certificates to
// public.
func New(c *connections.Connections, public files.Public, env NewEnv) *Store {
	return &Store{connections: c, public: public, env: env, origins: map[*steps.Walk]origin{}, kept: map[string]time.Time{}}
}

// Env returns everything outside of itself that a new journey uses.
func (s *Store) Env() steps.Env { return s.envOf("", s.file("")) }

// file returns the certificate file of a journey with the draft origin; "" for a new
// journey. The journey replaces no file that another draft waits for.
func (s *Store) file(origin string) *files.Certificate {
	file := &files.Certificate{Public: s.public}
	file.Awaited = func(path string) bool {
		if path == file.Path {
			return false
		}
		waiting, err := s.List()
		return err == nil && slices.ContainsFunc(waiting, func(d Draft) bool {
			return d.Err == nil && d.Name != origin && d.Unfinished.Awaits(path)
		})
	}
	return file
}

func (s *Store) envOf(origin string, file *files.Certificate) steps.Env {
	return s.env(vault{Connections: s.connections, drafts: s, origin: origin}, file)
}

// List lists the unfinished journeys, including damaged ones.
func (s *Store) List() ([]Draft, error) {
	session, err := s.connections.Open()
	if err != nil {
		return nil, err
	}
	stored, err := session.Drafts()
	if err != nil {
		return nil, err
	}
	drafts := make([]Draft, 0, len(stored))
	here := s.here(session).Names()
	for _, name := range here {
		d, err := s.Load(name)
		d.Err = err
		drafts = append(drafts, d)
	}
	for _, k := range stored {
		if slices.Contains(here, k.Name) {
			continue
		}
		if k.Err != nil {
			drafts = append(drafts, Draft{Name: k.Name, Unfinished: steps.Unfinished{Kept: k.Saved}, Err: k.Err})
			continue
		}
		d, err := s.Load(k.Name)
		if errors.Is(err, storage.ErrNotFound) {
			continue // finished elsewhere meanwhile
		}
		d.Err = err
		drafts = append(drafts, d)
	}
	return drafts, nil
}

// About returns the readable unfinished journeys about a saved connection.
func (s *Store) About(name string) []Draft {
	drafts, err := s.List()
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(drafts, func(d Draft) bool { return d.Err != nil || !slices.Contains(d.About(), name) })
}

// Load reads one unfinished journey; storage.ErrNotFound if there is none.
func (s *Store) Load(name string) (Draft, error) {
	d := Draft{Name: name}
	session, err := s.connections.Open()
	if err != nil {
		return d, err
	}
	data, saved, err := session.LoadDraft(name)
	if own, since, ownErr := s.here(session).Load(name); ownErr == nil && (err != nil || since.After(saved)) {
		data, saved, err = own, since, nil
	}
	if err != nil {
		return d, err
	}
	d.saved = saved
	d.Unfinished, err = steps.ReadDraft(secret.New(string(data)))
	return d, err
}

// Resume resumes a draft. Answers given now override answers of the draft.
func (s *Store) Resume(flow steps.Flow, d Draft, given steps.Given) (*steps.Walk, error) {
	if d.Err != nil {
		return nil, d.Err
	}
	facts, err := s.connections.FactsBeside(d.Name)
	if err != nil {
		return nil, err
	}
	file := s.file(d.Name)
	env := s.envOf(d.Name, file)
	w, kept, err := d.Unfinished.Resume(env, flow, facts, given)
	if err != nil {
		return nil, err
	}
	file.Path, file.PEM = kept.CertificateFile, kept.Certificate.PEM()
	writeAgain(env, w, kept)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.origins[w], s.kept[d.Name] = origin{d.Name, d.saved}, d.saved
	return w, nil
}

// Keep keeps an unfinished journey, encrypted. The vault must be open.
func (s *Store) Keep(w *steps.Walk) error {
	_, keep, err := s.Keeper(w)
	if err != nil {
		return err
	}
	return keep()
}

// Keeper makes a draft of w in its present state, under name. The returned function
// stores the draft; it may run while the walk continues.
func (s *Store) Keeper(w *steps.Walk) (name string, keep func() error, err error) {
	data, err := w.Draft()
	if err != nil {
		return "", nil, err
	}
	name = Name(w)
	return name, func() error { return s.store(w, name, data) }, nil
}

// store stores data as the draft of w. It uses only the address of w, and removes the
// draft that w had under another name.
func (s *Store) store(w *steps.Walk, name string, data secret.Secret) error {
	s.mu.Lock()
	former, ours := s.origins[w], s.kept[name]
	s.mu.Unlock()
	var from time.Time
	switch {
	case w.Flow().AboutSaved: // it keeps itself while it goes on
		from = ours
	case former.name == name:
		from = former.saved
	}
	session, err := s.connections.Open()
	if err != nil {
		return err
	}
	saved, err := s.save(session, name, data, from)
	if s.connections.Team != nil && place.StoresNothing(err) {
		saved, err = s.keepHere(session, name, data)
	}
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.origins[w] = origin{name, saved}
	s.mu.Unlock()
	if former.name == "" || former.name == name {
		return nil
	}
	if err := s.forget(session, former.name, former.saved); !errors.Is(err, storage.ErrConflict) {
		return err
	}
	return nil // it went on in another window, and is that one's now
}

// save replaces the draft that was stored at from by data. It fails if the stored draft
// is a different one: see storage.Session.SaveDraft.
func (s *Store) save(session *storage.Session, name string, data secret.Secret, from time.Time) (time.Time, error) {
	saved, err := session.SaveDraft(name, []byte(data.Reveal()), from)
	if err == nil {
		err = s.here(session).Remove(name)
	}
	if err == nil {
		s.mu.Lock()
		s.kept[name] = saved
		s.mu.Unlock()
	}
	return saved, err
}

// here returns the drafts that wait on this computer until a team's vault stores them.
func (s *Store) here(session *storage.Session) kept.Drafts {
	return kept.Drafts{Session: session, Folder: s.connections.Home}
}

// keepHere keeps a draft on this computer.
func (s *Store) keepHere(session *storage.Session, name string, data secret.Secret) (time.Time, error) {
	saved := s.connections.Now()
	err := s.here(session).Save(name, []byte(data.Reveal()), saved)
	if err == nil {
		s.mu.Lock()
		s.kept[name] = saved
		s.mu.Unlock()
	}
	return saved, err
}

// Kept returns the name of a walk's draft in the vault; "" if there is none.
func (s *Store) Kept(w *steps.Walk) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := w.DraftName()
	if name == "" {
		name = s.origins[w].name
	}
	if _, there := s.kept[name]; !there {
		return ""
	}
	return name
}

// forget removes the draft that was stored at saved; with the zero time, any draft.
func (s *Store) forget(session *storage.Session, name string, saved time.Time) error {
	if err := s.here(session).Remove(name); err != nil {
		return err
	}
	if err := session.RemoveDraft(name, saved); err != nil && !errors.Is(err, storage.ErrNotFound) {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.kept, name)
	return nil
}

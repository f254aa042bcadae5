package drafts

import (
	"context"
	"errors"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app/connections"
	"time"
)

// vault is the vault as the journeys see it.
type vault struct {
	*connections.Connections
	drafts *Store
	origin string          // the draft that the journey was resumed from
	under  context.Context // of the work that has the connection to itself; nil outside of it
}

// Open returns the session through which the journey reads and saves.
func (v vault) Open() (*storage.Session, error) {
	session, err := v.Connections.Open()
	if err == nil && v.under != nil {
		session = session.Under(v.under)
	}
	return session, err
}

func (v vault) Working(ctx context.Context, name string, work func(context.Context, steps.Vault) error) error {
	session := v.Session()
	if session == nil {
		return work(ctx, nil)
	}
	return session.Working(ctx, name, func(ctx context.Context) error {
		held := v
		held.under = ctx
		return work(netsuite.WithPermission(ctx, func(ctx context.Context) error { return storage.Held(session, ctx) }), held)
	})
}

func (v vault) Create(passphrase secret.Secret, remember bool) (string, error) {
	if v.Unlocked() {
		return "", nil // a save that failed afterwards is tried again
	}
	return v.CreateVault(passphrase, remember)
}

func (v vault) Load(name string) (profile.Profile, error) {
	p, err := v.Connections.Load(name)
	if errors.Is(err, storage.ErrNotFound) {
		err = steps.NotThere{Err: err}
	}
	return p, err
}

func (v vault) Save(p profile.Profile, journey string) error {
	session, err := v.Open()
	if err != nil {
		return err
	}
	p.Changed = time.Time{} // a new connection: the vault refuses to replace one
	return session.Save(p, storage.Change{Journey: journey})
}

func (v vault) Replace(p profile.Profile, journey string, fields []string) error {
	session, err := v.Open()
	if err != nil {
		return err
	}
	err = session.Save(p, storage.Change{Journey: journey, Fields: fields})
	if err == nil {
		connections.DropOutdated(v.Connections, p)
	}
	return err
}

func (v vault) Note(p profile.Profile, change func(*profile.Profile)) error {
	session, err := v.Open()
	if err != nil {
		return err
	}
	return session.Note(p, change)
}

func (v vault) Alone(ctx context.Context, name string, work func(context.Context) error) error {
	session := v.Session()
	if session == nil {
		return work(ctx) // nothing is kept yet that could be spent
	}
	return session.Alone(ctx, name, work)
}

func (v vault) SaveDraft(name string, data secret.Secret) error {
	v.drafts.mu.Lock()
	from := v.drafts.kept[name]
	v.drafts.mu.Unlock()
	session, err := v.Open()
	if err != nil {
		return err
	}
	_, err = v.drafts.save(session, name, data, from)
	return err
}

// RemoveDraft removes the draft of this journey, but not a different draft that has got
// its name in the meantime.
func (v vault) RemoveDraft(name string) error {
	for _, n := range []string{v.origin, name} {
		v.drafts.mu.Lock()
		saved, ours := v.drafts.kept[n]
		v.drafts.mu.Unlock()
		if !ours {
			continue
		}
		session, err := v.Open()
		if err != nil {
			return err
		}
		if err := v.drafts.forget(session, n, saved); err != nil && !errors.Is(err, storage.ErrConflict) {
			return err
		}
	}
	return nil
}

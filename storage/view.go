package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"suitekey/storage/place"
)

// source is where a view reads records: the present state of the place, or a Change.
type source interface {
	Read(key string) ([]byte, error)
	List(folder string) ([]string, error)
}

// live reads the present state of the place.
type live struct {
	ctx   context.Context
	place place.Place
}

func (l live) Read(key string) ([]byte, error) { return l.place.Read(l.ctx, key) }

func (l live) List(folder string) ([]string, error) {
	listed, err := l.place.List(l.ctx, folder)
	keys := make([]string, len(listed))
	for i, each := range listed {
		keys[i] = each.Key
	}
	return keys, err
}

// view is a session that reads its records from a source.
type view struct {
	*Session
	from source
}

// view returns the session's view of the present state of its place.
func (s *Session) view() view { return view{s, live{s.context(), s.vault.place}} }

// here returns the view of the data that stays on this computer: the default connection,
// access tokens.
func (s *Session) here() view { return view{s, live{context.Background(), s.vault.folder}} }

// changing is a session within a Change.
type changing struct {
	view
	tx place.Tx
}

// change runs work as one Change of the place, after it has finished an interrupted
// renaming. A Change that has begun is not cancelled: it takes a few milliseconds.
func (s *Session) change(doing string, work func(changing) error) error {
	return s.vault.place.Change(context.WithoutCancel(s.context()), doing, func(tx place.Tx) error {
		c := changing{view{s, tx}, tx}
		if err := c.recoverPending(); err != nil {
			return err
		}
		return work(c)
	})
}

// changeHere is change for the data that stays on this computer.
func (s *Session) changeHere(doing string, work func(changing) error) error {
	return s.vault.folder.Change(context.Background(), doing, func(tx place.Tx) error {
		return work(changing{view{s, tx}, tx})
	})
}

// current returns the stored state of name.
func (v view) current(name string) (record, error) {
	for again := true; ; again = false {
		r, err := v.read(profileKey(name), kindProfile, name)
		if errors.Is(err, fs.ErrNotExist) {
			return record{}, notFound("connection", name)
		}
		if err == nil && v.seen != nil {
			err = v.seen.Check(name, r.Profile.Changed)
			if err != nil && again {
				continue // it was saved since
			}
		}
		return r, err
	}
}

// read returns one stored record. It fails with fs.ErrNotExist, an error of the
// place, a NewerError or a DamagedError.
func (v view) read(key, kind, name string) (record, error) {
	sealed, err := v.from.Read(key)
	if err != nil {
		return record{}, v.vault.unread(name, key, err)
	}
	return v.unseal(sealed, key, kind, name)
}

// unread says why a value could not be read. A problem of the system, such as a file of
// another owner, is not damage: the content of the file may be valid.
func (v *Vault) unread(name, key string, err error) error {
	var system *fs.PathError
	switch {
	case errors.As(err, &system):
		return v.explain("reading "+name, err)
	case place.IsTrouble(err):
		return err
	}
	return &DamagedError{Name: name, Path: v.file(key), Err: err}
}

func (v view) unseal(sealed []byte, key, kind, name string) (record, error) {
	text, err := v.opened(sealed, key)
	if err != nil {
		if changed, is := v.foreign(sealed); is {
			return record{}, changed
		}
		return record{}, &DamagedError{Name: name, Path: v.vault.file(key), Err: err}
	}
	r, err := decode(text, kind, name)
	var newer *NewerError
	if err != nil && !errors.As(err, &newer) {
		err = &DamagedError{Name: name, Path: v.vault.file(key), Err: err}
	}
	return r, err
}

// write requests that r becomes the record of key.
func (c changing) write(key string, r record) error {
	text, err := encode(r)
	if err != nil {
		return err
	}
	sealed, err := c.sealed(text)
	if err != nil {
		return fmt.Errorf("encrypting %s: %w", printable(r.Name), err)
	}
	if len(sealed) > maxFile {
		return fmt.Errorf("%s is too large to be stored: it has %d bytes, the limit is %d", printable(r.Name), len(sealed), maxFile)
	}
	return c.writeRaw(key, sealed)
}

// writeRaw asks for bytes that are already encrypted.
func (c changing) writeRaw(key string, sealed []byte) error {
	if err := c.checkKey(); err != nil {
		return err
	}
	c.tx.Write(key, sealed)
	return nil
}

// exists reports whether there is a value of key, readable or not.
func (v view) exists(key string) (bool, error) {
	_, err := v.from.Read(key)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil && place.IsTrouble(err):
		return false, err
	}
	return true, nil
}

// names returns the names of the records in a folder, sorted.
func (v view) names(folder string) ([]string, error) {
	keys, err := v.from.List(folder)
	var names []string
	for _, key := range keys {
		if name, ok := strings.CutSuffix(key[len(folder)+1:], suffix); ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, err
}

// The keys of a vault.

func profileKey(name string) string { return profiles + "/" + name + suffix }

func draftKey(name string) string { return drafts + "/" + name + suffix }

func cacheKey(name string) string { return cache + "/" + name + suffix }

// DiagnosisKey is the key of a connection's last failed test: see package diagnoses.
func DiagnosisKey(name string) string { return cacheKey("diagnosis+" + name) } // no name has a plus sign

func generationKey(name string, number int) string {
	return fmt.Sprintf("%s/%s/%06d%s", history, name, number, suffix)
}

// Under returns the session for work that a Hold of its place runs with ctx: once the hold
// is lost, nothing is saved any more. See place.Place.
func (s *Session) Under(ctx context.Context) *Session {
	under := *s
	under.under = ctx
	return &under
}

func (s *Session) context() context.Context {
	if s.under != nil {
		return s.under
	}
	return context.Background()
}

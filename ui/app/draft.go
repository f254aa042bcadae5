package app

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/storage"
)

// Draft is an unfinished journey. Data holds its secrets and is for
// steps.Resume alone.
type Draft struct {
	Name string
	steps.Unfinished
	Data secret.Secret
	Err  error // why it cannot be taken up again; nil for a sound one

	saved time.Time // the vault's mark of it
}

// origin is the draft that a walk goes on from.
type origin struct {
	name  string
	saved time.Time
}

// Drafts lists the unfinished journeys, damaged ones included.
func (a *App) Drafts() ([]Draft, error) {
	session, err := a.open()
	if err != nil {
		return nil, err
	}
	kept, err := session.Drafts()
	if err != nil {
		return nil, err
	}
	drafts := make([]Draft, 0, len(kept))
	for _, k := range kept {
		if k.Err != nil {
			drafts = append(drafts, Draft{Name: k.Name, Unfinished: steps.Unfinished{Kept: k.Saved}, Err: k.Err})
			continue
		}
		d, err := a.Draft(k.Name)
		if errors.Is(err, storage.ErrNotFound) {
			continue // finished elsewhere meanwhile
		}
		d.Err = err
		drafts = append(drafts, d)
	}
	return drafts, nil
}

// DraftsAbout are the unfinished journeys about a saved connection, as far as they
// can be read.
func (a *App) DraftsAbout(name string) []Draft {
	drafts, err := a.Drafts()
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(drafts, func(d Draft) bool { return d.Err != nil || !slices.Contains(steps.DraftAbout(d.Data), name) })
}

// Draft reads one unfinished journey; storage.ErrNotFound if there is none.
func (a *App) Draft(name string) (Draft, error) {
	d := Draft{Name: name}
	session, err := a.open()
	if err != nil {
		return d, err
	}
	data, saved, err := session.LoadDraft(name)
	if err != nil {
		return d, err
	}
	d.saved = saved
	d.Data = secret.New(string(data))
	d.Unfinished, err = steps.DraftOf(d.Data)
	return d, err
}

// Resume takes up a draft. What is given now wins over what the draft says.
func (a *App) Resume(flow steps.Flow, d Draft, given steps.Given) (*steps.Walk, error) {
	if d.Err != nil {
		return nil, d.Err
	}
	facts, err := a.facts(d.Name)
	if err != nil {
		return nil, err
	}
	file := &writtenCertificate{app: a}
	kept, err := steps.Resume(a.env(d.Name, file), flow, facts, d.Data, steps.Given{})
	if err != nil {
		return nil, err
	}
	file.path, file.pem = kept.State().CertificateFile, kept.State().Certificate.PEM()
	w, err := steps.Resume(a.env(d.Name, file), flow, facts, d.Data, given)
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.origins[w], a.kept[d.Name] = origin{d.Name, d.saved}, d.saved
	return w, nil
}

// Unnamed is a draft's name while the journey has none that can be a file.
const Unnamed = "unfinished"

// DraftName is the name under which KeepDraft would keep w: the one that was
// given, or one that is made up. It is never that of another draft.
func DraftName(w *steps.Walk) string {
	if name := w.DraftName(); name != "" {
		return name
	}
	state := w.State()
	free := func(name string) bool {
		return profile.CheckName(name) == nil && !slices.Contains(state.Facts.Drafts, name)
	}
	if name := state.Value(steps.KeyName); free(name) {
		return name
	}
	base := Unnamed
	if id := state.Account(); !id.IsZero() {
		base = id.HostLabel()
	}
	name := base
	for n := 2; !free(name); n++ {
		name = fmt.Sprintf("%s-%d", base, n)
	}
	return name
}

// KeepDraft keeps an unfinished journey, encrypted. The vault must be open.
func (a *App) KeepDraft(w *steps.Walk) error {
	_, keep, err := a.DraftKeeper(w)
	if err != nil {
		return err
	}
	return keep()
}

// DraftKeeper makes a draft of w as it is now, under name. What it returns
// stores that draft: it may run beside a walk that goes on.
func (a *App) DraftKeeper(w *steps.Walk) (name string, keep func() error, err error) {
	data, err := w.Draft()
	if err != nil {
		return "", nil, err
	}
	name = DraftName(w)
	return name, func() error { return a.storeDraft(w, name, data) }, nil
}

// storeDraft stores data as the draft of w, of which nothing but its address is
// looked at: the draft that it had under another name goes.
func (a *App) storeDraft(w *steps.Walk, name string, data secret.Secret) error {
	a.mu.Lock()
	former, ours := a.origins[w], a.kept[name]
	a.mu.Unlock()
	var from time.Time
	switch {
	case w.Flow().AboutSaved: // it keeps itself while it goes on
		from = ours
	case former.name == name:
		from = former.saved
	}
	saved, err := a.saveDraft(name, data, from)
	if err != nil {
		return err
	}
	a.mu.Lock()
	a.origins[w] = origin{name, saved}
	a.mu.Unlock()
	if former.name == "" || former.name == name {
		return nil
	}
	if err := a.forgetDraft(former.name, former.saved); !errors.Is(err, storage.ErrConflict) {
		return err
	}
	return nil // it went on in another window, and is that one's now
}

// saveDraft keeps data in the place of the draft that was stored at from, and
// fails where another is: see storage.Session.SaveDraft.
func (a *App) saveDraft(name string, data secret.Secret, from time.Time) (time.Time, error) {
	session, err := a.open()
	if err != nil {
		return time.Time{}, err
	}
	saved, err := session.SaveDraft(name, []byte(data.Reveal()), from)
	if err == nil {
		a.mu.Lock()
		a.kept[name] = saved
		a.mu.Unlock()
	}
	return saved, err
}

// Kept is the name of the draft that a walk has in the vault by now, "" for none.
func (a *App) Kept(w *steps.Walk) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	name := w.DraftName()
	if name == "" {
		name = a.origins[w].name
	}
	if _, there := a.kept[name]; !there {
		return ""
	}
	return name
}

// Discarding tells what it means to throw a draft away. It needs the connection
// that it is about; without that there is nothing more to lose.
func (a *App) Discarding(d Draft) string {
	if d.Err != nil {
		return "It cannot be read: nothing is lost that could be had."
	}
	flow, err := Flow(d.Flow)
	if err != nil {
		return steps.Sentence(err)
	}
	w, err := steps.Resume(a.Env(), flow, steps.Facts{Now: a.options.Now()}, d.Data, steps.Given{})
	if err != nil {
		return "It cannot be gone on with: " + err.Error() + "."
	}
	return steps.Discarding(w)
}

// RemoveDraft discards a draft, and the files that were written for it; one that
// is not there is no error.
func (a *App) RemoveDraft(name string) error {
	if d, err := a.Draft(name); err == nil {
		defer a.removeFiles(d)
	}
	return a.forgetDraft(name, time.Time{})
}

// removeFiles takes away the certificates and pages that were written for a
// draft, unless something else lies there by now. The certificate that a saved
// connection signs in with, uploaded once more after a refresh, is in its vault.
func (a *App) removeFiles(d Draft) {
	flow, err := Flow(d.Flow)
	if err != nil {
		return
	}
	w, err := steps.Resume(a.Env(), flow, steps.Facts{Now: a.options.Now()}, d.Data, steps.Given{})
	if err != nil {
		return
	}
	for _, file := range steps.Files(a.Env(), w.State()) {
		written := writtenCertificate{a, file.Path, file.Text}
		written.remove()
	}
}

// forgetDraft takes away the draft that was stored at saved, or whatever is there
// for the zero time.
func (a *App) forgetDraft(name string, saved time.Time) error {
	session, err := a.open()
	if err != nil {
		return err
	}
	if err := session.RemoveDraft(name, saved); err != nil && !errors.Is(err, storage.ErrNotFound) {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.kept, name)
	return nil
}

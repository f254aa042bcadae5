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
	Flow string
	Kept time.Time
	Data secret.Secret
	Err  error // why it cannot be taken up again; nil for a sound one
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
			drafts = append(drafts, Draft{Name: k.Name, Kept: k.Saved, Err: k.Err})
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

// Draft reads one unfinished journey; storage.ErrNotFound if there is none.
func (a *App) Draft(name string) (Draft, error) {
	d := Draft{Name: name}
	session, err := a.open()
	if err != nil {
		return d, err
	}
	data, err := session.LoadDraft(name)
	if err != nil {
		return d, err
	}
	d.Data = secret.New(string(data))
	d.Flow, d.Kept, err = steps.DraftFlow(d.Data)
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
	a.origins[w] = d.Name
	return w, nil
}

// Unnamed is a draft's name while the journey has none that can be a file.
const Unnamed = "unfinished"

// DraftName is the name under which KeepDraft would keep w: the one that was
// given, or one that is made up. It is never that of another draft.
func DraftName(w *steps.Walk) string {
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
	if err := (vaultOf{a, ""}).SaveDraft(name, data); err != nil {
		return err
	}
	a.mu.Lock()
	origin := a.origins[w]
	a.origins[w], a.kept[name] = name, true
	a.mu.Unlock()
	if origin != "" && origin != name {
		return a.forgetDraft(origin)
	}
	return nil
}

// RemoveDraft discards a draft, and the certificate that was written for it; one
// that is not there is no error.
func (a *App) RemoveDraft(name string) error {
	if d, err := a.Draft(name); err == nil {
		if w, err := steps.Resume(a.Env(), steps.Setup(), steps.Facts{Now: a.options.Now()}, d.Data, steps.Given{}); err == nil {
			file := writtenCertificate{a, w.State().CertificateFile, w.State().Certificate.PEM()}
			defer file.remove()
		}
	}
	return a.forgetDraft(name)
}

// forgetDraft takes away a draft whose journey goes on, or is done.
func (a *App) forgetDraft(name string) error {
	session, err := a.open()
	if err != nil {
		return err
	}
	if err := session.RemoveDraft(name); err != nil && !errors.Is(err, storage.ErrNotFound) {
		return err
	}
	return nil
}

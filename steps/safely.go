package steps

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"suitekey/core/profile"
)

// safely saves the draft before and after the work of the open step, so an interrupted run
// can resume. If the draft cannot be saved, the work does not start. In a team nobody else
// works on the connection meanwhile: who was paused for too long finds the draft taken up,
// or the connection changed.
func (w Walk) safely(ctx context.Context, report func(Progress)) (State, error) {
	var err error
	state := w.State()
	if w.Step().ReadOnly {
		return w.Step().Work(ctx, w.env, state, report)
	}
	err = w.env.Vault.Working(ctx, w.about(), func(ctx context.Context, held Vault) error {
		if held != nil {
			w.env.Vault = held
		}
		var err error
		state, err = w.current(state)
		w.Finish(state)
		if work := w.Step().Work; work != nil && err == nil {
			if err := w.keep(); err != nil {
				return err
			}
			state, err = work(ctx, w.env, state, report)
			w.Finish(state)
		} else if err != nil {
			return err
		}
		state, err = w.kept(state, err)
		return err
	})
	return state, err
}

// about names the connection that the open step is about, or the journey of several.
func (w *Walk) about() string {
	if name := w.State().Former.Name; name != "" {
		return name
	}
	return w.DraftName()
}

// NotThere is the error of a vault without a connection of the name.
type NotThere struct{ Err error }

func (e NotThere) Error() string { return e.Err.Error() }

// Unwrap returns the vault's own error.
func (e NotThere) Unwrap() error { return e.Err }

// current fails if somebody has changed the connection since the journey has read it: an
// upload for it could be for a certificate that has been replaced. A journey has nothing to
// do with tags: it goes on with those of somebody else.
func (w *Walk) current(state State) (State, error) {
	former := state.Former
	// A batch changes its connections itself, also the one that it was begun for. The
	// journey about each of them compares.
	if former.Name == "" || len(state.Items) > 0 && state.Item.Name == "" {
		return state, nil
	}
	now, err := w.env.Vault.Load(former.Name)
	if errors.As(err, new(NotThere)) {
		return state, fmt.Errorf("%s was renamed or removed in the meantime: the next step of this journey was not begun; suitekey list shows the names, and suitekey undo %s restores a removed connection", former.Name, former.Name)
	}
	if err != nil {
		return state, err
	}
	if now.Changed.Equal(former.Changed) {
		return state, nil
	}
	if slices.ContainsFunc(profile.Diff(former, now), func(key string) bool { return key != "tags" }) {
		return state, fmt.Errorf("%s was changed by somebody else in the meantime: the next step of this journey was not begun; resume the journey to go on with the connection as it is now", former.Name)
	}
	state.Former = now
	return state, nil
}

// kept saves the draft after the work of the open step, which ended with err.
func (w *Walk) kept(state State, err error) (State, error) {
	if err == nil {
		err = w.Next() // on this copy: the draft resumes after this step
	}
	if w.ended {
		return state, w.env.Vault.RemoveDraft(w.DraftName())
	}
	return state, errors.Join(err, w.keep())
}

func (w *Walk) keep() error {
	data, err := w.Draft()
	if err != nil {
		return err
	}
	return w.env.Vault.SaveDraft(w.DraftName(), data)
}

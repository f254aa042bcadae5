package steps

import (
	"context"
	"errors"
	"slices"

	"suitekey/core/secret"
)

// Walk is a person's progress through a flow. Use a Walk from one goroutine; the work of
// a step runs in another goroutine, on a copy of the state (see Walk.StartWork).
type Walk struct {
	env   Env
	flow  Flow
	state State
	at    int
	trail []int // visited steps, for Back
	ended bool
	one   *Walk // about the current connection, while the open step is an Each

	resumed   string // name of the step at which a draft resumed
	scheduled bool   // nobody can have acted since the last run
}

// NewWalk starts flow at the first step that applies. A walk without such a step has
// ended.
func NewWalk(env Env, flow Flow, state State) *Walk {
	if flow.Start != nil {
		state = flow.Start(state)
	}
	state.answers, state.secrets = state.answers.settled(), state.secrets.settled()
	w := &Walk{env: env, flow: flow, state: state, at: -1}
	w.at = w.following()
	w.ended = w.at < 0
	return w
}

// Flow returns the journey; while a connection of a batch is open, its part about that
// connection.
func (w *Walk) Flow() Flow { return w.open().flow }

// State returns the state so far.
func (w *Walk) State() State { return w.open().state }

// Step returns the open step, or the zero Step in a walk without steps.
func (w *Walk) Step() Step {
	open := w.open()
	if open.at < 0 {
		return Step{}
	}
	return open.flow.Steps[open.at]
}

// Ended reports whether the last step is done.
func (w *Walk) Ended() bool { return w.ended }

// Resumed reports whether the draft resumed at the open step or at a later one: a person
// has already seen the step.
func (w *Walk) Resumed() bool {
	open := w.open()
	return open.resumed != "" && open.at <= open.index(open.resumed)
}

// Fields returns the questions of the open step that apply now.
func (w *Walk) Fields() []Field { return AskedFields(w.Step(), w.State()) }

func AskedFields(step Step, s State) []Field {
	var fields []Field
	for _, f := range step.Fields {
		if f.Applies(s) {
			fields = append(fields, f)
		}
	}
	return fields
}

// Text returns the text of the input field: the typed text, valid or not, else the
// default, else the suggestion. The text of a secret field is for the input line only.
func (w *Walk) Text(f Field) string {
	if f.Kind == Secret {
		return w.State().Secret(f.Key).Reveal()
	}
	if text, ok := w.State().Answer(f.Key); ok && text != "" {
		return text
	}
	for _, initial := range []func(State) string{f.Default, f.Suggest} {
		if initial == nil {
			continue
		}
		if text := initial(w.State()); text != "" {
			return text
		}
	}
	return ""
}

// Set stores the typed text of field, valid or not. A changed answer drops the values
// derived from the old answer.
func (w *Walk) Set(f Field, text string) {
	open := w.changing()
	open.state = open.state.Set(f, text)
	if open.flow.Start != nil {
		open.state = open.flow.Start(open.state)
	}
}

func (s State) Set(f Field, text string) State {
	if f.Kind == Secret {
		value := secret.New(text)
		if s.Secret(f.Key).Equal(value) {
			return s
		}
		return s.WithSecret(f.Key, value).forget(f.Key)
	}
	switch old, ok := s.Answer(f.Key); {
	case ok && old == text:
		return s
	case !ok && f.Default != nil && f.Default(s) == text:
		return s // not stored, so the default still follows other answers
	}
	return s.With(f.Key, text).forget(f.Key)
}

// Problems returns the findings that block the open step, by field key.
func (w *Walk) Problems() map[string]string {
	problems := map[string]string{}
	for _, f := range w.Fields() {
		if p := f.Examine(w.State(), w.settled(f)).Problem; p != "" {
			problems[f.Key] = p
		}
	}
	return problems
}

// settled returns the effective answer: the given answer, or the default.
func (w *Walk) settled(f Field) string {
	if f.Kind == Secret {
		return w.State().Secret(f.Key).Reveal()
	}
	return w.State().Value(f.Key)
}

// StartWork calls the OnNext of the open step. It returns the work of the step on a copy
// of the state, or nil. Run the work in the background and pass the result to Finish.
func (w *Walk) StartWork() func(ctx context.Context, report func(Progress)) (State, error) {
	step, env, state := w.Step(), w.env, w.State()
	if step.OnNext != nil {
		step.OnNext(env, state)
	}
	if step.Work == nil && !w.flow.AboutSaved {
		return nil
	}
	here := *w
	return func(ctx context.Context, report func(Progress)) (State, error) {
		if report == nil {
			report = func(Progress) {}
		}
		if !here.flow.AboutSaved {
			return step.Work(ctx, env, state, report)
		}
		return here.safely(ctx, report)
	}
}

// DraftName returns the name of the draft of an AboutSaved journey, or "" for other
// journeys. The draft of a set-up has the name of the future connection.
func (w *Walk) DraftName() string {
	if w.flow.Draft == nil {
		return ""
	}
	return w.flow.Draft(w.state)
}

// ForceSignIn allows the next connection test to sign in after four refused sign-ins. Only
// a person may decide this: the fifth refusal locks the user.
func (w *Walk) ForceSignIn() { w.changing().state.Force = true }

// Finish stores the state returned by the work of the open step.
func (w *Walk) Finish(state State) { w.changing().state = state }

// Next returns ErrProblems while the step has a missing or invalid answer.
var ErrProblems = errors.New("an answer on this step is missing or invalid")

// Next opens the next step that applies, or ends the walk.
func (w *Walk) Next() error {
	if len(w.Problems()) > 0 {
		return ErrProblems
	}
	next := *w
	open := next.changing()
	open.state.answers, open.state.secrets = open.state.answers.settled(), open.state.secrets.settled()
	if open != &next {
		if open.advance(); !open.ended {
			*w = next
			return nil
		}
		next.leave()
	} else {
		next.advance()
	}
	if err := next.enter(); err != nil {
		return err
	}
	*w = next
	return nil
}

// Last reports whether the open step is the last step that applies.
func (w *Walk) Last() bool { return w.one == nil && w.following() < 0 }

// index returns the position of the step called name in the journey.
func (w *Walk) index(name string) int {
	return slices.IndexFunc(w.flow.Steps, func(s Step) bool { return s.Name == w.flow.stepName(name) })
}

// joinedSteps maps the names of questions that are a step of their own in one journey, and
// share a step with others in another one, to the name of that step. Causes and older drafts
// use the former names.
var joinedSteps = map[string]string{
	"consumer": "account", "surfaces": "method", "details": "method",
	"key": "method", "algorithm": "method", "sha1": "method", "scopes": "method", "timeout": "method", "retry": "method",
}

// stepName returns the name of the step of the journey that asks the questions called name.
func (f Flow) stepName(name string) string {
	if slices.ContainsFunc(f.AllSteps(), func(s Step) bool { return s.Name == name }) {
		return name
	}
	if joined, ok := joinedSteps[name]; ok {
		return joined
	}
	return name
}

// advance opens the next step of the list, or ends the walk.
func (w *Walk) advance() {
	if w.Closing() {
		w.trail = nil
	} else {
		w.trail = append(slices.Clone(w.trail), w.at)
	}
	if loop := w.Step().LoopTo; loop != nil {
		if name := loop(w.state); name != "" {
			w.at, w.trail = w.index(name), nil
			return
		}
	}
	if next := w.following(); next >= 0 {
		w.at = next
	} else {
		w.ended = true
	}
}

func (w *Walk) following() int {
	for i := w.at + 1; i < len(w.flow.Steps); i++ {
		if w.flow.Steps[i].Applies(w.state) {
			return i
		}
	}
	return -1
}

// Past reports whether the step called name applies, precedes the open step and has valid
// answers.
func (w *Walk) Past(name string) bool {
	w = w.open()
	at := w.index(name)
	return at >= 0 && at < w.at && w.flow.Steps[at].Applies(w.state)
}

// Closing reports whether a person cannot go back after the open step.
func (w *Walk) Closing() bool { return w.Step().Closes(w.State()) }

// CanBack reports whether a person can go back.
func (w *Walk) CanBack() bool { return len(w.trail)+len(w.open().trail) > 0 && !w.ended }

// Back opens the previous step that still applies.
func (w *Walk) Back() bool {
	if w.one != nil {
		if w.changing().Back() {
			return true
		}
		if len(w.trail) == 0 {
			return false
		}
		w.state, w.one = w.state.after(w.one.state), nil
	}
	for len(w.trail) > 0 && !w.ended {
		last := len(w.trail) - 1
		w.at, w.trail = w.trail[last], w.trail[:last]
		if w.Step().Applies(w.state) {
			return true
		}
	}
	return false
}

// GoTo goes back to the step called name, so that a person can correct an answer. The step
// was visited, or lies between visited steps and applies only now. GoTo does nothing for
// any other step.
func (w *Walk) GoTo(name string) bool {
	name = w.flow.stepName(name)
	if w.one != nil {
		return w.changing().GoTo(name)
	}
	for i, at := range w.trail {
		if step := w.flow.Steps[at]; step.Name == name && step.Applies(w.state) {
			w.at, w.trail = at, w.trail[:i]
			return true
		}
	}
	at := w.index(name)
	cut := 0
	for cut < len(w.trail) && w.trail[cut] < at {
		cut++
	}
	if cut == 0 || at >= w.at || !w.flow.Steps[at].Applies(w.state) {
		return false
	}
	w.at, w.trail = at, w.trail[:cut]
	return true
}

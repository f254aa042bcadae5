package steps

import (
	"context"
	"errors"
	"slices"

	"suitekey/core/secret"
)

// Walk is one person's way through a flow. It is used from one goroutine; the
// work of a step runs elsewhere, on a copy of the state (see Walk.StartWork).
type Walk struct {
	env   Env
	flow  Flow
	state State
	at    int
	trail []int // visited steps, for Back
	ended bool

	resumed string // name of the step at which a draft was taken up again
}

// NewWalk starts flow at its first step that applies. A walk without such a step has
// ended.
func NewWalk(env Env, flow Flow, state State) *Walk {
	if flow.Start != nil {
		state = flow.Start(state)
	}
	w := &Walk{env: env, flow: flow, state: state, at: -1}
	w.at = w.following()
	w.ended = w.at < 0
	return w
}

// Flow is the journey being walked.
func (w *Walk) Flow() Flow { return w.flow }

// State is what has been gathered so far.
func (w *Walk) State() State { return w.state }

// Step is the step that is open now; the zero Step in a walk without any.
func (w *Walk) Step() Step {
	if w.at < 0 {
		return Step{}
	}
	return w.flow.Steps[w.at]
}

// Ended tells whether the last step is done.
func (w *Walk) Ended() bool { return w.ended }

// Resumed tells whether the step now open is the one at which a draft was
// taken up again: a person has been there before.
func (w *Walk) Resumed() bool { return w.resumed != "" && w.Step().Name == w.resumed }

// Fields are the questions of the open step that apply now.
func (w *Walk) Fields() []Field { return AskedFields(w.Step(), w.state) }

func AskedFields(step Step, s State) []Field {
	var fields []Field
	for _, f := range step.Fields {
		if f.Applies(s) {
			fields = append(fields, f)
		}
	}
	return fields
}

// Text is what stands in field: what was typed, valid or not, else its
// default, else its suggestion. For a secret field it is the secret's text, for
// the input line and nothing else.
func (w *Walk) Text(f Field) string {
	if f.Kind == Secret {
		return w.state.Secret(f.Key).Reveal()
	}
	if text, ok := w.state.Answer(f.Key); ok && text != "" {
		return text
	}
	for _, initial := range []func(State) string{f.Default, f.Suggest} {
		if initial == nil {
			continue
		}
		if text := initial(w.state); text != "" {
			return text
		}
	}
	return ""
}

// Set keeps what was typed into field, valid or not. A changed answer drops
// what was derived from the old one.
func (w *Walk) Set(f Field, text string) {
	w.state = w.state.Set(f, text)
	if w.flow.Start != nil {
		w.state = w.flow.Start(w.state)
	}
}

func (s State) Set(f Field, text string) State {
	if f.Kind == Secret {
		return s.WithSecret(f.Key, secret.New(text))
	}
	switch old, ok := s.Answer(f.Key); {
	case ok && old == text:
		return s
	case !ok && f.Default != nil && f.Default(s) == text:
		return s // a default stays alive: it follows the answers it is made from
	}
	return s.With(f.Key, text).forget(f.Key)
}

// Problems are the findings that keep the person on this step, by field key.
func (w *Walk) Problems() map[string]string {
	problems := map[string]string{}
	for _, f := range w.Fields() {
		if p := f.Examine(w.state, w.settled(f)).Problem; p != "" {
			problems[f.Key] = p
		}
	}
	return problems
}

// settled is the answer as it will be used: the one given, or the default.
func (w *Walk) settled(f Field) string {
	if f.Kind == Secret {
		return w.state.Secret(f.Key).Reveal()
	}
	return w.state.Value(f.Key)
}

// StartWork calls the OnNext of the open step and returns the step's work on a copy of
// the present state, or nil when the step has none. Run the work in the background and
// give what it returns to Finish.
func (w *Walk) StartWork() func(ctx context.Context, report func(Progress)) (State, error) {
	step, env, state := w.Step(), w.env, w.state
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

// safely does the open step's work with the journey kept before and after it:
// whatever is made, asked of NetSuite or stored, the next run finds a draft from
// which it can go on. Where the draft cannot be kept, nothing is done.
func (w Walk) safely(ctx context.Context, report func(Progress)) (State, error) {
	var err error
	if w.Step().ReadOnly {
		return w.Step().Work(ctx, w.env, w.state, report)
	}
	if work := w.Step().Work; work != nil {
		if err := w.keep(); err != nil {
			return w.state, err
		}
		w.state, err = work(ctx, w.env, w.state, report)
	}
	state := w.state
	if err == nil {
		err = w.Next() // on this copy: the draft says that this step is done
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

// DraftName is the name of the draft of an AboutSaved journey, "" for others: those are
// named after the connection that is yet to be.
func (w *Walk) DraftName() string {
	if w.flow.Draft == nil {
		return ""
	}
	return w.flow.Draft(w.state)
}

// ForceSignIn lets the next connection test sign in although four recent
// sign-ins were refused. It is a person's decision: the fifth locks the user.
func (w *Walk) ForceSignIn() { w.state.Force = true }

// Finish takes over the state that the work of the open step returned.
func (w *Walk) Finish(state State) { w.state = state }

// ErrProblems is returned by Next while a field of the step is not in order.
var ErrProblems = errors.New("an answer on this step is missing or wrong")

// Next opens the next step that applies, or ends the walk.
func (w *Walk) Next() error {
	if len(w.Problems()) > 0 {
		return ErrProblems
	}
	if loop := w.Step().LoopTo; loop != nil {
		if name := loop(w.state); name != "" {
			w.at, w.trail = w.index(name), nil
			return nil
		}
	}
	w.advance()
	return nil
}

// Last tells whether no step follows the open one.
func (w *Walk) Last() bool { return w.following() < 0 }

// index is the place of the step name in the journey.
func (w *Walk) index(name string) int {
	return slices.IndexFunc(w.flow.Steps, func(s Step) bool { return s.Name == name })
}

// advance opens the step that follows in the list, or ends the walk.
func (w *Walk) advance() {
	if w.Step().Closes(w.state) {
		w.trail = nil
	} else {
		w.trail = append(slices.Clone(w.trail), w.at)
	}
	next := w.following()
	if next < 0 {
		w.ended = true
		return
	}
	w.at = next
}

func (w *Walk) following() int {
	for i := w.at + 1; i < len(w.flow.Steps); i++ {
		if w.flow.Steps[i].Applies(w.state) {
			return i
		}
	}
	return -1
}

// Past reports whether the step name applies and lies behind, with its answers in order.
func (w *Walk) Past(name string) bool {
	at := w.index(name)
	return at >= 0 && at < w.at && w.flow.Steps[at].Applies(w.state)
}

// Closing reports whether there is no way back after the open step.
func (w *Walk) Closing() bool { return w.Step().Closes(w.state) }

// CanBack tells whether there is a step to go back to.
func (w *Walk) CanBack() bool { return len(w.trail) > 0 && !w.ended }

// Back opens the step before, skipping steps that no longer apply.
func (w *Walk) Back() bool {
	for len(w.trail) > 0 && !w.ended {
		last := len(w.trail) - 1
		w.at, w.trail = w.trail[last], w.trail[:last]
		if w.Step().Applies(w.state) {
			return true
		}
	}
	return false
}

// GoTo goes back to the step name, so that an answer can be mended: one that was
// visited, or one that applies only now, between those. Without such a step it does
// nothing.
func (w *Walk) GoTo(name string) bool {
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

// Mark is one line of the stepper.
type Mark struct {
	Name, Title string
	Done, Now   bool
}

// Progress lists the steps that apply now, in order, and the number (from 1)
// of the open one.
func (w *Walk) Progress() (marks []Mark, now int) {
	for i, step := range w.flow.Steps {
		if !step.Applies(w.state) {
			continue
		}
		mark := Mark{Name: step.Name, Title: step.Title, Done: i < w.at || w.ended, Now: i == w.at && !w.ended}
		marks = append(marks, mark)
		if i == w.at {
			now = len(marks)
		}
	}
	return marks, now
}

// CanSkip reports whether the open step is about one of several connections, which
// can be left for later.
func (w *Walk) CanSkip() bool { return w.flow.Skip != nil && w.state.Batch.Current != "" && !w.ended }

// AsksToSkip reports whether the open step itself offers to leave the connection for
// later.
func (w *Walk) AsksToSkip() bool {
	return slices.ContainsFunc(w.Step().Fields, func(f Field) bool { return f.Key == KeyTurn })
}

// Skip leaves the connection whose turn it is for later and opens the next.
func (w *Walk) Skip() error {
	s, name, err := w.flow.Skip(w.env, w.state)
	if err != nil {
		return err
	}
	w.state, w.trail, w.resumed = s, nil, ""
	if w.at = w.index(name); !w.Step().Applies(s) {
		w.at = w.following()
	}
	return w.keep()
}

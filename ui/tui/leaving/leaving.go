// Package leaving asks, on ctrl+c, whether to keep or discard the journey.
package leaving

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	"suitekey/steps/journeys"
	"suitekey/steps/setup"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
	"suitekey/ui/tui/wish"
	"suitekey/ui/tui/wizard"
)

// Kept is the wish to end the program after the journey was kept as a draft.
type Kept struct{}

// KeptLines says, in the scrollback, how to resume a draft.
func KeptLines() []string {
	return []string{"Kept as an encrypted draft. Continue it with", "", "suitekey"}
}

// Question is shown over its journey.
type Question struct {
	env     *wizard.Env
	journey *wizard.Wizard
	choices []choice
	at      int
	warned  bool // the person knows that leaving at once loses the journey
}

type choice struct {
	label, note string
	do          func() wish.List
}

// Ask returns the question.
func Ask(env *wizard.Env, w *wizard.Wizard) *Question {
	on := choice{"Go on", "back to where you were", func() wish.List { return nil }}
	out := choice{"Discard it and leave", "nothing is saved", w.Discard}
	if w.AboutSaved() {
		out.label, out.note = "Discard it", ""
	}
	if !w.Keepable() {
		out = choice{"Discard it", "", func() wish.List { return wish.List{wish.Home{}} }}
		return &Question{env: env, journey: w, choices: []choice{on, out}}
	}
	var choices []choice
	if env.Home && env.App.Unlocked() {
		choices = append(choices, choice{"Keep it, see the connections", "to continue later", w.KeepBack})
	}
	if env.App.Demo() {
		out.note = "practice is not saved"
		return &Question{env: env, journey: w, choices: append(choices, on, out)}
	}
	keep := choice{"Keep it as a draft and leave", "to continue later", func() wish.List {
		return wish.List{wish.Open{Screen: keeping(env, w)}}
	}}
	if !env.App.Unlocked() {
		keep.note = "needs a passphrase first"
	}
	return &Question{env: env, journey: w, choices: append([]choice{keep}, append(choices, out, on)...)}
}

// Again handles ctrl+c on the question: it keeps the journey and leaves, because NetSuite
// shows some values only once. Without a vault, it first says that keeping the journey
// needs one.
func (q *Question) Again() wish.List {
	switch {
	case q.env.App.Demo(), !q.journey.Keepable():
		return wish.List{wish.Cancel{}}
	case q.env.App.Unlocked():
		return wish.List{wish.Close{}, wish.Open{Screen: keeping(q.env, q.journey)}}
	case !q.warned:
		q.warned, q.at = true, 0
		return wish.List{wish.Warn("Nothing is kept yet: there is no vault. enter creates one and keeps your answers; " + parts.KeyLeave + " again discards them.")}
	}
	return wish.List{wish.Cancel{}}
}

// leaves says what ctrl+c does on this screen.
func (q *Question) leaves() string {
	if q.env.App.Unlocked() && !q.env.App.Demo() && q.journey.Keepable() {
		return "keep and leave"
	}
	if q.journey.Keepable() && !q.env.App.Demo() && !q.warned {
		return "leave" // after one more question
	}
	return "leave at once"
}

// Typing returns false: the screen has no text field.
func (q *Question) Typing() bool { return false }

// Update handles a key.
func (q *Question) Update(msg tea.Msg) wish.List {
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil
	}
	switch key.String() {
	case "up", "k", "shift+tab":
		q.at = max(q.at-1, 0)
	case "down", "j", "tab":
		q.at = min(q.at+1, len(q.choices)-1)
	case "esc":
		return wish.List{wish.Close{}}
	case "enter":
		return append(wish.List{wish.Close{}}, q.choices[q.at].do()...)
	}
	return nil
}

// View draws the question in the frame of the journey.
func (q *Question) View() frame.Page {
	p := q.journey.View()
	p.Columns = q.env.Frame.Columns(len(p.Stages) > 0, false)
	c := q.env.Frame.CanvasOf(p.Columns)
	flow := q.journey.Walk().Flow()
	title := "set-up"
	if flow.AboutSaved {
		title = flow.Title
	}
	var b parts.Body
	heading := "Leave the " + title + "?"
	if !q.journey.Keepable() {
		heading = "Discard what you have typed?"
	}
	b.Add(c.Heading(heading)...)
	b.Pin()
	b.Add(c.Quiet(q.stands())...)
	b.Gap()
	q.choiceLines(&b, c)
	if flow.AboutSaved {
		b.Gap()
		b.Add(c.Quiet("Discarded: " + journeys.Discarding(q.journey.Walk()))...)
	}
	p.Body, p.Scroll, p.Aside = b, -1, nil
	p.Keys = []parts.Hint{{Key: "enter", Does: "choose"}, {Key: theme.SignUp + theme.SignDown, Does: "move"}, {Key: "esc", Does: "go on"}, {Key: parts.KeyLeave, Does: q.leaves()}}
	return p
}

// stands describes the progress of the journey, and what is already saved.
func (q *Question) stands() string {
	step := q.journey.Walk().Step().Title
	switch {
	case !q.journey.Keepable():
		return "You are at " + step + ". No draft keeps these answers."
	case q.env.App.Demo() && q.env.Home && q.env.App.Unlocked():
		return "You are at " + step + ". Practice is kept until suitekey ends."
	case q.env.App.Demo():
		return "You are at " + step + ". Practice is not kept."
	case q.env.App.Unlocked():
		return "You are at " + step + ". A draft keeps your answers and keys, encrypted in the vault."
	}
	return "You are at " + step + ". There is no vault yet: a draft needs a passphrase."
}

// choiceLines draws the choices as bars, each with its note beside it or, if there is no
// room, below it.
func (q *Question) choiceLines(b *parts.Body, c parts.Canvas) {
	column := 0
	for _, choice := range q.choices {
		column = max(column, parts.Width(choice.label))
	}
	beside := true
	for _, choice := range q.choices {
		beside = beside && column+2+parts.Width(choice.note) <= c.Wide-parts.BarInset
	}
	for i, choice := range q.choices {
		from, here := len(b.Lines), parts.Chosen(i == q.at, true)
		style := c.Plain
		if i == q.at {
			style = c.Bold
		}
		switch {
		case beside:
			b.Add(c.Bar(style.Render(parts.Padded(choice.label, column))+"  "+c.Dim.Render(choice.note), here))
		default:
			b.Add(c.Bar(style.Render(choice.label), here))
			if i == q.at && choice.note != "" {
				b.Add(c.Bar("  "+c.Dim.Render(choice.note), here))
			}
		}
		if i == q.at {
			b.Focus(from)
		}
	}
}

// keeping stores the journey as a draft and leaves. Without a vault it first asks for the
// passphrase of a new one.
func keeping(env *wizard.Env, journey *wizard.Wizard) *wizard.Wizard {
	ahead := journey.KeptAhead()
	journey.Stop()
	journey.KeepTyped()
	walk, a := journey.Walk(), env.App
	step := steps.Step{Name: "keep", Title: "Keep", NoReturn: steps.Always, Doc: steps.StaticPage("Keep it as a draft", "", "")}
	unlock := app.Unlocking(a).Steps[0]
	stale := connections.Stale(a.Connections)
	switch {
	case stale:
		step.Doc = steps.StaticPage("Keep it as a draft", "The vault's passphrase or key has changed meanwhile. Type the present passphrase to keep your answers.", "")
		step.Fields = unlock.Fields
	case !a.Unlocked():
		step.Doc, step.Fields = setup.NewVault().Doc, setup.PassphraseFields()
	}
	step.Work = func(ctx context.Context, e steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
		if stale {
			if _, err := unlock.Work(ctx, e, s, report); err != nil {
				return s, err
			}
		} else if !a.Unlocked() {
			report(steps.Progress{Text: "Making the vault"})
			if _, err := a.CreateVault(s.Secret(steps.KeyPassphrase), s.Value(steps.KeyRemember) == "yes"); err != nil {
				return s, err
			}
		}
		if ahead {
			return s, nil
		}
		report(steps.Progress{Text: "Keeping the draft"})
		return s, a.Drafts().Keep(walk)
	}
	w := wizard.OneStep(env, "keep the draft", step, steps.NewState(steps.Facts{Now: a.Now()}))
	w.Done = func(*wizard.Wizard) wish.List { return wish.List{wish.Summarize(KeptLines()), Kept{}} }
	return w
}

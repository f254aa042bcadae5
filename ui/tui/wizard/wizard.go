// Package wizard shows a journey on the screen: it asks the fields of a step, says what to
// click in NetSuite, runs the step's work and shows the result.
package wizard

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/ui/app"
	"suitekey/ui/tui/ahead"
	"suitekey/ui/tui/form"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/testscreen"
	"suitekey/ui/tui/wish"
)

// Env is what wizards need from the program. All wizards of a program share it.
type Env struct {
	Ctx   context.Context
	App   *app.App
	Frame *frame.Frame
	Home  bool // there is a list of connections to return to

	Diagnoses testscreen.Kept // the tests of this run

	runs       int // number of the last job
	remembered Remembered
}

// phase is the state of the open step.
type phase int

const (
	asking  phase = iota // the fields
	working              // the step's work runs
	showing              // the result of the work is shown
	lost                 // a connection test has failed: its causes and their fixes are shown
)

// Wizard walks one flow. Unlocking the vault, a test from home and removing a connection
// are flows of one step and run in the same way.
type Wizard struct {
	env   *Env
	walk  *steps.Walk
	form  *form.Form
	test  *testscreen.Test // of the open step; nil if the step is not a connection test
	phase phase
	job   *job

	queue ahead.Input // typed while work was running

	link   int  // the instruction whose page ctrl+o opens
	scroll int  // -1: follow the focus
	card   bool // the practice card is open, because there is no room beside the body
	fixing *fixing

	practice *practice
	keeping

	silent     bool // the running work is not the step's own: its success ends the wizard
	first      WorkFunc
	firstDoing string

	// Enter names the effect of enter on the last field of a question of one step; "" is
	// "next".
	Enter string
	// Tested is the saved connection under test.
	Tested *profile.Profile
	// Recall shows the last diagnosis of Tested instead of running the test.
	Recall bool
	// Done is called after the last step, and Back on esc in the first step. A wizard
	// without Back stays open.
	Done, Back func(*Wizard) wish.List
}

// New returns the wizard of a journey. draft is the name of the draft from which the
// journey was resumed, or "".
func New(env *Env, walk *steps.Walk, draft string) *Wizard {
	f := form.New(walk, env.App.Now)
	return &Wizard{
		env: env, walk: walk, form: f, scroll: -1,
		practice: &practice{env: env, walk: walk, form: f}, keeping: keeping{app: env.App, journey: walk, answers: f, draft: draft},
	}
}

// OneStep returns a wizard for a single step.
func OneStep(env *Env, title string, step steps.Step, state steps.State) *Wizard {
	return Ask(env, steps.Flow{Name: step.Name, Title: title, Steps: []steps.Step{step}}, state)
}

// Ask returns a wizard for a few questions, which closes at both ends.
func Ask(env *Env, flow steps.Flow, state steps.State) *Wizard {
	w := New(env, steps.NewWalk(env.App.Env(), flow, state), "")
	w.passing = true
	recallTyped(w)
	closes := func(*Wizard) wish.List { return wish.List{wish.Close{}} }
	w.Done, w.Back = closes, closes
	return w
}

// TryFirst runs work before the wizard asks anything. If the work succeeds, the wizard is
// done.
func (w *Wizard) TryFirst(doing string, work WorkFunc) { w.first, w.firstDoing = work, doing }

// Update handles a message.
func (w *Wizard) Update(msg tea.Msg) wish.List {
	switch msg := msg.(type) {
	case wish.OpenedMsg:
		return w.opened()
	case wish.ResizedMsg:
		w.build()
	case tea.KeyPressMsg:
		return w.key(msg)
	case tea.PasteMsg:
		return w.paste(msg.Content)
	case ProgressedMsg:
		if w.job.is(msg.Run) {
			w.learn(msg.Progress)
			return do(nextEventCmd(w.job.events))
		}
	case FinishedMsg:
		if w.job.is(msg.Run) {
			return append(w.finishedWork(msg), wish.Worked{Failed: msg.Err != nil})
		}
	case spunMsg:
		if w.job.is(msg.run) {
			w.job.frame++
			if w.test != nil {
				w.test.Spin()
			}
			return do(spinCmd(msg.run))
		}
	case practisedMsg:
		w.scroll = -1
		return w.practice.uploadedBy(msg)
	default:
		return w.news(msg)
	}
	return nil
}

// news handles the messages of commands for this journey.
func (w *Wizard) news(msg tea.Msg) wish.List {
	switch msg := msg.(type) {
	case skippedMsg:
		if msg.wizard == w {
			return w.skipped(msg)
		}
	case keptMsg:
		if msg.of == w.journey {
			return w.wasKept(msg)
		}
	case keptBackMsg:
		if msg.wizard == w {
			return w.keptBack(msg)
		}
	case draftRemovedMsg:
		switch {
		case msg.wizard != w:
		case msg.err != nil:
			return wish.List{wish.Leave{Err: msg.err}}
		default:
			return w.discarded(msg.stays)
		}
	default:
		if w.test != nil {
			return w.test.Update(msg)
		}
	}
	return nil
}

// learn stores the progress of the work.
func (w *Wizard) learn(p steps.Progress) {
	if p.Text != "" {
		w.job.doing = p.Text
	}
	if p.Check != nil && w.test != nil {
		w.test.Learn(*p.Check)
	}
}

func do(cmd tea.Cmd) wish.List {
	if cmd == nil {
		return nil
	}
	return wish.List{wish.Do(cmd)}
}

func (w *Wizard) opened() wish.List {
	wishes := w.open()
	if w.Recall || w.walk.State().Report.Kept { // a draft of a failed test
		return append(wishes, w.recall()...)
	}
	if w.first == nil {
		return wishes
	}
	w.silent = true
	return append(wishes, w.run(w.firstDoing, w.first)...)
}

// open shows the present step of the walk. A step without questions starts its work at
// once.
func (w *Wizard) open() wish.List {
	w.reopen()
	if w.walk.Ended() {
		forget(w)
		return w.Done(w)
	}
	if len(w.walk.Fields()) == 0 && w.walk.Step().Work != nil && !w.Recall && (w.test == nil || !w.Journey()) { // a test costs a sign-in, so the person reads the step first
		return w.start()
	}
	return w.keepWaiting()
}

// build creates the form of the open step at the present width.
func (w *Wizard) build() { w.form.Build(w.env.Frame.CanvasOf(pages{w}.columns())) }

// Walk returns the journey.
func (w *Wizard) Walk() *steps.Walk { return w.walk }

// Form returns the fields of the open step.
func (w *Wizard) Form() *form.Form { return w.form }

// Test returns the connection test of the open step, or nil.
func (w *Wizard) Test() *testscreen.Test { return w.test }

// Run returns the number of the running work, or 0.
func (w *Wizard) Run() int {
	if w.job == nil {
		return 0
	}
	return w.job.run
}

// Asking reports whether the wizard asks the fields of the step.
func (w *Wizard) Asking() bool { return w.phase == asking }

// Working reports whether the step's work runs.
func (w *Wizard) Working() bool { return w.phase == working }

// Typing reports whether a letter is text now.
func (w *Wizard) Typing() bool {
	return w.phase == asking && w.form.Typing() || !w.queue.Empty() || w.test != nil && w.test.Searching()
}

// Holds reports whether work runs that cannot be cancelled: after a cancellation, nobody
// could know whether it had written its data.
func (w *Wizard) Holds() bool {
	return w.phase == working && !w.silent && (w.walk.Closing() || w.walk.Step().Whole)
}

// Finished reports whether the last step shows the result of the journey. Earlier steps may
// also prevent going back.
func (w *Wizard) Finished() bool {
	return w.phase == showing && w.walk.Closing() && w.walk.Last()
}

// Journey reports whether the wizard has many steps, not a single question.
func (w *Wizard) Journey() bool { return len(w.walk.Flow().Steps) > 1 }

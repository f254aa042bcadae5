// Package wizard walks a journey on the screen: it asks the fields of a step,
// says what to click in NetSuite, runs the step's work and shows what came of it.
package wizard

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/ui/app"
	"suitekey/ui/tui/form"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/testscreen"
	"suitekey/ui/tui/wish"
)

// Env is what wizards need of the program. All of one program share it.
type Env struct {
	Ctx   context.Context
	App   *app.App
	Frame *frame.Frame
	Home  bool // there is a list of connections to go back to

	Diagnoses testscreen.Kept // of the failed tests of this run

	runs int // number of the last job
}

// phase is what a wizard does with its open step.
type phase int

const (
	asking  phase = iota // the fields
	working              // the step's work runs
	showing              // what the work found
	lost                 // a connection test that failed: its causes, and what fixes them
)

// Wizard walks one flow. Unlocking the vault, a test from home or removing a
// connection are flows of one step and run in the same way.
type Wizard struct {
	env   *Env
	walk  *steps.Walk
	form  *form.Form
	test  *testscreen.Test // of the open step, if it is a connection test
	phase phase
	job   *job

	queue queue // typed while work was running

	link   int  // the instruction whose page ctrl+o opens
	scroll int  // -1: follow the focus
	card   bool // the practice card, where there is no room beside
	fixing *fixing

	practice *practice
	keeping

	silent     bool // the work that runs is not the step's own: success ends the wizard
	first      WorkFunc
	firstDoing string

	// Enter is what enter does on a question of one step; "" is "next".
	Enter string
	// Tested is the connection, where a saved one is tested.
	Tested *profile.Profile
	// Recall shows the last diagnosis of Tested instead of testing it.
	Recall bool
	// Done is asked after the last step, and Back on esc on the first; a wizard
	// without Back stays.
	Done, Back func(*Wizard) wish.List
}

// New makes the wizard of a journey. draft is the name of the draft that it was
// taken up from, or "".
func New(env *Env, walk *steps.Walk, draft string) *Wizard {
	f := form.New(walk, env.App.Now)
	return &Wizard{
		env: env, walk: walk, form: f, scroll: -1,
		practice: &practice{env: env, walk: walk, form: f}, keeping: keeping{app: env.App, journey: walk, answers: f, draft: draft},
	}
}

// OneStep makes a wizard of a single step, with a walk of its own.
func OneStep(env *Env, title string, step steps.Step, state steps.State) *Wizard {
	return Ask(env, steps.Flow{Name: step.Name, Title: title, Steps: []steps.Step{step}}, state)
}

// Ask makes a wizard of a few questions, which closes at both ends.
func Ask(env *Env, flow steps.Flow, state steps.State) *Wizard {
	w := New(env, steps.NewWalk(env.App.Env(), flow, state), "")
	closes := func(*Wizard) wish.List { return wish.List{wish.Close{}} }
	w.Done, w.Back = closes, closes
	return w
}

// TryFirst runs work before anything is asked: where it succeeds, the wizard is
// done.
func (w *Wizard) TryFirst(doing string, work WorkFunc) { w.first, w.firstDoing = work, doing }

// Update takes a message.
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

// news are the messages of commands that concern this journey alone.
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
			return w.discarded()
		}
	default:
		if w.test != nil {
			return w.test.Update(msg)
		}
	}
	return nil
}

// learn takes over what the work reported.
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
	if w.Recall {
		return append(wishes, w.recall()...)
	}
	if w.first == nil {
		return wishes
	}
	w.silent = true
	return append(wishes, w.run(w.firstDoing, w.first)...)
}

// open shows the step that the walk is at now. A step without questions starts
// its work at once.
func (w *Wizard) open() wish.List {
	w.reopen()
	if w.walk.Ended() {
		return w.Done(w)
	}
	if len(w.walk.Fields()) == 0 && w.walk.Step().Work != nil && !w.Recall && (w.test == nil || !w.Journey()) { // a test costs a sign-in: it is read before
		return w.start()
	}
	return w.keepWaiting()
}

// build makes the form of the open step, at the present width.
func (w *Wizard) build() { w.form.Build(w.env.Frame.CanvasOf(pages{w}.columns())) }

// Walk is the journey.
func (w *Wizard) Walk() *steps.Walk { return w.walk }

// Form holds the fields of the open step.
func (w *Wizard) Form() *form.Form { return w.form }

// Test is the connection test of the open step, or nil.
func (w *Wizard) Test() *testscreen.Test { return w.test }

// Run is the number of the work that runs, 0 for none.
func (w *Wizard) Run() int {
	if w.job == nil {
		return 0
	}
	return w.job.run
}

// Asking reports whether the fields of the step are asked.
func (w *Wizard) Asking() bool { return w.phase == asking }

// Working reports whether the step's work runs.
func (w *Wizard) Working() bool { return w.phase == working }

// Typing reports whether a letter is text now.
func (w *Wizard) Typing() bool {
	return w.phase == asking && w.form.Typing() || len(w.queue.list) > 0 || w.test != nil && w.test.Searching()
}

// Holds reports whether work runs that cannot be cancelled: what it writes would
// be there or not, and nobody could tell.
func (w *Wizard) Holds() bool {
	return w.phase == working && !w.silent && (w.walk.Closing() || w.walk.Step().Whole)
}

// Finished reports whether the last step shows what came of the journey. Steps
// after which there is no way back may come before it.
func (w *Wizard) Finished() bool {
	return w.phase == showing && w.walk.Closing() && w.walk.Last()
}

// Journey tells a wizard of many steps from a question of one.
func (w *Wizard) Journey() bool { return len(w.walk.Flow().Steps) > 1 }

package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/account"
	"suitekey/steps"
	"suitekey/storage/journal"
	"suitekey/ui/app"
	"suitekey/ui/app/drafts"
	"suitekey/ui/tui/clipboard"
	"suitekey/ui/tui/details"
	"suitekey/ui/tui/explain"
	"suitekey/ui/tui/export"
	"suitekey/ui/tui/history"
	"suitekey/ui/tui/home"
	"suitekey/ui/tui/leaving"
	"suitekey/ui/tui/people"
	"suitekey/ui/tui/tasks"
	"suitekey/ui/tui/testscreen"
	"suitekey/ui/tui/wish"
	"suitekey/ui/tui/wizard"
)

// grant grants the wishes of a screen, in order.
func (m *model) grant(from wish.Screen, wishes wish.List) tea.Cmd {
	leaves := m.leaves && slices.ContainsFunc(wishes, func(w wish.Wish) bool {
		worked, ok := w.(wish.Worked)
		return ok && (!worked.Failed || m.err != nil)
	})
	var cmds []tea.Cmd
	for _, w := range wishes {
		if _, starts := w.(wish.Do); m.quits || starts && leaves {
			continue // the program is ending: start nothing new
		}
		cmds = append(cmds, m.grantOne(from, w))
	}
	return tea.Batch(cmds...)
}

func (m *model) grantOne(from wish.Screen, granted wish.Wish) tea.Cmd {
	switch w := granted.(type) {
	case wish.Say:
		m.frame.Say(string(w))
	case wish.Warn:
		m.frame.Warn(string(w))
	case wish.Do:
		return tea.Cmd(w)
	case wish.DoFirst:
		return m.opening.bringWhole(tea.Cmd(w))
	case wish.Open:
		return m.open(w.Screen)
	case wish.Close:
		return m.close(from)
	case wish.Home:
		m.drop(0)
		if m.home == nil {
			return m.quit()
		}
	case wish.Reload:
		if m.home != nil {
			return m.home.Load
		}
	case wish.Summarize:
		if len(m.summary) > 0 {
			m.summary = append(m.summary, "")
		}
		m.summary = append(m.summary, w...)
	case tasks.Taken:
		m.drop(slices.Index(m.stack, from))
		if w.Draft == nil {
			return m.openJourneyCmd(m.options.Journey, m.options.Given)
		}
		return m.resumeCmd(*w.Draft)
	case tasks.Unlocked:
		m.drop(slices.Index(m.stack, from))
		if m.lock.locked {
			return m.lock.goOn(m)
		}
		return m.unlocked()
	default:
		return m.grantEnd(from, granted)
	}
	return nil
}

// grantEnd grants the wishes about the end of the program.
func (m *model) grantEnd(from wish.Screen, granted wish.Wish) tea.Cmd {
	switch w := granted.(type) {
	case wish.Leave:
		return m.stopWith(w.Err)
	case wish.Practise:
		return m.stopWith(errPractise)
	case wish.SwitchVault:
		return m.stopWith(&switching{w.Name})
	case leaving.Kept:
		return m.stopWith(ErrKept)
	case wish.Press:
		return m.press(w.Key)
	case wish.Mouse:
		m.switchMouse(w.On)
		return nil
	case wish.Cancel:
		return m.cancel()
	case wish.AskLeave:
		return m.askLeave()
	case wish.Worked:
		return m.worked(w)
	default:
		// Tell a reader of a team's vault about the role before asking anything.
		if err := m.app.Team.MayChange(); err != nil && changes(granted) {
			m.frame.Warn(steps.Sentence(err))
			return nil
		}
		return m.grantScreen(from, granted)
	}
}

// grantScreen opens another screen.
func (m *model) grantScreen(from wish.Screen, granted wish.Wish) tea.Cmd {
	switch w := granted.(type) {
	case wish.Journey:
		return m.openJourneyCmd(w.Flow, w.Given)
	case wish.AnyJourney:
		return m.anyJourney(w.Flow)
	case wish.Resume:
		return m.resumeCmd(w.Draft)
	case wish.Discard:
		return m.opening.bring(tasks.AskDiscardCmd(m.app, w.Draft))
	case wish.Import:
		return m.open(tasks.Import(m.env))
	case wish.Details:
		return m.open(details.New(m.env, w.Entry))
	case wish.Export:
		return m.open(export.New(m.env, w))
	case wish.History:
		return m.opening.bring(history.LoadCmd(m.app, w.Name))
	case wish.Removed:
		return m.opening.bring(history.RemovedCmd(m.app))
	case wish.BringBack:
		return m.grant(from, wish.List{wish.Close{}, wish.Open(w)})
	case wish.JoinTeam:
		return m.open(people.Join(m.env))
	case wish.Inspect:
		return m.open(tasks.Inspect(m.env))
	case wish.MakeTeam:
		return m.open(people.Make(m.env))
	case wish.People:
		return m.opening.bring(people.LoadCmd(m.app))
	case wish.Test:
		return m.opening.bring(tasks.RecallCmd(m.app, w.Profile, false))
	case wish.Diagnosis:
		return m.opening.bring(tasks.RecallCmd(m.app, w.Profile, true))
	case wish.Older:
		return m.open(tasks.Confirm(m.env, app.TakingOlder(m.app, w.Entry), w.Entry.Account))
	case wish.Remove:
		return m.open(tasks.Remove(m.env, w.Entry, m.home.Entries()))
	case wish.ReadPage:
		return m.open(explain.Page(m.frame, from, w))
	case wish.ChooseFault:
		return m.open(testscreen.NewFaults(m.app, m.frame, w, from))
	case testscreen.Met:
		m.frame.Fault = w.Name
	case wish.Copy:
		if !w.Secret {
			return m.clip.CopyCmd(w)
		}
		return tea.Batch(m.clip.CopyCmd(w), m.recordCmd(wish.Record{Event: journal.Copied, Of: w.Of, What: w.What}))
	case wish.Record:
		return m.recordCmd(w)
	case wish.ReadClipboard:
		return m.grant(from, m.clip.Read())
	case wish.Browse:
		open := m.app.OpenBrowser
		return func() tea.Msg { return openedMsg{w, open(w.URL)} }
	}
	return nil
}

// changes reports whether what a screen wishes leads to a change of a connection.
func changes(granted wish.Wish) bool {
	switch granted.(type) {
	case wish.Journey, wish.AnyJourney, wish.Resume, wish.Discard, wish.Import, wish.Remove, wish.BringBack:
		return true
	}
	return false
}

// recordCmd writes to the log of the vault. It runs beside Update, because it waits for the
// disk.
func (m *model) recordCmd(w wish.Record) tea.Cmd {
	return func() tea.Msg {
		m.app.Record(w.Event, w.Of, w.What)
		return nil
	}
}

// openedMsg says whether the browser opened the page.
type openedMsg struct {
	page wish.Browse
	err  error
}

// journeyOpenedMsg is a journey that is ready.
type journeyOpenedMsg struct {
	walk  *steps.Walk
	draft string // the draft that was resumed
	err   error
}

// news handles all messages of commands.
func (m *model) news(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case broughtMsg:
		return m.opening.brought(m, msg)
	case journeyOpenedMsg:
		return m.journeyOpened(msg)
	case history.LoadedMsg:
		return m.grant(nil, history.Show(m.env, msg))
	case history.RemovedMsg:
		return m.grant(nil, history.ShowRemoved(m.env, msg))
	case people.LoadedMsg:
		return m.grant(nil, people.Show(m.app, m.frame, msg))
	case tasks.RecalledMsg:
		if w := tasks.Recalled(m.env, msg); w != nil {
			return m.open(w)
		}
		m.frame.Say(tasks.NoDiagnosis(msg))
	case tasks.OfferedMsg:
		return m.offered(msg)
	case tasks.DiscardAskedMsg:
		return m.open(tasks.Confirm(m.env, msg.Task, account.ID{}))
	case openedMsg:
		if msg.err != nil {
			m.frame.Warn(steps.Sentence(msg.err) + " " + msg.page.URL)
			return nil
		}
		m.frame.Say("Opened in the browser: " + msg.page.Menu)
	case clipboard.ReadMsg:
		if msg.Err != nil {
			m.frame.Warn("The clipboard cannot be read from here: paste with the terminal's own key, often ctrl+shift+v.")
			return nil
		}
		return m.paste(tea.PasteMsg{Content: msg.Text.Reveal()})
	default:
		return tea.Batch(m.grant(nil, m.clip.Update(msg)), m.broadcast(msg), unheld(m))
	}
	return nil
}

// unheld handles the keys that waited for the whole list.
func unheld(m *model) tea.Cmd {
	if len(m.held) == 0 || home.Reading(m.home) {
		return nil
	}
	held := m.held
	m.held = nil
	var cmds []tea.Cmd
	for _, key := range held {
		cmds = append(cmds, m.key(key))
	}
	return tea.Batch(cmds...)
}

// offered shows the unfinished set-ups, or starts the journey if there are none.
func (m *model) offered(msg tasks.OfferedMsg) tea.Cmd {
	if w := tasks.Offer(m.env, msg); w != nil {
		return m.open(w)
	}
	return m.openJourneyCmd(m.options.Journey, m.options.Given)
}

// openJourneyCmd prepares a journey, or resumes its draft.
func (m *model) openJourneyCmd(name string, given steps.Given) tea.Cmd {
	a := m.app
	return m.opening.bring(func() tea.Msg {
		walk, draft, err := a.Journey(name, given)
		return journeyOpenedMsg{walk: walk, draft: draft, err: err}
	})
}

// resumeCmd resumes a draft.
func (m *model) resumeCmd(d drafts.Draft) tea.Cmd {
	a, given := m.app, m.options.Given
	return m.opening.bring(func() tea.Msg {
		walk, err := a.Drafts().TakeUp(d, given)
		return journeyOpenedMsg{walk: walk, draft: d.Name, err: err}
	})
}

var nothingFor = map[string]string{
	"renew":   "No connection here signs in by certificate: there is nothing to renew.",
	"retoken": "No connection here has a credential that could be lost.",
	"migrate": "No connection here can leave TBA: suitekey migrate --inventory says why.",
	"change":  "There is no connection to change.",
}

// anyJourney starts a journey that asks for its connection.
func (m *model) anyJourney(verb string) tea.Cmd {
	if !app.AnyFor(verb, m.home.Entries(), m.app.Now()) {
		m.frame.Say(nothingFor[verb])
		return nil
	}
	return m.openJourneyCmd(verb, steps.Given{})
}

func (m *model) journeyOpened(msg journeyOpenedMsg) tea.Cmd {
	if msg.err != nil {
		if m.home == nil {
			return m.stopWith(msg.err)
		}
		m.frame.Warn(steps.Sentence(msg.err))
		return nil
	}
	m.frame.Say("")
	w := wizard.New(m.env, msg.walk, msg.draft)
	w.Back = func(w *wizard.Wizard) wish.List { // back to the list, unless something could be lost
		if m.env.Home && w.Untouched() {
			return wish.List{wish.Close{}}
		}
		return wish.List{wish.AskLeave{}}
	}
	w.Done = func(w *wizard.Wizard) wish.List {
		return wish.List{wish.Summarize(w.Summary()), wish.Close{}, wish.Reload{}}
	}
	cmd := m.open(w)
	if msg.draft != "" && !m.frame.Said() {
		m.frame.Say("Resumed at the same step.")
	}
	return cmd
}

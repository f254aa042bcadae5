package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"suitekey/ui/app"
)

// model is the one Bubble Tea model; everything on the screen is a plain
// struct in it. There is no input or output in Update: commands do that, on
// copies, and tell about it by messages in the past tense.
type model struct {
	ctx           context.Context
	app           *app.App
	options       Options
	width, height int
	theme         *theme
	clip          *clipboard

	home    *home
	wizards []*wizard // the last one is on top of all
	leaving *leaving  // the question on ctrl+c
	help    *help     // the explanation of a field
	values  *values   // the details of a connection
	handing *handover // its export, over the details
	faults  *chooser  // what can go wrong on purpose
	fault   string    // what the practice accounts meet

	flash    string // one remark, until the next key
	flashBad bool
	card     bool // the practice card, where there is no room beside
	frame    int  // of the spinner
	runs     int  // number of the last job

	summary []string // for the scrollback
	err     error    // how the program ends
	quits   bool
	leaves  bool // as soon as the work that cannot be cancelled is done
}

// signalledMsg is a signal to the process.
type signalledMsg struct{}

func newModel(ctx context.Context, a *app.App, o Options) *model {
	m := &model{
		ctx: ctx, app: a, options: o, width: 80, height: 24,
		theme: newTheme(darkByEnvironment(o.Getenv), app.PrefersASCII(o.Getenv)),
		clip:  newClipboard(o.Getenv), fault: a.Practice().Fault().Name,
	}
	if o.Journey == "" {
		m.home = &home{}
	}
	return m
}

// Init asks for the background colour and opens the first screen.
func (m *model) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, m.first())
}

// first decides what the first screen is.
func (m *model) first() tea.Cmd {
	exists, err := m.app.VaultExists()
	switch {
	case err != nil:
		return m.stopWith(err)
	case exists && !m.app.Unlocked():
		return m.unlock()
	case m.options.Journey == "" && !exists:
		m.home.loaded = true // there is nothing to load: the first frame is complete
		return nil
	}
	return m.unlocked()
}

// unlocked opens what the program was started for.
func (m *model) unlocked() tea.Cmd {
	if m.options.Journey != "" {
		return m.openJourneyCmd(m.options.Journey, m.options.Given)
	}
	return m.loadHomeCmd()
}

// stopWith ends the program with an error that leaves nothing to be done here.
func (m *model) stopWith(err error) tea.Cmd {
	m.err = err
	return m.quit()
}

func (m *model) quit() tea.Cmd {
	for _, w := range m.wizards {
		w.stop()
	}
	m.quits = true
	return tea.Quit
}

// Update takes one message.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.resize(msg.Width, msg.Height)
	case tea.BackgroundColorMsg:
		m.theme = newTheme(msg.IsDark(), m.theme.ascii)
		m.rebuild()
	case signalledMsg:
		return m, m.signalled()
	case tea.KeyPressMsg:
		return m, m.key(msg)
	case tea.PasteMsg:
		return m, m.paste(msg.Content)
	default:
		return m, m.news(msg)
	}
	return m, nil
}

// news is everything that comes from commands.
func (m *model) news(msg tea.Msg) tea.Cmd {
	w := m.top()
	switch msg := msg.(type) {
	case progressedMsg:
		if w != nil && w.job != nil && w.job.run == msg.run {
			w.job.learn(msg.progress)
			return nextEventCmd(w.job.events)
		}
	case finishedMsg:
		if w != nil && w.job != nil && w.job.run == msg.run {
			return m.finished(w, msg)
		}
	case spunMsg:
		if w != nil && w.job != nil && w.job.run == msg.run {
			w.job.frame++
			m.frame++
			return spinCmd(msg.run)
		}
	case journeyOpenedMsg:
		return m.journeyOpened(msg)
	case homeLoadedMsg:
		m.homeLoaded(msg)
	case detailsLoadedMsg:
		m.detailsLoaded(msg)
	case historyLoadedMsg:
		return m.historyLoaded(msg)
	case exportsLoadedMsg:
		m.exportsLoaded(msg)
	case discardAskedMsg:
		return m.discardAsked(msg)
	case putAsideMsg:
		return m.wasPutAside(msg)
	case refreshedMsg:
		return m.refreshed(msg)
	case keptBackMsg:
		return m.keptBack(msg)
	case draftRemovedMsg:
		return m.draftRemoved(msg)
	case draftKeptMsg:
		m.draftKept(msg)
	case practisedMsg:
		if w != nil {
			m.practised(w, msg)
		}
	case reportSavedMsg:
		m.reportSaved(msg)
	case openedMsg:
		m.opened(msg)
	case copiedMsg:
		return m.copied(msg)
	case clipboardReadMsg:
		return m.clipboardRead(msg)
	case clipboardDueMsg:
		return m.clearCmd(msg.run)
	case clipboardClearedMsg:
		m.cleared(msg)
	}
	return nil
}

// top is the wizard on the screen, or nil at home.
func (m *model) top() *wizard {
	if len(m.wizards) == 0 {
		return nil
	}
	return m.wizards[len(m.wizards)-1]
}

// push puts a wizard on top.
func (m *model) push(w *wizard) tea.Cmd {
	m.wizards = append(m.wizards, w)
	return m.open(w)
}

// pop takes the wizard on top away. Without a screen below the program ends.
func (m *model) pop() tea.Cmd {
	if w := m.top(); w != nil {
		w.stop()
		m.wizards = m.wizards[:len(m.wizards)-1]
	}
	if m.top() == nil && m.home == nil {
		return m.quit()
	}
	m.rebuild()
	return nil
}

// resize keeps the window's size to itself: huh would take it for its own.
func (m *model) resize(w, h int) {
	if w <= 0 || h <= 0 { // no terminal at the other end
		w, h = 80, 24
	}
	m.width, m.height = w, h
	m.rebuild()
}

func (m *model) rebuild() {
	for _, w := range m.wizards {
		m.build(w)
	}
}

// say shows a remark until the next key; warn shows a refusal.
func (m *model) say(text string)  { m.flash, m.flashBad = text, false }
func (m *model) warn(text string) { m.flash, m.flashBad = text, true }

func (m *model) flashLines(w int) []string {
	if m.flash == "" {
		return nil
	}
	style, sign := m.theme.dim, signNote
	if m.flashBad {
		style, sign = m.theme.warn, signWarn
	}
	lines := hanging(sign+" ", m.flash, w)
	for i := range lines {
		lines[i] = style.Render(lines[i])
	}
	return lines
}

// View draws the screen.
func (m *model) View() tea.View {
	view := tea.NewView(m.content())
	view.AltScreen = true
	view.WindowTitle = "suitekey"
	return view
}

func (m *model) content() string {
	if m.quits {
		return ""
	}
	content := m.tooSmallView()
	if m.size() != tooSmall {
		content = m.draw(m.page())
	}
	if m.theme.ascii {
		return toASCII.Replace(content)
	}
	return content
}

// page is what is on the screen.
func (m *model) page() page {
	switch {
	case m.leaving != nil:
		return m.leavingPage()
	case m.help != nil:
		return m.helpPage()
	case m.faults != nil:
		return m.faultsPage()
	case m.top() != nil:
		return m.wizardPage(m.top())
	case m.handing != nil:
		return m.handoverPage()
	case m.values != nil:
		return m.detailsPage()
	case m.home != nil:
		return m.homePage()
	}
	return m.waitingPage() // a journey is about to open
}

func (m *model) now() time.Time { return m.app.Now() }

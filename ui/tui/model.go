package tui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"suitekey/ui/app"
	"suitekey/ui/jobcontrol"
	"suitekey/ui/tui/clipboard"
	"suitekey/ui/tui/explain"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/home"
	"suitekey/ui/tui/keyboard"
	"suitekey/ui/tui/leaving"
	"suitekey/ui/tui/palette"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/tasks"
	"suitekey/ui/tui/theme"
	"suitekey/ui/tui/wish"
	"suitekey/ui/tui/wizard"
)

// model is the only Bubble Tea model: a stack of screens in a frame. It passes messages
// down to the screens and grants their wishes.
type model struct {
	app     *app.App
	options Options
	frame   *frame.Frame
	env     *wizard.Env
	clip    *clipboard.Clipboard

	screens
	opening opening
	held    []tea.KeyPressMsg // pressed while the list was being read

	background bool // the person has said whether the background is dark

	summary []string // for the scrollback
	err     error    // how the program ends
	mouse   bool     // on, also in wizards
	quits   bool
	leaves  bool // leave as soon as work that cannot be cancelled has ended
	lock    locking
}

// keyPalette opens the palette while letters are text.
const keyPalette = "f3"

// signalledMsg is a signal to the process.
type signalledMsg struct{}

func newModel(ctx context.Context, a *app.App, o Options) *model {
	dark, told, fixed := theme.Background(o.Getenv)
	f := &frame.Frame{
		Theme: theme.New(theme.Terminal{Dark: dark, Untold: !told, ASCII: app.PrefersASCII(o.Getenv)}),
		Width: 80, Height: 24, Demo: a.Demo(), Fault: a.Practice().Fault().Name,
	}
	m := &model{
		app: a, options: o, frame: f, background: fixed, clip: clipboard.New(o.Getenv),
		env:  &wizard.Env{Ctx: ctx, App: a, Frame: f, Home: o.Journey == ""},
		lock: newLocking(o.Getenv, a.Now),
	}
	if m.env.Home {
		m.home = home.New(a, f, o.Given)
	}
	return m
}

// Init asks for the background colour and opens the first screen.
func (m *model) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, m.first(), m.lock.look())
}

// first decides what the first screen is.
func (m *model) first() tea.Cmd {
	exists, err := m.app.VaultExists()
	switch {
	case err != nil:
		return m.stopWith(err)
	case exists && !m.app.Unlocked():
		return m.open(tasks.Unlock(m.env))
	case m.home != nil && !exists:
		m.home.LoadedEmpty() // the first frame is complete
		return nil
	}
	return m.unlocked()
}

// unlocked opens the screen for which the program was started.
func (m *model) unlocked() tea.Cmd {
	if m.home == nil { // a journey, which a reader of a team's vault cannot finish
		if err := m.app.Team.MayChange(); err != nil {
			return m.stopWith(err)
		}
	}
	if m.home == nil && tasks.Offers(m.options.Journey, m.options.Given) {
		return tasks.OfferCmd(m.app)
	}
	if m.home == nil {
		return m.openJourneyCmd(m.options.Journey, m.options.Given)
	}
	return m.home.Load
}

// Update handles one message.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		if msg.Width == m.frame.Width && msg.Height == m.frame.Height {
			return m, nil
		}
		m.frame.Resize(msg.Width, msg.Height) // not passed on: huh would use it as its own size
		return m, m.rebuild()
	case tea.BackgroundColorMsg:
		if of := m.frame.Theme.Terminal; !m.background {
			of.Dark, of.Untold = msg.IsDark(), false
			return m, m.dress(of)
		}
	case tea.ColorProfileMsg:
		of := m.frame.Theme.Terminal
		of.Colours = msg.Profile
		return m, m.dress(of)
	case tea.ResumeMsg:
		return m, resumed()
	case signalledMsg:
		return m, m.signalled()
	case lockLookMsg:
		return m, m.lookAtClock()
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseMsg:
		cmd, dropped := m.touch()
		if dropped {
			return m, cmd
		}
		return m, tea.Batch(cmd, m.input(msg))
	default:
		return m, m.news(msg)
	}
	return m, nil
}

// input handles what a person does.
func (m *model) input(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		var cmds []tea.Cmd
		for _, key := range keyboard.Apart(keyboard.Shortcut(msg)) {
			cmds = append(cmds, m.key(key))
		}
		return tea.Batch(cmds...)
	case tea.PasteMsg:
		return m.paste(msg)
	case tea.MouseMsg:
		return m.click(msg)
	}
	return nil
}

// key passes a key to the screen on top. Only ctrl+c, the explanation and suspending work
// on every screen.
func (m *model) key(msg tea.KeyPressMsg) tea.Cmd {
	if m.quits {
		return nil
	}
	m.frame.Say("")
	top := m.shown()
	switch name := msg.String(); {
	case name == parts.KeyLeave:
		return m.askLeave()
	case name == "ctrl+z":
		return suspend(m.frame)
	case name == "f2":
		return m.otherBackground()
	case name == "ctrl+l":
		return tea.ClearScreen
	case m.frame.Size() == parts.TooSmall:
		return nil // nobody can see the effect of a key
	case m.opening.on && !covers(top):
		m.opening.key(m, msg)
		return nil
	case top == nil:
		return nil
	case m.home != nil && home.Reading(m.home) && top == wish.Screen(m.home):
		m.held = append(m.held, msg)
		return nil
	case !covers(top) && (name == parts.KeyExplain || name == "f1" || name == "?" && !top.Typing()):
		return m.open(explain.Of(m.frame, top))
	case !covers(top) && (name == keyPalette || name == ":" && !top.Typing()):
		return m.openPalette(top)
	}
	return m.send(top, msg)
}

// covers reports whether a screen handles every key except ctrl+c.
func covers(s wish.Screen) bool {
	switch s.(type) {
	case *explain.Explanation, *leaving.Question, *palette.Palette:
		return true
	}
	return false
}

// suspend returns to the shell, if the shell supports job control.
func suspend(f *frame.Frame) tea.Cmd {
	if !jobcontrol.CanSuspend() {
		f.Say("suitekey was not started from a shell, so ctrl+z cannot suspend it. " + parts.KeyLeave + " leaves.")
		return nil
	}
	return suspended()
}

func (m *model) paste(msg tea.PasteMsg) tea.Cmd {
	if msg.Content == "" { // the late end mark of a paste that was already ended
		return nil
	}
	m.frame.Say("")
	if m.opening.on {
		m.opening.typed.Paste(msg.Content)
		return nil
	}
	if top := m.shown(); top != nil && m.frame.Size() != parts.TooSmall {
		return m.send(top, msg)
	}
	return nil
}

// send passes a message to a screen and grants its wishes.
func (m *model) send(s wish.Screen, msg tea.Msg) tea.Cmd { return m.grant(s, s.Update(msg)) }

// broadcast passes a message to all screens, the topmost first.
func (m *model) broadcast(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, s := range m.downwards() {
		cmds = append(cmds, m.send(s, msg))
	}
	return tea.Batch(cmds...)
}

// otherBackground switches to the colours for the other background, if the terminal
// reported a wrong background or none.
func (m *model) otherBackground() tea.Cmd {
	of := m.frame.Theme.Terminal
	of.Dark, of.Untold = of.Untold || !of.Dark, false
	m.background = true
	name := "light"
	if of.Dark {
		name = "dark"
	}
	m.frame.Say("Colours for a " + name + " background. SUITEKEY_BACKGROUND=" + name + " keeps them.")
	return m.dress(of)
}

// dress applies what the terminal has reported about itself to all screens.
func (m *model) dress(of theme.Terminal) tea.Cmd {
	if of == m.frame.Theme.Terminal {
		return nil
	}
	m.frame.Theme = theme.New(of)
	return m.rebuild()
}

func (m *model) rebuild() tea.Cmd { return m.broadcast(wish.ResizedMsg{}) }

// open adds a screen on top.
func (m *model) open(s wish.Screen) tea.Cmd {
	m.stack = append(m.stack, s)
	return m.send(s, wish.OpenedMsg{})
}

// close removes a screen and all screens above it. If no screen is left, the program ends.
func (m *model) close(s wish.Screen) tea.Cmd {
	at := slices.Index(m.stack, s)
	if at < 0 {
		return nil
	}
	m.drop(at)
	if m.shown() == nil {
		return m.quit()
	}
	return m.rebuild()
}

// View draws the screen.
func (m *model) View() tea.View {
	view := tea.NewView(m.content())
	view.AltScreen = true
	view.MouseMode = mouseMode(m.shown(), m.mouse)
	view.KeyboardEnhancements.ReportAlternateKeys = true // ctrl+c on every layout
	return view
}

func (m *model) content() string {
	var content string
	switch top := m.shown(); {
	case m.quits:
		return ""
	case m.frame.Size() == parts.TooSmall:
		content = m.frame.TooSmall()
	case top == nil:
		content = m.frame.Draw(waitingPage())
	default:
		content = m.frame.Draw(top.View())
	}
	if m.frame.Theme.ASCII {
		return theme.ToASCII.Replace(content)
	}
	return content
}

// waitingPage is shown while a journey is prepared.
func waitingPage() frame.Page {
	p := frame.Page{What: "set-up", Keys: []parts.Hint{{Key: parts.KeyLeave, Does: "leave"}}}
	p.Body.Add("Opening")
	return p
}

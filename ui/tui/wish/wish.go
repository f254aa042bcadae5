// Package wish defines what all screens have in common: how they receive messages, how they
// are drawn, and what they may ask of the program.
//
// Messages go down: the root gives keys and pastes to the screen on top, and the results of
// commands to all screens. Wishes come up: a screen never changes another one. It returns
// what it wants.
package wish

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/drafts"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
)

// Screen fills the frame. Its Update does no input or output: commands do that on copies,
// and report with messages in the past tense.
type Screen interface {
	// Update handles a message, and returns what the screen wants. It ignores messages of
	// other screens.
	Update(msg tea.Msg) List
	// View returns the screen as a page of the frame.
	View() frame.Page
	// Typing reports whether a letter is text rather than a shortcut.
	Typing() bool
}

// Explainer is a screen that explains more than its keys.
type Explainer interface {
	// Explanation returns the facts about the item under the cursor, and the keys besides
	// those of the footer.
	Explanation() (title string, texts []string, keys []parts.Hint)
}

// Keyed is a screen with more keys than its footer shows: it lists all of them, in groups,
// the most important first.
type Keyed interface {
	AllKeys() []parts.KeyGroup
}

// Commander is a screen that offers commands without a key to the palette.
type Commander interface {
	Commands() []Command
}

// Command is an entry of the palette.
type Command struct {
	Title, Note string
	Group       string // what it is about; commands of one group stand together
	Key         string // the key that does the same, "" for none
	Press       string // the key that is pressed on the screen below; else Wishes are granted
	Wishes      List
}

// Clicked is a screen that handles clicks.
type Clicked interface {
	// TakesClicks reports whether the screen handles clicks now. Otherwise the terminal
	// keeps the mouse, so that people can select text.
	TakesClicks() bool
	// Click handles a click on a line and column of the body.
	Click(line, column int) List
}

// Wish is a request of a screen to the program: one of the types below, or one that the
// screen above knows.
type Wish any

// List is granted in order.
type List []Wish

// Wishes about the program and the screens.
type (
	// Say shows a remark until the next key.
	Say string
	// Warn shows a warning until the next key.
	Warn string
	// Do runs a command. All screens receive its message.
	Do tea.Cmd
	// DoFirst runs a command that changes what the screen shows: until it ends, the screen
	// gets no key.
	DoFirst tea.Cmd
	// Open adds a screen on top.
	Open struct{ Screen Screen }
	// Close removes the screen on top. If no screen is left, the program ends.
	Close struct{}
	// Home removes all screens except the list of connections.
	Home struct{}
	// Reload reads the connections again.
	Reload struct{}
	// Leave ends the program: after practice, or with an error.
	Leave struct{ Err error }
	// Practise ends the program and starts it with simulated accounts.
	Practise struct{}
	// SwitchVault ends the program and starts it with another vault that this computer
	// knows; an empty name means the next one.
	SwitchVault struct{ Name string }
	// Press presses a key on the screen on top, named as in a hint.
	Press struct{ Key string }
	// Mouse switches the mouse in the wizard on or off.
	Mouse struct{ On bool }
	// Summarize adds lines to the text that stays in the scrollback.
	Summarize []string
)

// Wishes about connections and journeys.
type (
	// Journey starts a journey, or resumes its draft.
	Journey struct {
		Flow  string
		Given steps.Given
	}
	// AnyJourney starts a journey that asks for its connection, if a connection suits it.
	AnyJourney struct{ Flow string }
	// Resume resumes a draft.
	Resume struct{ Draft drafts.Draft }
	// Discard asks for a confirmation and discards a draft.
	Discard struct{ Draft drafts.Draft }
	// Import reads a connection from the file of another program.
	Import struct{}
	// Details shows the values of a connection.
	Details struct{ Entry storage.Entry }
	// Export hands a connection over to other programs: it shows a list of formats, or at
	// once the form of the connection's product.
	Export struct {
		Entry   storage.Entry
		Product bool
	}
	// History shows the earlier states of a connection.
	History struct{ Name string }
	// MakeTeam starts the journey that creates a team's vault.
	MakeTeam struct{}
	// JoinTeam starts the journey that opens a team's vault on this computer.
	JoinTeam struct{}
	// Inspect reads a certificate or a key.
	Inspect struct{}
	// People shows who may open the team's vault.
	People struct{}
	// Removed lists the removed connections that can be restored.
	Removed struct{}
	// BringBack asks on a new screen, which replaces this one, whether to restore an
	// earlier state.
	BringBack struct{ Screen Screen }
	// Test runs the connection test of a saved connection.
	Test struct{ Profile profile.Profile }
	// Diagnosis shows the result of the last test of a saved connection.
	Diagnosis struct{ Profile profile.Profile }
	// Older asks what to do with a connection whose stored state is older than before.
	Older struct{ Entry storage.Entry }
	// Remove asks for a confirmation and removes a connection.
	Remove struct{ Entry storage.Entry }
)

// Wishes about the world outside.
type (
	// Copy copies a text. What names it: "the link".
	Copy struct {
		What   string
		Text   secret.Secret
		Secret bool   // the clipboard is cleared later
		Of     string // the connection of a secret
	}
	// Record writes to the log of the vault; see package journal.
	Record struct{ Event, Of, What string }
	// ReadClipboard pastes the content of the clipboard.
	ReadClipboard struct{}
	// Browse opens a page of NetSuite. Menu is the menu path to the page.
	Browse struct{ Menu, URL string }
	// ReadPage shows a page for another person. File is the path of its copy on disk.
	ReadPage struct{ Text, File string }
	// ChooseFault lists the faults that a practice connection can meet.
	ChooseFault struct {
		Subject profile.Profile
		Again   string // how to run the test again
	}
)

// LoadedMsg is the content of the vault. All screens receive it.
type LoadedMsg struct {
	Entries []storage.Entry
	Drafts  []drafts.Draft
	Usual   string // name of the default connection
	Vaults  []app.KnownVault
	Until   string // the time until which an agent has the vault's key; "" without an agent
	Team    *Team  // nil for a vault of one person
	Patches int64  // how many ChangedMsg the list had taken when this reading began
	Err     error
	// Rest reads the whole list, if Entries are only its beginning, for the first page; nil
	// if they are all.
	Rest tea.Cmd
}

// ChangedMsg is what colleagues have changed in a team's vault. It goes to all screens.
type ChangedMsg struct {
	Entries    []storage.Entry // as they are now
	Removed    []string        // the names of connections
	Drafts     bool            // Unfinished was read
	Unfinished []drafts.Draft  // all of them
	Team       *Team           // without Works if those have not changed
	Err        error           // why Unfinished could not be read
}

// RemovedBySomebody says that a connection on the screen has left the vault.
func RemovedBySomebody(name string) string {
	return "Somebody has removed or renamed " + name + " in the meantime. esc goes back to the list; u on the list shows removed connections."
}

// Team is what the list shows about the team's vault.
type Team struct {
	Vault  string
	Away   error             // why the engine is out of reach; nil if it answers
	Closed error             // why the vault is not open to this person any more
	Reads  bool              // this person's role changes no connection
	Works  map[string]string // who works on a connection, and since when: "ci since 10:03"
}

// OpenedMsg says that the screen was added on top.
type OpenedMsg struct{}

// ResizedMsg says that the size of the window or the colours have changed.
type ResizedMsg struct{}

// Wishes about the end of work that cannot be cancelled.
type (
	// Worked says that work has ended. If the person wanted to leave meanwhile, the program
	// leaves now, unless the work failed.
	Worked struct{ Failed bool }
	// Cancel leaves at once. Everything unsaved is lost.
	Cancel struct{}
)

// AskLeave leaves. If something could be lost, it first asks whether to keep or discard the
// journey on top.
type AskLeave struct{}

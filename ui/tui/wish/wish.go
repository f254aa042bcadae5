// Package wish says what all screens have in common: how messages reach one,
// how it is drawn, and what it may ask of the program around it.
//
// Messages go down: the root gives keys and pastes to the screen on top, and the
// results of commands to all of them. Wishes come up: a screen never changes
// another one, it returns what it wants.
package wish

import (
	tea "charm.land/bubbletea/v2"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/storage"
	"suitekey/ui/app/drafts"
	"suitekey/ui/tui/frame"
	"suitekey/ui/tui/parts"
)

// Screen is something that fills the frame. There is no input or output in
// Update: commands do that, on copies, and report by messages in the past tense.
type Screen interface {
	// Update takes a message, and returns what the screen wants. Messages of other
	// screens are ignored.
	Update(msg tea.Msg) List
	// View is the screen as a page of the frame.
	View() frame.Page
	// Typing reports whether a letter is text now rather than a shortcut.
	Typing() bool
}

// Explainer is a screen that explains more than its keys.
type Explainer interface {
	// Explanation is what there is to know of what is under the cursor, and the
	// keys besides those of the footer.
	Explanation() (title string, texts []string, keys []parts.Hint)
}

// Keyed is a screen with more keys than its footer shows.
type Keyed interface {
	AllKeys() []parts.Hint
}

// Commander is a screen with commands that have no key: the palette finds them.
type Commander interface {
	Commands() []Command
}

// Command is something that the palette finds by typing.
type Command struct {
	Title, Note string
	Key         string // the key that does the same, "" for none
	Press       string // the key that is pressed on the screen below; else Wishes are granted
	Wishes      List
}

// Clicked is a screen that takes clicks.
type Clicked interface {
	// TakesClicks reports whether it takes them now. Otherwise the terminal keeps the
	// mouse, to select text.
	TakesClicks() bool
	// Click is a click on a line of the body, in a column of it.
	Click(line, column int) List
}

// Wish is something that a screen asks of the program around it: one of the types
// below, or one that the screen above knows.
type Wish any

// List is granted in its order.
type List []Wish

// About the program and what is on the screen.
type (
	// Say shows a remark until the next key.
	Say string
	// Warn shows a refusal until the next key.
	Warn string
	// Do runs a command. Its message goes to all screens.
	Do tea.Cmd
	// Open puts a screen on top.
	Open struct{ Screen Screen }
	// Close takes the screen on top away; without one below it the program ends.
	Close struct{}
	// Home takes all screens away but the list of connections.
	Home struct{}
	// Reload reads the connections anew.
	Reload struct{}
	// Leave ends the program: after practice, or with an error.
	Leave struct{ Err error }
	// Practise ends the program and starts it with simulated accounts.
	Practise struct{}
	// SwitchVault ends the program and starts it with the next vault that this computer
	// knows.
	SwitchVault struct{}
	// Press is a key on the screen on top, by the name that a hint gives it.
	Press struct{ Key string }
	// Mouse switches the mouse in the wizard on or off.
	Mouse struct{ On bool }
	// Summarize adds lines to what stays in the scrollback.
	Summarize []string
)

// About connections and journeys.
type (
	// Journey begins a journey, or takes up its draft.
	Journey struct {
		Flow  string
		Given steps.Given
	}
	// AnyJourney begins a journey that asks which connection it is about, if there
	// is one that it can be about.
	AnyJourney struct{ Flow string }
	// Resume takes up a draft.
	Resume struct{ Draft drafts.Draft }
	// Discard asks before a draft is thrown away.
	Discard struct{ Draft drafts.Draft }
	// Import reads a connection from the file of another program.
	Import struct{}
	// Details shows the values of a connection.
	Details struct{ Entry storage.Entry }
	// Export shows a connection as other programs want it: a list of formats, or at
	// once the form of the product that the connection is for.
	Export struct {
		Entry   storage.Entry
		Product bool
	}
	// History shows the earlier states of a connection.
	History struct{ Name string }
	// MakeTeam begins the journey that makes a team's vault.
	MakeTeam struct{}
	// JoinTeam begins the journey that opens a team's vault on this computer.
	JoinTeam struct{}
	// Inspect reads a certificate or a key.
	Inspect struct{}
	// People shows who may open the team's vault.
	People struct{}
	// Removed lists the removed connections, to bring one back.
	Removed struct{}
	// Test runs the connection test of a saved connection.
	Test struct{ Profile profile.Profile }
	// Diagnosis shows what the last test of a saved connection found.
	Diagnosis struct{ Profile profile.Profile }
	// Older asks what to do with a connection whose state went back in time.
	Older struct{ Entry storage.Entry }
	// Remove asks before a connection is removed.
	Remove struct{ Entry storage.Entry }
)

// About the world outside.
type (
	// Copy copies a text. What names it: "the link".
	Copy struct {
		What   string
		Text   secret.Secret
		Secret bool   // it is taken out of the clipboard again
		Of     string // the connection that a secret is of
	}
	// Record writes to the log of the vault; see package journal.
	Record struct{ Event, Of, What string }
	// ReadClipboard pastes what is in the clipboard.
	ReadClipboard struct{}
	// Browse opens a page of NetSuite; Menu is how it is found by hand.
	Browse struct{ Menu, URL string }
	// ReadPage shows a page that is given to somebody else. File is where it lies.
	ReadPage struct{ Text, File string }
	// ChooseFault lists the faults that a practice connection can meet.
	ChooseFault struct {
		Subject profile.Profile
		Again   string // how the test is run again
	}
)

// LoadedMsg is what the vault holds. It goes to all screens.
type LoadedMsg struct {
	Entries []storage.Entry
	Drafts  []drafts.Draft
	Usual   string // name of the default connection
	Vaults  int    // how many this computer knows
	Until   string // the time until which an agent has the vault's key; "" without an agent
	Team    *Team  // nil for a vault of one person
	Err     error
}

// Team is what a list says about the team's vault.
type Team struct {
	Vault string
	Away  error             // why the engine is out of reach; nil if it answers
	Works map[string]string // who works on a connection, and since when: "ci since 10:03"
}

// OpenedMsg says that the screen has been put on top.
type OpenedMsg struct{}

// ResizedMsg says that the size of the window or the colours have changed.
type ResizedMsg struct{}

// About the end of work that cannot be cancelled.
type (
	// Worked says that work has ended: who wanted to leave meanwhile leaves now,
	// unless it failed.
	Worked struct{ Failed bool }
	// Cancel leaves at once: what is not saved is lost.
	Cancel struct{}
)

// AskLeave asks whether to keep or discard the journey on top, where something
// could be lost, and leaves.
type AskLeave struct{}

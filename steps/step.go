// Package steps says what a journey is: a list of steps as data, each with what it
// tells, asks and does. The full screen, the plain prompts and the verbs walk the same
// list. The package knows no terminal and no disk; Env brings both. The journeys
// themselves are in its packages setup and journeys, which register them here.
package steps

import (
	"context"
	"time"

	"suitekey/core/diagnose"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// Flow is a journey: a list of steps with guards.
type Flow struct {
	Name  string // verb, as in `suitekey setup`
	Title string // for the header: "first set-up"
	Steps []Step

	// AboutSaved marks a journey about connections that are in the vault. It starts
	// from a saved connection (see StateFromProfile). The draft is saved before and
	// after the work of each step, so an interrupted run can resume. The last step
	// removes the draft.
	AboutSaved bool
	// Draft names the draft of an AboutSaved journey; there is one of a kind and subject.
	Draft func(State) string
	// Start fits the answers of an AboutSaved journey to its purpose, each time that
	// the journey is begun or resumed.
	Start func(State) State
	// Describe names an unfinished journey in a list: "renewal of acme".
	Describe func(Unfinished) string
	// Give puts what is given now into the state of a draft; nil: Given.Apply.
	Give func(Given, State) State
	// Skip leaves the connection whose turn it is for later, in a journey about several
	// of them. It returns the step to open.
	Skip func(Env, State) (State, string, error)
}

// Fields are the questions of the journey, each key once, in its order.
func (f Flow) Fields() []Field {
	var fields []Field
	known := map[string]bool{}
	for _, step := range f.Steps {
		for _, field := range step.Fields {
			if !known[field.Key] {
				known[field.Key] = true
				fields = append(fields, field)
			}
		}
	}
	return fields
}

// Step says what to tell, what to ask and what to do. All parts but Name and
// Title are optional.
type Step struct {
	Name  string           // stable, unique in a flow; drafts and causes refer to it
	Title string           // for the stepper, at most 16 columns
	Doc   func(State) Page // title, why, explanation of the fields
	When  func(State) bool // guard; nil: always

	// Do is what to click in NetSuite, in order.
	Do func(State) []Instruction

	Fields []Field

	// OnNext is called when the person goes on to the next step, before Work:
	// the place to start something that takes long in the background.
	OnNext func(Env, State)

	// Work does what the step is for. It may take long, obeys ctx and can run
	// again after Back without harm. The state it returns is kept even with an
	// error: what was learned is not lost.
	Work func(ctx context.Context, env Env, s State, report func(Progress)) (State, error)

	// Done tells whether what Work makes is there already; nil: it leaves nothing
	// that a later step needs. A draft is taken up no later than at a step that
	// is not done.
	Done func(State) bool

	// ReadOnly marks a step, not the last, whose Work only reads: it makes nothing
	// that has to be kept, so it saves no draft.
	ReadOnly bool

	// Show tells what Work found. A step with Show stays on the screen until
	// the person goes on; without it the next step opens at once.
	Show func(State) []string

	// Wait is set on a step during which a person acts outside of suitekey, and tells
	// what that person has to do. An unattended journey stops here and is kept as a
	// draft, unless Waiting.Ready reports that it has been done.
	Wait func(State) Waiting

	// Pending says what an unfinished journey that stopped at this step waits for.
	Pending string

	// Tests marks a step whose Work is the connection test: it costs a sign-in and
	// reports its stages.
	Tests bool

	// FixedBy names the journey that replaces what this step was for in a saved
	// connection, where a failed test points to this step; "": none.
	FixedBy string

	// LoopTo names the step to go back to after this one, "" to go on: for doing
	// several connections in one sitting. Back does not lead through it.
	LoopTo func(State) string

	// NoReturn reports that there is no way back after this step, as it came out;
	// nil: never.
	NoReturn func(State) bool
}

// Applies reports whether the step is part of the journey with these answers.
func (s Step) Applies(state State) bool { return s.When == nil || s.When(state) }

// If is the step with one guard more.
func (s Step) If(guard func(State) bool) Step {
	own := s
	s.When = func(state State) bool { return guard(state) && own.Applies(state) }
	return s
}

// Closes reports whether there is no way back after this step.
func (s Step) Closes(state State) bool { return s.NoReturn != nil && s.NoReturn(state) }

// Always is for the functions of a Step that hold in every state.
func Always(State) bool { return true }

// Instruction is one thing to do in NetSuite. Menu and URL may be empty.
type Instruction struct {
	Text string // what to do there
	Menu string // path through the menus: "Setup > Integration > ..."
	URL  string // that page of this account
}

// Progress is what Work reports while it runs: a line of text, or a stage of
// the connection test.
type Progress struct {
	Text  string
	Check *diagnose.Check
}

// Vault is what the journeys need of the vault. An implementation knows the
// passphrase of an existing vault already.
type Vault interface {
	// Create makes a new vault that passphrase opens; where this run has made or
	// opened it already, it does nothing. remember asks to keep the
	// passphrase in the keyring of the operating system; what came of that is
	// returned as a sentence (empty when it was not asked for).
	Create(passphrase secret.Secret, remember bool) (note string, err error)
	// Save stores a new profile; it refuses to replace one.
	Save(p profile.Profile, journey string) error
	// Load reads a saved profile.
	Load(name string) (profile.Profile, error)
	// Replace stores a changed profile that came from Load; it refuses when
	// somebody else changed it meanwhile. fields names what changed.
	Replace(p profile.Profile, journey string, fields []string) error
	// Note records Tested and Refusals that a test of p found, without making a
	// new state.
	Note(p profile.Profile, change func(*profile.Profile)) error
	// Alone runs work while no other suitekey does the same: a sign-in that spends
	// what the vault keeps.
	Alone(ctx context.Context, work func() error) error
	// SaveDraft keeps an unfinished journey, encrypted. data is what Walk.Draft
	// gave. It refuses when there is a draft of that name that this run has neither
	// taken up nor kept: of two renewals at once, one stops here.
	SaveDraft(name string, data secret.Secret) error
	// RemoveDraft forgets a draft; one that is not there is no error.
	RemoveDraft(name string) error
}

// Env is all that steps reach outside of themselves.
type Env struct {
	Now    func() time.Time
	Client *netsuite.Client
	Vault  Vault
	Keys   *Keys // key pairs in the making

	SignIns *SignIns // browser sign-ins under way
	// OpenBrowser opens a page of NetSuite; the link is on the screen as well.
	OpenBrowser func(url string) error

	// WriteCertificate writes the public certificate where a browser can pick
	// it up, and returns the path.
	WriteCertificate func(name, pem string) (path string, err error)
	// WritePage writes a text without any secret, to be given away or printed,
	// beside the certificates, and returns the path. A page with the same first line
	// is written anew; any other file is left alone, and the path is another one then.
	WritePage func(file, text string) (path string, err error)
	// RunCommand runs a command line that the person gave, with input on its
	// standard input and these variables added to its environment, and returns what
	// it printed, fit for a screen and with the secrets masked. It fails where the
	// command could not be run or did not end with 0.
	RunCommand func(ctx context.Context, line string, input secret.Secret, variables []string) (output string, err error)
	// ReadFile reads a file that the person named, up to a limit. It may be a
	// pipe that gives nothing for long: ctx ends the waiting.
	ReadFile func(ctx context.Context, path string) ([]byte, error)

	// TestTimeout bounds each call of the connection test. It is shorter than
	// the call time-out that is stored for the product.
	TestTimeout time.Duration
}

// Package steps defines journeys as data: a journey is a list of steps, and each step has
// texts, questions and work. The full screen, the plain prompts and the verbs use the same
// list. The package has no access to terminal or disk; Env provides both. The packages
// setup and journeys contain the journeys and register them here.
package steps

import (
	"context"
	"slices"
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
	// Start adapts the answers of an AboutSaved journey to its purpose, at the start and at
	// every resume.
	Start func(State) State
	// Describe names an unfinished journey in a list: "renewal of acme".
	Describe func(Unfinished) string
}

// AllSteps returns the steps, with those about each of several connections.
func (f Flow) AllSteps() []Step {
	var all []Step
	for _, step := range f.Steps {
		if step.Each != nil {
			all = append(all, step.Each.Flow.Steps...)
		} else {
			all = append(all, step)
		}
	}
	return all
}

// ownFields returns the questions, without those about each of several connections.
func (f Flow) ownFields() []Field {
	var fields []Field
	for _, step := range f.Steps {
		fields = append(fields, step.Fields...)
	}
	return fields
}

// Fields returns the questions of the journey, each key once, in order.
func (f Flow) Fields() []Field {
	var fields []Field
	known := map[string]bool{}
	for _, step := range f.AllSteps() {
		for _, field := range step.Fields {
			if !known[field.Key] {
				known[field.Key] = true
				fields = append(fields, field)
			}
		}
	}
	return fields
}

// Caution begins a line of Show that is no success: refused, different, left to do.
const Caution = "! "

// Step has texts, questions and work. All members except Name and Title are optional.
type Step struct {
	Name  string           // stable, unique in a flow; drafts and causes refer to it
	Title string           // for the stepper, at most 16 columns
	Doc   func(State) Page // title, why, explanation of the fields
	When  func(State) bool // guard; nil: always

	// Do returns the instructions for NetSuite, in order.
	Do func(State) []Instruction

	Fields []Field
	// OneEnter marks a step whose fields all propose a value: enter on any of them
	// continues, if no field has a problem.
	OneEnter bool
	// Compact marks a step of settings, which the full screen shows in a line each.
	Compact bool

	// OnNext is called when the person continues, before Work. It can start long work
	// in the background.
	OnNext func(Env, State)

	// Work does the work of the step. It may take long, obeys ctx and can run again
	// after Back without harm. The walk keeps the returned state even with an error.
	Work func(ctx context.Context, env Env, s State, report func(Progress)) (State, error)

	// Done reports whether the result of Work exists already; nil: later steps need no
	// result. A draft resumes at the first step that is not done.
	Done func(State) bool

	// Whole marks a step whose Work is not cancelled: what is made would be known to nobody.
	Whole bool

	// ReadOnly marks a step whose Work only reads: the step saves no draft. The last step
	// is never ReadOnly.
	ReadOnly bool

	// Show returns the findings of Work. A step with Show stays on the screen until the
	// person continues; without Show the next step opens at once.
	Show func(State) []string

	// Wait is set on a step during which a person acts outside of suitekey. It returns the
	// instructions for that person. An unattended journey stops here and saves a draft,
	// unless Waiting.Ready is true.
	Wait func(State) Waiting

	// Pending names the reason for the wait of an unfinished journey at this step.
	Pending string

	// HandsOver marks a step during which a person gives the saved connection to its
	// product: a front end offers the form of the product there.
	HandsOver bool

	// Tests marks a step whose Work is the connection test: it costs a sign-in and
	// reports its stages.
	Tests bool

	// FixedBy names the journey that replaces the values of this step in a saved
	// connection after a failed test; "": none.
	FixedBy string

	// Each makes the step a journey about each of several connections, one after the
	// other. It has no other members than Name and When.
	Each *Each

	// LoopTo names an earlier step to open after this step, or "" for the next step. Back
	// does not follow a loop.
	LoopTo func(State) string

	// NoReturn reports that a person cannot go back after this step, in this state; nil:
	// never.
	NoReturn func(State) bool
}

// Applies reports whether the step is part of the journey with these answers.
func (s Step) Applies(state State) bool { return s.When == nil || s.When(state) }

// If returns the step with one more guard.
func (s Step) If(guard func(State) bool) Step {
	own := s
	s.When = func(state State) bool { return guard(state) && own.Applies(state) }
	return s
}

// Closes reports whether a person cannot go back after this step.
func (s Step) Closes(state State) bool { return s.NoReturn != nil && s.NoReturn(state) }

// Always is a guard that is true in every state.
func Always(State) bool { return true }

// Instruction is one thing to do in NetSuite. Menu and URL may be empty; an Instruction has
// Text or Settings.
type Instruction struct {
	Text     string    // the action on that page
	Menu     string    // path through the menus: "Setup > Integration > ..."
	URL      string    // that page of this account
	Settings []Setting // what to enter or tick on that page, in its order
}

// Setting is one thing to enter or to tick. Label is the field of the page, or what to do
// with the values; it may be empty.
type Setting struct{ Label, Value string }

// Line returns the setting for a page of text.
func (s Setting) Line() string {
	if s.Label == "" {
		return s.Value
	}
	return s.Label + ": " + s.Value
}

// Lines returns the instruction for a page of text: the action, or the way to the page if
// the settings say it all, comes first.
func (i Instruction) Lines() []string {
	lines := []string{i.Text}
	where := []string{i.Menu, i.URL}
	if i.Text == "" {
		lines, where = where, nil
	}
	for _, setting := range i.Settings {
		lines = append(lines, setting.Line())
	}
	return slices.DeleteFunc(append(lines, where...), func(line string) bool { return line == "" })
}

// Progress is a report of running Work: a line of text, or a stage of the connection
// test.
type Progress struct {
	Text  string
	Check *diagnose.Check
}

// Vault is the access of the journeys to the vault. An implementation already has the
// passphrase of an existing vault.
type Vault interface {
	// Create makes a new vault with passphrase. It does nothing if this run has already
	// made or opened the vault. remember stores the passphrase in the keyring of the
	// operating system; the returned sentence reports the result, and is empty without
	// remember.
	Create(passphrase secret.Secret, remember bool) (note string, err error)
	// MakeRecovery makes a recovery sheet for the open vault. Its key is stored nowhere.
	MakeRecovery(passphrase secret.Secret) (Sheet, error)
	// Save stores a new profile; it refuses to replace one.
	Save(p profile.Profile, journey string) error
	// Load reads a saved profile. It fails with a NotThere if there is none of the name.
	Load(name string) (profile.Profile, error)
	// Replace stores a changed profile from Load. It refuses if another process has
	// changed the profile since. fields names the changed answers.
	Replace(p profile.Profile, journey string, fields []string) error
	// Note stores Tested and Refusals of a test of p, without a new entry in the
	// history.
	Note(p profile.Profile, change func(*profile.Profile)) error
	// Working runs work while nobody else works on the connection or the journey name.
	// held takes the place of the vault in work, unless held is nil: what it is asked to
	// save is refused once others may have taken the work up.
	Working(ctx context.Context, name string, work func(ctx context.Context, held Vault) error) error
	// Alone runs work under a lock against other suitekeys that work on the connection
	// name: for a sign-in that uses up a stored token. The context of work ends with the
	// lock.
	Alone(ctx context.Context, name string, work func(context.Context) error) error
	// SaveDraft saves an unfinished journey, encrypted. data comes from Walk.Draft. It
	// refuses to replace a draft of that name that this run has neither resumed nor
	// saved: of two renewals at once, one stops here.
	SaveDraft(name string, data secret.Secret) error
	// RemoveDraft removes a draft. A missing draft is no error.
	RemoveDraft(name string) error
}

// Env is the access of the steps to the outside.
type Env struct {
	Now    func() time.Time
	Client *netsuite.Client
	Vault  Vault
	Keys   *Keys // makes key pairs in the background

	SignIns *SignIns // active browser sign-ins
	// OpenBrowser opens a page of NetSuite; the link is on the screen as well.
	OpenBrowser func(url string) error

	// WriteCertificate writes the public certificate to a folder that a browser can
	// read, and returns the path.
	WriteCertificate func(name, pem string) (path string, err error)
	// WritePage writes a text without secrets to the folder of the certificates and
	// returns the path. It replaces a page with the same first line. It never replaces
	// another file: the path differs then.
	WritePage func(file, text string) (path string, err error)
	// RunCommand runs the person's command line with input on standard input and
	// additional environment variables. It returns the output, safe for a terminal and
	// with masked secrets. It fails if the command cannot run or its exit code is not 0.
	RunCommand func(ctx context.Context, line string, input secret.Secret, variables []string) (output string, err error)
	// ReadFile reads the person's file, up to a limit. The file may be a pipe without
	// data: ctx ends the wait.
	ReadFile func(ctx context.Context, path string) ([]byte, error)

	// KeepTest stores the result of a test of a saved connection, and LastFailure returns
	// the diagnosis of the last one, if it failed and no tested value has changed since.
	// Both may be nil.
	KeepTest    func(p profile.Profile, r diagnose.Report)
	LastFailure func(p profile.Profile) (r diagnose.Report, ok bool)

	// TestTimeout limits each call of the connection test. It is shorter than the
	// stored call time-out of the product.
	TestTimeout time.Duration
}

package connections

import (
	"runtime"
	"strings"
	"sync"
	"time"

	"suitekey/core/health"
	"suitekey/steps/setup"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/cli/verb"
)

// linesAtOnce is how many lines of a list are in memory, so that a long list needs little.
const linesAtOnce = 256

// listLines makes the lines of a list.
type listLines struct {
	listing *connections.Listing
	below   []bool
	now     time.Time
	rules   health.Rules
	usual   string // name of the default connection
	made    []listLine
}

// listLine is a connection in a list, and the reason why it is unreadable.
type listLine struct {
	cells [7]string
	err   error
}

// between returns the lines from one number to another, which it makes on all processors. They
// are valid until the next call.
func (l *listLines) between(from, to int) []listLine {
	if l.made == nil {
		l.made = make([]listLine, min(linesAtOnce, l.listing.Len()))
	}
	made := l.made[:to-from]
	workers := min(runtime.GOMAXPROCS(0), len(made))
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() {
			first, end := worker*len(made)/workers, (worker+1)*len(made)/workers
			one := lineMaker{methods: map[[3]string]string{}}
			for i := first; i < end; i++ {
				l.listing.Read(from+i, &one.entry)
				made[i] = one.line(l, l.below[from+i])
			}
		})
	}
	group.Wait()
	return made
}

// lineMaker makes lines one after the other, in the memory of the last one.
type lineMaker struct {
	entry   storage.Entry
	state   health.State
	methods map[[3]string]string // what setup.MethodOf returns; thousands of connections share some few
}

func (m *lineMaker) method() string {
	p := &m.entry.Profile
	of := [3]string{string(p.Method), p.SignatureAlgorithm, p.JWTAlgorithm}
	text, known := m.methods[of]
	if !known {
		text = setup.MethodOf(p)
		m.methods[of] = text
	}
	return text
}

// line returns the line of the entry.
func (m *lineMaker) line(l *listLines, below bool) listLine {
	e := &m.entry
	if e.Err != nil {
		return listLine{cells: [7]string{e.Name, strings.ToUpper(storage.Condition(e.Err))}, err: e.Err}
	}
	name := e.Name
	if below {
		name = "  " + name // below the production account of its company
	}
	m.state = app.HealthAgain(m.state.Items, e, l.now, l.rules)
	return listLine{cells: [7]string{
		name, verb.EnvironmentOf(e), e.Account.Realm(), m.method(), testedOn(e), briefOf(m.state), remarks(e, l.usual),
	}}
}

// remarks returns the tags of a connection, and says whether it is the default.
func remarks(e *storage.Entry, usual string) string {
	var words []string
	if e.Name == usual {
		words = append(words, "(default)")
	}
	for _, tag := range e.Tags {
		words = append(words, "#"+tag)
	}
	return strings.Join(words, " ")
}

// briefOf returns the health for a column, with the word of its level if somebody has to
// act.
func briefOf(s health.State) string {
	if s.Level > health.Soon {
		return strings.ToUpper(s.Level.String()) + ": " + verb.Unaligned(s.Brief())
	}
	return verb.Unaligned(s.Brief())
}

func testedOn(e *storage.Entry) string {
	if e.Tested.At.IsZero() {
		return "never tested"
	}
	return "tested " + e.Tested.At.UTC().Format("2006-01-02")
}

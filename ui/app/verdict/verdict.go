// Package verdict turns the report of a connection test into lines. The lines are made
// once; each front end has marks for them.
package verdict

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"suitekey/core/diagnose"
	"suitekey/core/lockout"
	"suitekey/core/span"
	"suitekey/steps"
)

// Kind is the kind of a line.
type Kind int

// The kinds, in the order in which a verdict has them.
const (
	Correction Kind = iota // what was corrected for this test alone
	Heading                // above the causes
	Cause
	Why
	Do
	Menu
	Link
	Answer   // the answer that fixes a cause
	Question // the one observation that decides
	How      // a step to that observation
	Value    // a value that may be seen there
	Command  // a command that tells more
	Fix      // a command that fixes a cause
	Warning
	Company
	Role
	User
	Limits
	Table // the role's permissions, a row a line
	Row
	Rights // the same in sentences, a line for each kind of permission
	Budget // how near the user is to being locked
)

// Line is one line of a verdict. Its text is a sentence or a value, without a
// mark; nothing in it is secret.
type Line struct {
	Kind   Kind
	Text   string
	Number int // of a cause or a step, from 1; 0 for none
}

// Options are the options of Of.
type Options struct {
	// Question includes the observation that decides, for a front end that
	// cannot ask for it.
	Question bool
	// Fix is the command that fixes a cause of a saved connection, if there is
	// one. nil means that the connection is not saved: no command can name it.
	Fix func(diagnose.Cause) (command string, ok bool)
}

// inFull limits how many causes have their instructions: more would push the likeliest
// cause off the screen, and a listener would forget it.
const inFull = 3

// Of returns the lines of a verdict: the causes of a failure and how to be certain, or
// who answered and what the role may do.
func Of(r diagnose.Report, o Options) []Line {
	var l lines
	for _, text := range r.Corrections {
		l.add(Correction, text)
	}
	if !r.OK {
		l = append(l, Causes(r)...)
		if len(r.Causes) > inFull && o.Fix != nil {
			l.add(Command, "How to fix the others: suitekey test "+r.Profile+" --detail, with the word in brackets")
		}
		if o.Question {
			l.question(r, o.Fix != nil)
		}
		l.fixes(r, o.Fix)
	}
	for _, w := range r.Warnings {
		l.add(Warning, w.Title)
		l.cause(w)
	}
	if r.OK {
		l.answered(r)
	}
	l.permissions(r.Permissions)
	return l
}

// Causes returns the possible causes, the likeliest first.
func Causes(r diagnose.Report) []Line {
	var l lines
	if len(r.Causes) == 0 {
		return nil
	}
	l.add(Heading, heading(r))
	for n, c := range r.Causes {
		l = append(l, Line{Cause, fmt.Sprintf("%s (%s; %s)", c.Title, c.Likelihood, c.Code), n + 1})
		if n < inFull {
			l.cause(c)
		}
	}
	return l
}

// Outcome returns the result of a failed test in a sentence, for the line above its
// causes.
func Outcome(r diagnose.Report) string {
	text := "NetSuite refused the sign-in."
	if !r.Refused {
		text = "The test fails at " + failedAt(r.Checks) + "."
	}
	causes := len(r.Causes)
	switch {
	case causes == 0 && r.Err != nil:
		return text + " " + steps.Sentence(errors.New(steps.Shorten(r.Err.Error(), 300))) + " No cause is known for this; a report has the evidence."
	case causes == 0:
		return text + " No cause is known for this; a report has the evidence."
	case r.Decided != "":
		return "The audit trail says " + r.Decided + ", which has this cause:"
	case r.Ambiguous && r.Refused:
		text = "NetSuite refused the sign-in and does not name the reason."
	case causes == 1:
		return text + " There is one possible cause:"
	case r.Causes[0].Weight >= sure:
		return text + " The first of these is the cause:"
	}
	return text + " The most likely cause is first:"
}

// Age says that a failed test is shown again, and how old the test is.
func Age(at, now time.Time) string {
	return "Test of " + steps.When(at, now) + ", " + span.Ago(now.Sub(at)) + ". Nothing was sent now."
}

// sure is the weight from which the evidence leaves no doubt.
const sure = 95

// failedAt returns the title of the failed stage.
func failedAt(checks []diagnose.Check) string {
	for _, c := range checks {
		if c.State == diagnose.Failed {
			return c.Title
		}
	}
	return "its end"
}

// Explained returns the lines of one cause: the reason, what to do, and where.
func Explained(c diagnose.Cause) []Line {
	var l lines
	l.cause(c)
	return l
}

// Observation says how to make the one observation that decides.
func Observation(q diagnose.Question) []Line {
	l := lines{{Kind: Question, Text: q.Text}}
	for n, line := range q.How {
		l = append(l, Line{How, line, n + 1})
	}
	l.add(Menu, q.Menu)
	l.add(Link, q.URL)
	return l
}

// BudgetOf says how near the user is to being locked, after refusals within half
// an hour. stopped means that no sign-in was tried for that reason.
func BudgetOf(name string, refusals int, stopped bool) []Line {
	var l lines
	switch {
	case stopped:
		l.add(Budget, fmt.Sprintf("No sign-in was tried: %d were refused within half an hour, and the fifth locks the user for 30 minutes.", refusals))
		l.add(Budget, "Wait, or fix the cause first. To sign in anyway: suitekey test "+name+" --force")
	case refusals >= lockout.Warn:
		l.add(Warning, fmt.Sprintf("%d sign-ins were refused within half an hour. At %d NetSuite locks the user for 30 minutes: fix the cause before the next try.", refusals, lockout.Lock))
	case refusals > 0:
		l.add(Budget, fmt.Sprintf("Refused sign-ins within half an hour: %d. At %d NetSuite locks the user for 30 minutes.", refusals, lockout.Lock))
	}
	return l
}

// StateWord returns the state of a check as a word; false while the check runs.
func StateWord(s diagnose.State) (string, bool) {
	word, ok := map[diagnose.State]string{
		diagnose.OK: "ok", diagnose.Warn: "warning", diagnose.Failed: "FAILED", diagnose.Skipped: "not reached",
	}[s]
	return word, ok
}

// heading returns the line above the causes of a failed test.
func heading(r diagnose.Report) string {
	switch {
	case r.Decided != "":
		return "The Login Audit Trail says " + r.Decided + ":"
	case r.Ambiguous:
		return "NetSuite's answer fits several causes. In order of likelihood:"
	case len(r.Causes) > 1:
		return "In order of likelihood:"
	default:
		return "The cause:"
	}
}

type lines []Line

// add adds a line, unless it has no text.
func (l *lines) add(kind Kind, text string) {
	if text != "" {
		*l = append(*l, Line{Kind: kind, Text: text})
	}
}

// cause adds the reason and the instructions.
func (l *lines) cause(c diagnose.Cause) {
	l.add(Why, c.Why)
	for _, text := range c.Do {
		l.add(Do, text)
	}
	l.add(Menu, c.Menu)
	l.add(Link, c.URL)
	l.add(Answer, answerTo(c))
}

// fitting limits how many values of the audit trail are listed with their meaning.
const fitting = 6

func (l *lines) question(r diagnose.Report, saved bool) {
	if r.Ask == nil {
		return
	}
	*l = append(*l, Observation(*r.Ask)...)
	var rest []string
	for n, value := range r.Ask.Values {
		if n < fitting {
			l.add(Value, fmt.Sprintf("%-22s %s", value.Code, value.Title))
			continue
		}
		rest = append(rest, value.Code)
	}
	if len(rest) > 0 {
		l.add(Value, "or "+strings.Join(rest, ", "))
	}
	if saved {
		l.add(Command, "Then, with nothing sent: suitekey test "+r.Profile+" --detail VALUE")
	}
}

// fixes adds the commands that fix a saved connection, the likeliest first.
func (l *lines) fixes(r diagnose.Report, fix func(diagnose.Cause) (string, bool)) {
	if fix == nil {
		return
	}
	var told []string
	for _, c := range r.Causes {
		command, ok := fix(c)
		if ok && !slices.Contains(told, command) {
			told = append(told, command)
			l.add(Fix, fmt.Sprintf("%s (%s)", command, c.Title))
		}
		if len(told) == inFull {
			return
		}
	}
}

// answered says which company, role and user answered.
func (l *lines) answered(r diagnose.Report) {
	l.add(Company, steps.Shorten(r.Tested.Company, 200))
	l.add(Role, steps.Shorten(r.Tested.Role, 200))
	l.add(User, steps.Shorten(r.Tested.Entity, 200))
	if r.Limits != nil {
		l.add(Limits, fmt.Sprintf("%d requests at a time in this account, %d for this integration", r.Limits.Account, r.Limits.Integration))
	}
}

// permissions says which permissions the role should have and has, as a table and as a
// sentence for each kind. It adds nothing if no permission was tried.
func (l *lines) permissions(rights []diagnose.Right) {
	if !slices.ContainsFunc(rights, func(r diagnose.Right) bool { return r.Has != diagnose.Unknown }) {
		return
	}
	l.add(Table, "The role's permissions")
	l.add(Row, fmt.Sprintf("%-15s  %-9s  %s", "for this", "has", "permission"))
	for _, r := range rights {
		name := r.Name
		if r.Level != "" {
			name += " (" + r.Level + ")"
		}
		l.add(Row, fmt.Sprintf("%-15s  %-9s  %s: %s", r.Need, r.Has, name, r.Why))
	}
	for _, kind := range []struct {
		need diagnose.Need
		has  diagnose.Has
		text string
	}{
		{diagnose.Needed, diagnose.Yes, "The role has what is needed: "},
		{diagnose.Needed, diagnose.No, "The role lacks what is needed: "},
		{diagnose.Useful, diagnose.Yes, "The role also has: "},
		{diagnose.Useful, diagnose.No, "The role lacks what some calls need: "},
		{diagnose.Harmful, diagnose.Yes, "The role should not have: "},
	} {
		var names []string
		for _, r := range rights {
			if r.Need == kind.need && r.Has == kind.has {
				names = append(names, r.Name)
			}
		}
		if len(names) > 0 {
			l.add(Rights, kind.text+strings.Join(names, ", "))
		}
	}
}

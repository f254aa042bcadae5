package steps

import (
	"fmt"
	"slices"
	"strings"

	"suitekey/core/secret"
)

// Kind is the kind of input of a field.
type Kind int

// The kinds of field.
const (
	Text   Kind = iota // one line
	Secret             // one line, hidden; the value is a secret.Secret
	Choice             // one of Options
	Multi              // any of Options; the answer is a comma-separated list of values
	Number             // a whole number
	File               // path of a file on this computer; a PEM may be pasted instead
)

// Group names the connections that need an answer, for help texts.
type Group string

// The groups of answers.
const (
	GroupTBA     Group = "TBA"
	GroupM2M     Group = "M2M"
	GroupSOAP    Group = "SOAP"
	GroupConnect Group = "SuiteAnalytics Connect"
	GroupCalls   Group = "calls"
)

// Option is one possible answer of a Choice or Multi.
type Option struct {
	Value string // the stored value, also in flags and answers files
	Label string // the text on the screen
	Note  string // one short remark: a date, a recommendation
}

// Finding is the result of a check. The zero Finding says nothing.
type Finding struct {
	Problem string // blocks: the fault and how to fix it
	Warning string // does not block: an unusual value
	Note    string // confirmation: "64 of 64", the derived form
}

// Field is one question. Key is also the key in answers files and, with dashes for
// underscores, the flag. Secret fields have no flag.
type Field struct {
	Key         string
	Label       string
	Kind        Kind
	Placeholder string
	Optional    bool   // may stay empty
	Passphrase  bool   // kept exactly as typed; not even its length or its end is shown
	Later       string // the option for "not now": the full screen saves the journey and returns to its list
	Returns     string // the option that leads one step back
	Needed      string // the message for an empty answer; "": a sentence made from Label
	Group       Group  // the method or interface that needs the answer; "": all
	Open        bool   // in a Compact step: shown with all its options, not in a line
	NotKept     bool   // a draft does not keep the answer, nor does a question that is opened again
	InPerson    bool   // asked of a person only: no flag, no part of an unattended run
	Apart       bool   // about the vault, not the connection: a test that passed stays passed

	// Make makes an answer at random, for a person who asks for one. It is shown once, to be
	// written down; nil: nobody can ask.
	Make func() (secret.Secret, error)

	// Unseen is the remark about a Default that nobody has checked, where a confirmation
	// mark would mislead. nil, or "": no remark.
	Unseen func(State) string

	// DependsOn names the answers that determine this answer. A change of one of them
	// drops this answer; the journey asks or computes it again.
	DependsOn []string
	// OnChange drops the values made with the former answer; nil: nothing.
	OnChange func(State) State

	When    func(State) bool                // nil: always
	Options func(State) []Option            // Choice and Multi
	Default func(State) string              // the answer if nobody gave one, also unattended; nil: none
	Suggest func(State) string              // the initial cursor position, never an answer; nil: none
	Check   func(State, string) Finding     // pure and fast; nil: accepts every value
	Clean   func(string) (string, []string) // repairs typed or pasted text and lists the repairs; nil: CleanLine
}

// Flag is the name of the command-line flag.
func (f Field) Flag() string { return strings.ReplaceAll(f.Key, "_", "-") }

// Applies reports whether the journey asks the field with these answers.
func (f Field) Applies(s State) bool { return f.When == nil || f.When(s) }

// Repair cleans typed or pasted text. The second result lists the repairs.
func (f Field) Repair(text string) (string, []string) {
	if f.Passphrase {
		return text, nil
	}
	if f.Clean != nil {
		return f.Clean(text)
	}
	if f.Kind == Choice || f.Kind == Multi {
		return strings.TrimSpace(text), nil
	}
	return CleanLine(text)
}

// Examine checks text as the answer to this field: an empty answer, an unknown option,
// then Check.
func (f Field) Examine(s State, text string) Finding {
	if text == "" {
		if f.Optional {
			return Finding{}
		}
		return Finding{Problem: f.needed()}
	}
	if f.Kind == Choice || f.Kind == Multi {
		if problem := f.unknownOption(s, text); problem != "" {
			return Finding{Problem: problem}
		}
	}
	var finding Finding
	if f.Check != nil {
		finding = f.Check(s, text)
	}
	if finding.Problem == "" {
		finding.Problem = againstPolicy(s, f.Key, text)
	}
	return finding
}

func (f Field) needed() string {
	switch {
	case f.Needed != "":
		return f.Needed
	case f.Kind == Multi:
		return "Choose at least one."
	case f.Kind == Choice:
		return "Choose one."
	default:
		return fmt.Sprintf("%s is required.", f.Label)
	}
}

func (f Field) unknownOption(s State, text string) string {
	options := f.Options(s)
	known := make([]string, 0, len(options))
	for _, o := range options {
		known = append(known, o.Value)
	}
	given := []string{text}
	if f.Kind == Multi {
		given = SplitList(text)
	}
	for _, g := range given {
		if !slices.Contains(known, g) {
			return Sentence(fmt.Errorf("%s is none of: %s", secret.Quote(g), strings.Join(known, ", ")))
		}
	}
	return ""
}

// SplitList splits a comma- or space-separated list and drops empty parts.
func SplitList(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}

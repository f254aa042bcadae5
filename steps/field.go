package steps

import (
	"fmt"
	"slices"
	"strings"

	"suitekey/core/secret"
)

// Kind says how a field is asked.
type Kind int

// The kinds of field.
const (
	Text   Kind = iota // one line
	Secret             // one line, not shown; its value lives in a secret.Secret
	Choice             // one of Options
	Multi              // any of Options; the answer is their values, separated by commas
	Number             // a whole number
	File               // path of a file on this computer; a PEM may be pasted instead
)

// Group says which connections need an answer, for help texts.
type Group string

// The groups of answers.
const (
	GroupTBA   Group = "TBA"
	GroupM2M   Group = "M2M"
	GroupSOAP  Group = "SOAP"
	GroupCalls Group = "calls"
)

// Option is one possible answer of a Choice or Multi.
type Option struct {
	Value string // what is stored; also what a flag or answers file says
	Label string // what the person reads
	Note  string // one short remark: a date, a recommendation
}

// Finding is what a check has to say of a value. The zero Finding is silence.
type Finding struct {
	Problem string // blocks: what is wrong and what to do
	Warning string // does not block: what looks odd
	Note    string // reassurance: "64 of 64", the derived form
}

// Field is one question. Its Key is also its answers-file key and, with dashes
// for underscores, its flag; secret fields have no flag.
type Field struct {
	Key         string
	Label       string
	Kind        Kind
	Placeholder string
	Optional    bool   // may stay empty
	Passphrase  bool   // kept exactly as typed; not even its length or its end is shown
	Later       string // the option that says not now: a screen with a list to go to keeps the journey and goes there
	Needed      string // what an empty answer gets; "": a sentence made from Label
	Group       Group  // the method or interface that alone needs the answer; "": all
	NotKept     bool   // a draft does not keep the answer

	// Unseen is said of a Default that nobody has looked at, where it is more than a
	// proposal: a sign that all is well would be believed. nil, or "": nothing.
	Unseen func(State) string

	// DependsOn names the answers that this one is made from. A change of one of them
	// drops this answer, and it is asked or computed again.
	DependsOn []string
	// OnChange drops what a journey made with the former answer; nil: nothing.
	OnChange func(State) State

	When    func(State) bool                // nil: always
	Options func(State) []Option            // Choice and Multi
	Default func(State) string              // answer when nobody gave one, also unattended; nil: none
	Suggest func(State) string              // where the cursor starts, never an answer by itself; nil: none
	Check   func(State, string) Finding     // pure and instant; nil: anything goes
	Clean   func(string) (string, []string) // repairs typing and pasting and says what it repaired; nil: CleanLine
}

// Flag is the name of the command-line flag.
func (f Field) Flag() string { return strings.ReplaceAll(f.Key, "_", "-") }

// Applies tells whether the field is asked with these answers.
func (f Field) Applies(s State) bool { return f.When == nil || f.When(s) }

// Repair cleans what was typed or pasted and says in short sentences what it
// changed.
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

// Examine checks text as the answer to this field: whether it is there at all,
// whether it is one of the options, and what Check has to say.
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
		return fmt.Sprintf("%s is needed to go on.", f.Label)
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

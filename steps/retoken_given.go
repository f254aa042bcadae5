package steps

import (
	"errors"
	"slices"
	"strings"

	"suitekey/core/profile"
)

// turnKeys are the answers that one connection of a sitting can be given.
var turnKeys = []string{
	KeyNewPair, KeyTokenBy, KeyConsumerKey, KeyConsumerSecret, KeyTokenID, KeyTokenSecret, KeyCertificateID, KeyRedirected,
}

// TurnFields are the questions that a sitting may ask about each connection.
func TurnFields() []Field {
	var fields []Field
	for _, key := range turnKeys {
		if f, ok := fieldOf(key); ok {
			fields = append(fields, f)
		}
	}
	return fields
}

// forTurn gives the connection whose turn it is what is meant for it: by its name,
// or by no name where it is the only one that can be meant.
func (g Given) forTurn(s State) State {
	var common, own []Field
	for _, f := range TurnFields() {
		if !s.takes(f.Key) {
			continue
		}
		own = append(own, f)
		if sharedByRecord(f.Key) || s.onlyTaker() {
			common = append(common, f)
		}
	}
	s = g.put(s, common)
	return g.Profiles[s.Sitting.Current].put(s, own)
}

// takes tells whether the connection whose turn it is can be given an answer: what
// it has and what works is not overwritten.
func (s State) takes(key string) bool {
	switch key {
	case KeyConsumerKey:
		return asksPair(s)
	case KeyConsumerSecret:
		return asksPair(s) && !isM2M(s)
	case KeyRedirectURI:
		return asksPair(s) && isCode(s)
	case KeyRedirected:
		return isCode(s) || asksToken(s)
	case KeyTokenID, KeyTokenSecret, KeyTokenBy:
		return asksToken(s)
	default:
		return isM2M(s)
	}
}

func sharedByRecord(key string) bool { return key == KeyConsumerKey || key == KeyConsumerSecret }

// onlyTaker tells whether no other connection of the same method waits for its
// turn.
func (s State) onlyTaker() bool {
	return !slices.ContainsFunc(s.Sitting.With(Chosen, Left), func(i Item) bool {
		return i.Name != s.Sitting.Current && i.Method == s.Method()
	})
}

// of is what was given to key for the connection called name.
func (g Given) of(name, key string) string {
	if text, ok := g.Profiles[name].Answers[key]; ok {
		return text
	}
	return g.Answers[key]
}

// SittingMissingError names what each connection of a sitting lacks, or was given
// wrongly, at once.
type SittingMissingError struct {
	Names []string
	Each  map[string]*MissingError
}

// Error has a paragraph for each connection.
func (e *SittingMissingError) Error() string {
	var lines []string
	for _, name := range e.Names {
		for _, line := range strings.Split(e.Each[name].Error(), "\n") {
			lines = append(lines, name+": "+line)
		}
	}
	return strings.Join(lines, "\n")
}

// AuditSitting goes through the connections that were chosen, without doing any
// work, and returns a *SittingMissingError or nil.
func AuditSitting(env Env, s State) error {
	e := &SittingMissingError{Each: map[string]*MissingError{}}
	asked := map[string]bool{} // records whose consumer pair an earlier one brings
	for _, item := range s.Sitting.With(Chosen) {
		there, err := turnTo(env, s, item.Name)
		if err != nil {
			return err
		}
		var lacks *MissingError
		if !errors.As(Audit(Retoken(), there), &lacks) {
			lacks = &MissingError{}
		}
		if asked[item.ConsumerKey] {
			lacks.Missing = slices.DeleteFunc(lacks.Missing, func(f Field) bool { return sharedByRecord(f.Key) })
		}
		if asksPair(there) && item.Method == profile.TBA {
			asked[item.ConsumerKey] = true
		}
		if len(lacks.Missing)+len(lacks.Problems) > 0 {
			e.Names = append(e.Names, item.Name)
			e.Each[item.Name] = lacks
		}
	}
	if len(e.Names) == 0 {
		return nil
	}
	return e
}

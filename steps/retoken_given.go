package steps

import (
	"errors"
	"slices"
	"strings"

	"suitekey/core/profile"
)

// TurnFields are the questions that a sitting may ask about each connection: those of
// the steps about one connection, but for the one that puts it aside.
func TurnFields() []Field {
	fields := Flow{Steps: connectionSteps()}.Fields()
	return slices.DeleteFunc(fields, func(f Field) bool { return f.Key == KeyTurn })
}

// forTurn gives the connection whose turn it is what is meant for it: by its name,
// or by no name where it is the only one that can be meant. Working values are never
// overwritten: what no step asks now is not given.
func (g Given) forTurn(s State) State {
	own := g.Profiles[s.Sitting.Current]
	for _, f := range TurnFields() {
		if !asksNow(s, f.Key) {
			continue
		}
		if sharedByRecord(f.Key) || s.onlyTaker() {
			s = g.put(s, []Field{f})
		}
		s = own.put(s, []Field{f})
	}
	return s
}

// asksNow reports whether a step about the current connection asks for key.
func asksNow(s State, key string) bool {
	return slices.ContainsFunc(connectionSteps(), func(step Step) bool {
		return step.Applies(s) && slices.ContainsFunc(fieldsOf(step, s), func(f Field) bool { return f.Key == key })
	})
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

package journeys

import (
	"errors"
	"slices"
	"strings"

	"suitekey/core/profile"
	"suitekey/steps"
)

// ItemFields returns the questions that a batch may ask about each connection, except the
// question that skips the connection.
func ItemFields() []steps.Field {
	return slices.DeleteFunc(steps.Flow{Steps: connectionSteps()}.Fields(), func(f steps.Field) bool { return f.Key == steps.KeyTurn })
}

// giveItem applies the given answers for the current connection: the answers under its
// name, and answers without a name if they fit no other connection. It gives only answers
// that a step asks now, so working values are never overwritten.
func giveItem(g steps.Given, s steps.State) steps.State {
	s = s.WithGiven(g)
	for _, f := range ItemFields() {
		if !asksNow(s, f.Key) {
			continue
		}
		if sharedByRecord(f.Key) || onlyTaker(s) {
			s = g.Put(s, []steps.Field{f})
		}
		s = g.Profiles[s.Item.Name].Put(s, []steps.Field{f})
	}
	return s
}

// asksNow reports whether a step about the current connection asks for key.
func asksNow(s steps.State, key string) bool {
	return slices.ContainsFunc(connectionSteps(), func(step steps.Step) bool {
		return step.Applies(s) && slices.ContainsFunc(steps.AskedFields(step, s), func(f steps.Field) bool { return f.Key == key })
	})
}

func sharedByRecord(key string) bool {
	return key == steps.KeyConsumerKey || key == steps.KeyConsumerSecret
}

// onlyTaker reports whether no other connection of the same method is selected.
func onlyTaker(s steps.State) bool {
	return !slices.ContainsFunc(s.Items.In(steps.Selected, steps.Skipped), func(i steps.Item) bool {
		return i.Name != s.Item.Name && i.Method == s.Item.Method
	})
}

// givenTo returns the given answer to key for the connection called name.
func givenTo(g steps.Given, name, key string) string {
	if text, ok := g.Profiles[name].Answers[key]; ok {
		return text
	}
	return g.Answers[key]
}

// BatchMissingError names the missing and invalid answers of all connections of a batch at
// once.
type BatchMissingError struct {
	Names []string
	Each  map[string]*steps.MissingError
}

// Error has a paragraph for each connection.
func (e *BatchMissingError) Error() string {
	var lines []string
	for _, name := range e.Names {
		for _, line := range strings.Split(e.Each[name].Error(), "\n") {
			lines = append(lines, name+": "+line)
		}
	}
	return strings.Join(lines, "\n")
}

// AuditBatch checks the answers of the chosen connections, without doing any work. It
// returns a *BatchMissingError or nil.
func AuditBatch(env steps.Env, s steps.State) error {
	e := &BatchMissingError{Each: map[string]*steps.MissingError{}}
	asked := map[string]bool{} // records whose consumer pair comes from an earlier connection
	for _, item := range s.Items.In(steps.Selected) {
		there, err := openItem(env, s, item)
		if err != nil {
			return err
		}
		var lacks *steps.MissingError
		if !errors.As(steps.Audit(steps.Flow{Steps: connectionSteps()}, there), &lacks) {
			lacks = &steps.MissingError{}
		}
		if asked[item.ConsumerKey] {
			lacks.Missing = slices.DeleteFunc(lacks.Missing, func(f steps.Field) bool { return sharedByRecord(f.Key) })
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

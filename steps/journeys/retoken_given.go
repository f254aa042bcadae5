package journeys

import (
	"errors"
	"slices"
	"strings"

	"suitekey/core/profile"
	"suitekey/steps"
)

// ItemFields are the questions that a sitting may ask about each connection: those of
// the steps about one connection, but for the one that puts it aside.
func ItemFields() []steps.Field {
	fields := steps.Flow{Steps: connectionSteps()}.Fields()
	return slices.DeleteFunc(fields, func(f steps.Field) bool { return f.Key == steps.KeyTurn })
}

// giveBatch gives a sitting that is resumed what is meant for the connection whose
// turn it is. The answers for the others wait for their turn.
func giveBatch(g steps.Given, s steps.State) steps.State {
	if s.Batch.Began.IsZero() {
		return g.Apply(s)
	}
	s = s.WithGiven(g)
	if hasItem(s) {
		s = giveItem(s)
	}
	return g.Put(s, leftStep().Fields)
}

// giveItem gives the connection whose turn it is what is meant for it: by its name,
// or by no name where it is the only one that can be meant. Working values are never
// overwritten: what no step asks now is not given.
func giveItem(s steps.State) steps.State {
	g := s.Given()
	own := g.Profiles[s.Batch.Current]
	for _, f := range ItemFields() {
		if !asksNow(s, f.Key) {
			continue
		}
		if sharedByRecord(f.Key) || onlyTaker(s) {
			s = g.Put(s, []steps.Field{f})
		}
		s = own.Put(s, []steps.Field{f})
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

// onlyTaker tells whether no other connection of the same method waits for its
// turn.
func onlyTaker(s steps.State) bool {
	return !slices.ContainsFunc(s.Batch.InState(steps.Selected, steps.Skipped), func(i steps.Item) bool {
		return i.Name != s.Batch.Current && i.Method == s.Method()
	})
}

// givenTo is what was given to key for the connection called name.
func givenTo(g steps.Given, name, key string) string {
	if text, ok := g.Profiles[name].Answers[key]; ok {
		return text
	}
	return g.Answers[key]
}

// BatchMissingError names what each connection of a sitting lacks, or was given
// wrongly, at once.
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

// AuditBatch goes through the connections that were chosen, without doing any
// work, and returns a *SittingMissingError or nil.
func AuditBatch(env steps.Env, s steps.State) error {
	e := &BatchMissingError{Each: map[string]*steps.MissingError{}}
	asked := map[string]bool{} // records whose consumer pair an earlier one brings
	for _, item := range s.Batch.InState(steps.Selected) {
		there, err := selectItem(env, s, item.Name)
		if err != nil {
			return err
		}
		var lacks *steps.MissingError
		if !errors.As(steps.Audit(Retoken(), there), &lacks) {
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

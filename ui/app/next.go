package app

import (
	"fmt"

	"suitekey/steps"
	"suitekey/steps/journeys"
)

// NextCommand is a command line with its purpose.
type NextCommand struct{ Line, Does string }

// Next returns the commands that fit after a journey.
func Next(flow steps.Flow, s steps.State) []NextCommand {
	name := s.Value(steps.KeyName)
	if s.Former.Name != "" {
		name = s.Former.Name
	}
	test := NextCommand{"suitekey test " + name, "tests it again"}
	hand := NextCommand{"suitekey export " + name, "exports it to the product"}
	switch flow.Name {
	case "retoken":
		return batchNext(s)
	case "renew", "migrate":
		return []NextCommand{test, {"suitekey status", "shows what is due next"}, {"suitekey history " + name, "lists its earlier states"}}
	case "change":
		return []NextCommand{hand, {"suitekey undo " + name, "restores the previous state"}}
	}
	return []NextCommand{test, {"suitekey show " + name, "shows it, without its secrets"}, hand, {"suitekey", "lists all connections"}}
}

// batchNext returns the commands that hand over the new values of each fixed connection.
func batchNext(s steps.State) []NextCommand {
	var next []NextCommand
	for _, item := range s.Items.In(steps.Fixed) {
		if len(journeys.NewValues(item.Method, item)) > 0 {
			next = append(next, NextCommand{"suitekey export " + item.Name, "exports the new values to the product"})
		}
	}
	if left := s.Items.In(steps.Skipped); len(left) > 0 {
		next = append(next, NextCommand{"suitekey retoken " + left[0].Name, "resumes the skipped connections"})
	}
	return append(next, NextCommand{"suitekey test --all", "tests all of them again"})
}

// Subject names the connection of a journey for a heading: "acme", or "2 of 3: acme" in a
// journey about several connections. It is "" as long as the connection is unknown.
func Subject(flow steps.Flow, s steps.State) string {
	all := s.Items.In(steps.Selected, steps.Fixed, steps.Skipped)
	switch {
	case !flow.AboutSaved:
		return s.Value(steps.KeyName)
	case s.Item.Name != "":
		return numberOf(all, s.Item.Name) + s.Item.Name
	case !s.Began.IsZero():
		return ""
	}
	return s.Former.Name
}

func numberOf(all []steps.Item, name string) string {
	for i, item := range all {
		if item.Name == name && len(all) > 1 {
			return fmt.Sprintf("%d of %d: ", i+1, len(all))
		}
	}
	return ""
}

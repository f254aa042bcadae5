package connections

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"suitekey/core/profile"
	"suitekey/core/termsafe"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/cli/verb"
)

// historyObject is what `history --json` prints.
type historyObject struct {
	Profile string         `json:"profile"`
	Removed bool           `json:"removed"`
	States  []historyState `json:"states"`
}

type historyState struct {
	Number  int      `json:"number,omitempty"`
	Current bool     `json:"current"`
	Saved   string   `json:"saved,omitempty"`
	Journey string   `json:"journey,omitempty"`
	By      string   `json:"by,omitempty"`
	Fields  []string `json:"fields"` // what changed with it
	Error   string   `json:"error,omitempty"`
}

// History makes the verb history.
func History(g *verb.Globals) *cobra.Command {
	return &cobra.Command{
		Use:   "history NAME",
		Short: "List the earlier states of a connection",
		Long: `Lists the states of a connection, the newest first: number, time, journey, and the
names of the answers that changed, never a value; in a team's vault also who made
the change, as the computer of that person says. The vault keeps the last 20
states, a team's vault the last 10, encrypted like the connection itself, also of
a removed connection. undo restores one.` + verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeLocked),
		Example: "  suitekey history acme-sb1\n  suitekey history acme-sb1 --json | jq -r '.states[].number'",
		Args:    verb.Words("NAME"),
		RunE:    func(cmd *cobra.Command, args []string) error { return runHistory(cmd.Context(), g, args[0]) },
	}
}

func runHistory(ctx context.Context, g *verb.Globals, name string) error {
	if err := profile.CheckName(name); err != nil {
		return &app.UsageError{Err: err}
	}
	a, err := g.Open()
	if err != nil {
		return err
	}
	if err := g.Unlock(ctx, a); err != nil {
		return err
	}
	states, err := a.History(name)
	if errors.Is(err, storage.ErrNotFound) {
		return verb.NotThere(a, name, err)
	}
	if err != nil {
		return err
	}
	removed := len(states) > 0 && !states[0].Current
	if g.JSON {
		object := historyObject{Profile: name, Removed: removed, States: []historyState{}}
		for _, s := range states {
			object.States = append(object.States, stateOf(s))
		}
		return g.PrintJSON(object)
	}
	printHistory(g, states)
	if removed {
		g.Note("%s was removed. suitekey undo %s brings it back, once it has passed the test.", name, name)
	}
	return nil
}

func stateOf(s storage.Generation) historyState {
	if s.Err != nil {
		return historyState{Number: s.Number, Current: s.Current, Fields: []string{}, Error: s.Err.Error()}
	}
	return historyState{s.Number, s.Current, verb.Instant(s.Saved), s.Journey, s.By, append([]string{}, s.Fields...), ""}
}

func printHistory(g *verb.Globals, states []storage.Generation) {
	table := verb.NewTable(g.Stdout)
	for _, s := range states {
		number, mark := fmt.Sprint(s.Number), ""
		if s.Number == 0 {
			number = "?"
		}
		if s.Current {
			mark = "now"
		}
		if s.Err != nil {
			table.Row(number, "", strings.ToUpper(storage.Condition(s.Err)), mark)
			continue
		}
		journey := s.Journey
		if s.By != "" {
			journey += " by " + termsafe.Line(s.By, 70)
		}
		table.Row(number, s.Saved.In(g.Now().Location()).Format("2006-01-02 15:04"), journey, mark, strings.Join(s.Fields, ", "))
	}
	_ = table.Flush()
	for _, s := range states {
		if s.Err != nil {
			g.Warn(s.Err.Error())
		}
	}
}

package checks

import (
	"fmt"
	"strings"

	"suitekey/core/diagnose"
	"suitekey/ui/app"
	"suitekey/ui/app/doctor"
	"suitekey/ui/app/verdict"
	"suitekey/ui/cli/verb"
	"suitekey/ui/plain"
)

// Page is the output of a diagnosis: standard error while a test runs, standard output
// if the diagnosis is the result.
type Page struct {
	Tell func(format string, values ...any)
	// saved means that the connection is in the vault, so that commands can name it.
	saved bool
	aloud *plain.Console // tells in sentences instead of in columns; nil: in columns
}

// PageOf returns a page on standard error. With --plain it writes sentences, for a
// screen reader.
func PageOf(g *verb.Globals) Page {
	p := Page{Tell: g.Note}
	if g.Plain {
		p.aloud = plain.NewConsole(strings.NewReader(""), g.Stderr)
	}
	return p
}

// Check prints a finished stage of a test.
func (p Page) Check(c diagnose.Check) {
	if p.aloud != nil {
		p.aloud.Check(c)
		return
	}
	word, ok := verdict.StateWord(c.State)
	if !ok {
		return
	}
	line := fmt.Sprintf("  %-11s  %-20s", word, c.Title)
	if c.State != diagnose.Skipped {
		line += fmt.Sprintf("  %7s", doctor.Milliseconds(c.Duration))
	}
	if c.Detail != "" {
		line += "  " + c.Detail
	}
	p.Tell("%s", strings.TrimRight(line, " "))
}

// aboutSaved returns p for a connection in the vault.
func (p Page) aboutSaved() Page {
	p.saved = true
	return p
}

// facts prints the facts about this computer.
func (p Page) facts(facts []doctor.Fact) {
	p.Tell("This computer")
	for _, f := range facts {
		word, _ := verdict.StateWord(f.State)
		p.Tell("  %-11s  %-20s  %s", word, f.Title, f.Detail)
		if f.Fix != "" {
			p.Tell("  %-11s  %-20s  %s", "", "", f.Fix)
		}
	}
}

// marks write a verdict in columns.
var marks = verdict.Marks{
	verdict.Correction: {Indent: "  ", Words: "only for this test: "},
	verdict.Heading:    {},
	verdict.Cause:      {},
	verdict.Why:        {Indent: "     "},
	verdict.Do:         {Indent: "     - "},
	verdict.Menu:       {Indent: "     menu    "},
	verdict.Link:       {Indent: "     link    "},
	verdict.Answer:     {Indent: "     answer  "},
	verdict.Question:   {Words: "To be certain: "},
	verdict.How:        {},
	verdict.Value:      {Indent: "     "},
	verdict.Command:    {Indent: "     "},
	verdict.Fix:        {Words: "To fix the connection: "},
	verdict.Warning:    {Words: "warning: "},
	verdict.Company:    {Indent: "  company    "},
	verdict.Role:       {Indent: "  role       "},
	verdict.User:       {Indent: "  entity     "},
	verdict.Limits:     {Indent: "  limits     "},
	verdict.Table:      {Indent: "  "},
	verdict.Row:        {Indent: "    "},
	verdict.Budget:     {},
}

func (p Page) write(lines []verdict.Line) {
	marks.Write(lines, func(indent, text string) { p.Tell("%s", indent+text) })
}

// Verdict prints the result of a test and its consequences.
func (p Page) Verdict(r diagnose.Report) {
	if p.aloud != nil {
		p.aloud.Verdict(r)
		return
	}
	o := verdict.Options{Question: true}
	if p.saved {
		o.Fix = func(c diagnose.Cause) (string, bool) {
			journey, ok := app.FixFor(r.Profile, c)
			return journey.Command(r.Profile), ok
		}
	}
	p.write(verdict.Of(r, o))
}

// budget says how many refused sign-ins are left before NetSuite locks the user.
func (p Page) budget(name string, refusals int, stopped bool) {
	p.write(verdict.BudgetOf(name, refusals, stopped))
}

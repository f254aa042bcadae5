package plain

import (
	"context"

	"suitekey/core/diagnose"
	"suitekey/ui/app/verdict"
)

// marks write a verdict as sentences. A table of permissions makes no sense when it is
// read aloud.
var marks = verdict.Marks{
	verdict.Correction: {Words: "Only for this test: ", Stop: true},
	verdict.Heading:    {},
	verdict.Cause:      {},
	verdict.Why:        {Indent: "     "},
	verdict.Do:         {Indent: "     "},
	verdict.Menu:       {Indent: "     ", Words: "In NetSuite: "},
	verdict.Link:       {Indent: "     ", Words: "Link: "},
	verdict.Answer:     {Indent: "     ", Words: "Answer to change: "},
	verdict.Question:   {},
	verdict.How:        {},
	verdict.Warning:    {Words: "Warning: ", Stop: true},
	verdict.Company:    {Indent: "  ", Words: "Company: "},
	verdict.Role:       {Indent: "  ", Words: "Role: "},
	verdict.User:       {Indent: "  ", Words: "User: "},
	verdict.Limits:     {Indent: "  ", Words: "Limits: "},
	verdict.Rights:     {Indent: "  "},
	verdict.Budget:     {},
}

func (c *Console) lines(lines []verdict.Line) {
	marks.Write(lines, func(indent, text string) { c.item(indent, "%s", text) })
}

// Verdict prints the result of a test and its consequences.
func (c *Console) Verdict(r diagnose.Report) { c.verdict(r) }

func (c *Console) verdict(r diagnose.Report) { c.lines(verdict.Of(r, verdict.Options{})) }

// budget says how many refused sign-ins are left before NetSuite locks the user.
func (c *Console) budget(refusals int) { c.lines(verdict.BudgetOf("", refusals, false)) }

// toBeCertain returns the choice that decides between the causes of an ambiguous answer.
const toBeCertain = "Enter the value that NetSuite shows, to find the cause"

// decide asks for the one observation that decides. An unknown value leaves the report
// unchanged.
func (c *Console) decide(ctx context.Context, r diagnose.Report) (diagnose.Report, error) {
	q := r.Ask
	c.lines(verdict.Observation(*q))
	c.gap()
	texts := make([]string, 0, len(q.Values)+1)
	for _, v := range q.Values {
		texts = append(texts, v.Code+": "+v.Title)
	}
	texts = append(texts, "Something else, or nothing")
	n, err := c.choose(ctx, "Which value is shown?", texts)
	if err != nil || n == len(q.Values) {
		return r, err
	}
	r = diagnose.Decide(r, q.Values[n].Code)
	c.lines(verdict.Causes(r))
	return r, nil
}

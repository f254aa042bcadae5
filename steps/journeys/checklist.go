package journeys

import (
	"context"
	"fmt"
	"strings"

	"suitekey/core/account"
	"suitekey/core/product"
	"suitekey/core/profile"
	"suitekey/core/termsafe"
	"suitekey/steps"
	"suitekey/steps/setup"
)

// Checklist returns the work for an account with lost credentials, as Markdown to print
// and tick. At the start of the journey it uses the saved connections only, later also
// the results. It contains no secrets.
func Checklist(s steps.State) string {
	var b strings.Builder
	line := func(format string, values ...any) { fmt.Fprintf(&b, format+"\n", values...) }
	id := s.Account()
	line("%s", checklistTitle(id))
	line("")
	line("%s %s, %s.", happenedLine[s.Value(steps.KeyHappened)], id.Kind(), setup.Day(s.Facts.Now))
	line("")
	line("%s", kept(s))
	if s.Value(steps.KeyHappened) == Refreshed {
		line("")
		line("- [ ] The refresh deleted integration records that existed only in the sandbox. Create")
		line("      them again: they get new consumer pairs. The other records come from production.")
		line("      %s", account.PageIntegrations.Menu())
		line("      %s", id.Link(account.PageIntegrations))
	}
	for _, name := range checklistNames(s) {
		line("")
		for _, text := range connectionItems(s, name) {
			line("%s", text)
		}
	}
	line("")
	line("## At the end")
	line("")
	line("- [ ] Test all connections: suitekey test --all")
	line("- [ ] Give new values to products that sign in to %s without suitekey", id.Realm())
	return b.String()
}

func checklistTitle(id account.ID) string { return "# New tokens for " + id.Realm() }

var happenedLine = map[string]string{
	Refreshed: "The sandbox was refreshed:", TokenLost: "A token or a certificate was lost:", PairReset: "Reset Credentials was used:",
}

// checklistNames returns the connections of the batch, or the selected connections before
// the batch begins.
func checklistNames(s steps.State) []string {
	if len(s.Items) == 0 {
		return wantedOf(s)
	}
	return s.Items.Names()
}

// connectionItems returns the part of the checklist about one connection.
func connectionItems(s steps.State, name string) []string {
	p, ok := savedProfile(s, name)
	if !ok {
		return []string{"## " + name, "", "- [ ] This connection is no longer in the vault"}
	}
	item := s.Items.Named(name)
	lines := []string{"## " + name + ": " + setup.MethodLine(p), ""}
	if item.Name != "" {
		lines = append(lines, "Test: "+termsafe.Line(strings.TrimSuffix(string(item.Verdict)+", "+item.Cause, ", "), 160), "")
		if item.Verdict == steps.Survived && item.State == "" {
			return append(lines, "- [x] This connection works: nothing to do")
		}
	}
	done := item.State == steps.Fixed
	for _, do := range itemInstructions(s, p, item) {
		lines = append(lines, box(done)+do.Text)
		for _, more := range []string{do.Menu, do.URL} {
			if more != "" {
				lines = append(lines, "      "+more)
			}
		}
	}
	lines = append(lines, box(done)+"Test and save this connection: suitekey retoken "+name)
	return append(lines, box(false)+passOn(p, item))
}

func box(done bool) string {
	if done {
		return "- [x] "
	}
	return "- [ ] "
}

func savedProfile(s steps.State, name string) (profile.Profile, bool) {
	for _, p := range s.Facts.Saved {
		if p.Name == name {
			return p, true
		}
	}
	return profile.Profile{}, false
}

// itemInstructions returns the instructions in NetSuite for one connection.
func itemInstructions(s steps.State, p profile.Profile, item steps.Item) []steps.Instruction {
	id := p.Account
	who := fmt.Sprintf("user %s, role %s", steps.OrElse(termsafe.Line(steps.OrElse(p.Tested.Entity, p.Entity), 60), "as before"),
		steps.OrElse(termsafe.Line(steps.OrElse(p.Tested.Role, p.Role), 60), "as before"))
	var do []steps.Instruction
	if item.Record || s.Value(steps.KeyHappened) == PairReset {
		do = append(do, steps.Instruction{
			Text: "Have the new consumer pair ready: consumer key" + map[bool]string{true: " and secret"}[p.Method == profile.TBA],
			Menu: account.PageIntegrations.Menu(), URL: id.Link(account.PageIntegrations),
		})
	}
	record := "integration record with the consumer key\n      " + p.ConsumerKey
	switch {
	case p.Method == profile.Code:
		do = append(do, steps.Instruction{Text: "Sign in again with the browser and click Allow"})
	case p.Method == profile.M2M:
		do = append(do, steps.Instruction{
			Text: fmt.Sprintf("Map the certificate again: %s,\n      %s", who, record),
			Menu: account.PageM2M.Menu(), URL: id.Link(account.PageM2M),
		}, steps.Instruction{Text: "The list shows the certificate ID\n      " + steps.OrElse(item.CertificateID, p.CertificateID)})
	case s.Value(steps.KeyHappened) != PairReset:
		do = append(do, steps.Instruction{
			Text: fmt.Sprintf("Make a new access token: %s,\n      %s", who, record),
			Menu: account.PageNewToken.Menu(), URL: id.Link(account.PageNewToken),
		}, steps.Instruction{Text: "Copy token ID and token secret: NetSuite shows them once"})
	}
	return do
}

// passOn returns the instruction about the product of a connection.
func passOn(p profile.Profile, item steps.Item) string {
	user := "the product"
	if c, ok := product.Find(p.Product); ok && c.Key != "other" {
		user = c.Name
	}
	if values := NewValues(p.Method, item); len(values) > 0 {
		return "Give " + user + " the new " + steps.List(values)
	}
	if item.State == steps.Fixed {
		return "Check that " + user + " works: it needs no new values"
	}
	if p.Method == profile.M2M {
		return "Check that " + user + " works: it needs no new values if certificate and client ID stay the same"
	}
	return "Give " + user + " the new values"
}

// NewValues names the changed values of a fixed connection that its product needs.
func NewValues(method profile.Method, item steps.Item) []string {
	var values []string
	for _, key := range item.Changed {
		switch f, known := profile.FieldOf(key); {
		case !known || f.Env == profile.None: // a program never gets such a value
		case method == profile.M2M && key == steps.KeyConsumerKey:
			values = append(values, "client ID")
		default:
			values = append(values, f.Name())
		}
	}
	return values
}

func checklistStep() steps.Step {
	return steps.Step{
		Name: "checklist", Title: "Checklist", NoReturn: steps.Always, Doc: steps.Doc("checklist"),
		Work: func(_ context.Context, env steps.Env, s steps.State, _ func(steps.Progress)) (steps.State, error) {
			path, err := env.WritePage(s.Account().HostLabel()+"-checklist.md", Checklist(s))
			if err != nil {
				return s, fmt.Errorf("writing the checklist: %w", err)
			}
			s.PageFile = path
			return s, nil
		},
		Show: showBatch,
	}
}

// showBatch is the summary of a finished batch.
func showBatch(s steps.State) []string {
	mended, left := s.Items.In(steps.Fixed), s.Items.In(steps.Skipped)
	first := fmt.Sprintf("%s of %s fixed", steps.Counted(len(mended), "connection"), s.Account().Realm())
	if len(mended) == 0 {
		first = "Nothing was changed in the connections of " + s.Account().Realm()
	}
	lines := []string{first}
	for _, i := range mended {
		if values := NewValues(i.Method, i); len(values) > 0 {
			lines = append(lines, i.Name+": give the product the new "+steps.List(values))
		} else {
			lines = append(lines, i.Name+": the product needs no new values")
		}
	}
	for _, i := range left {
		lines = append(lines, steps.Caution+i.Name+": skipped and unchanged")
	}
	for _, i := range s.Items {
		if i.State == "" && i.Verdict != steps.Survived {
			lines = append(lines, fmt.Sprintf(steps.Caution+"%s: %s, not fixed", i.Name, i.Verdict))
		}
	}
	return append(lines, "Checklist to print and to tick: "+s.PageFile)
}

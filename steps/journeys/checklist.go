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

// Checklist is what there is to do when an account has lost what its connections
// sign in with, as Markdown to print and to tick: before anything was done from
// what is saved, later with what was found and done. Nothing in it is secret.
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
		line("- [ ] Integration records that existed in the sandbox alone are gone, and need a new")
		line("      consumer pair. The others are production's now.")
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
	line("- [ ] All connections are tested: suitekey test --all")
	line("- [ ] What signs in to %s without suitekey has its new values, too", id.Realm())
	return b.String()
}

func checklistTitle(id account.ID) string { return "# New tokens for " + id.Realm() }

var happenedLine = map[string]string{
	Refreshed: "The sandbox was refreshed:", TokenLost: "A token or a certificate was lost:", PairReset: "Reset Credentials was used:",
}

// checklistNames are the connections of the sitting, or all that are meant as
// long as none has begun.
func checklistNames(s steps.State) []string {
	if len(s.Batch.Items) == 0 {
		return wantedOf(s)
	}
	var names []string
	for _, i := range s.Batch.Items {
		names = append(names, i.Name)
	}
	return names
}

// connectionItems is the part of the checklist about one connection.
func connectionItems(s steps.State, name string) []string {
	p, ok := savedProfile(s, name)
	if !ok {
		return []string{"## " + name, "", "- [ ] It is not in the vault any more"}
	}
	item, tested := s.Batch.Item(name)
	lines := []string{"## " + name + ": " + setup.MethodLine(p), ""}
	if tested {
		lines = append(lines, "Test: "+termsafe.Line(strings.TrimSuffix(string(item.Verdict)+", "+item.Cause, ", "), 160), "")
		if item.Verdict == steps.Survived && item.State == "" {
			return append(lines, "- [x] It works: nothing to do")
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
	lines = append(lines, box(done)+"It is tested and saved: suitekey retoken "+name)
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

// itemInstructions are what has to be done in NetSuite for one connection.
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
		do = append(do, steps.Instruction{Text: "Sign in again with the browser, and allow it"})
	case p.Method == profile.M2M:
		do = append(do, steps.Instruction{
			Text: fmt.Sprintf("Map the certificate again: %s,\n      %s", who, record),
			Menu: account.PageM2M.Menu(), URL: id.Link(account.PageM2M),
		}, steps.Instruction{Text: "The list shows the certificate ID\n      " + steps.OrElse(item.CertificateID, p.CertificateID)})
	case s.Value(steps.KeyHappened) != PairReset:
		do = append(do, steps.Instruction{
			Text: fmt.Sprintf("Make a new access token: %s,\n      %s", who, record),
			Menu: account.PageNewToken.Menu(), URL: id.Link(account.PageNewToken),
		}, steps.Instruction{Text: "Have token ID and token secret ready: they are shown once"})
	}
	return do
}

// passOn says what the product that uses a connection must be given.
func passOn(p profile.Profile, item steps.Item) string {
	user := "What uses it"
	if c, ok := product.Find(p.Product); ok && c.Key != "other" {
		user = c.Name
	}
	if values := NewValues(p.Method, item); len(values) > 0 {
		return user + " gets the new " + steps.List(values)
	}
	if item.State == steps.Fixed {
		return user + " needs nothing new: it is worth a look whether it works"
	}
	if p.Method == profile.M2M {
		return user + " needs nothing new, as long as certificate and client ID stay"
	}
	return user + " gets the new values"
}

// NewValues names what changed in a mended connection for the product that uses
// it.
func NewValues(method profile.Method, item steps.Item) []string {
	names := map[string]string{
		"consumer_key": "consumer key", "consumer_secret": "consumer secret", "token_id": "token ID", "token_secret": "token secret",
		"private_key": "private key", "certificate": "certificate", "certificate_id": "certificate ID",
	}
	if method == profile.M2M {
		names["consumer_key"] = "client ID"
	}
	var values []string
	for _, key := range item.Changed {
		if name := names[key]; name != "" {
			values = append(values, name)
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
			s.Batch.PageFile = path
			return s, nil
		},
		Show: showBatch,
	}
}

// showBatch is the summary of a finished sitting.
func showBatch(s steps.State) []string {
	mended, left := s.Batch.InState(steps.Fixed), s.Batch.InState(steps.Skipped)
	first := fmt.Sprintf("%s of %s mended", counted(len(mended), "connection"), s.Batch.Account)
	if len(mended) == 0 {
		first = "Nothing of " + s.Batch.Account + " was changed"
	}
	lines := []string{first}
	for _, i := range mended {
		if values := NewValues(i.Method, i); len(values) > 0 {
			lines = append(lines, i.Name+": give the product the new "+steps.List(values))
		} else {
			lines = append(lines, i.Name+": nothing changes for the product")
		}
	}
	for _, i := range left {
		lines = append(lines, i.Name+": left as it was")
	}
	for _, i := range s.Batch.Items {
		if i.State == "" && i.Verdict != steps.Survived {
			lines = append(lines, fmt.Sprintf("%s: %s, not mended", i.Name, i.Verdict))
		}
	}
	return append(lines, "Checklist to print and to tick: "+s.Batch.PageFile)
}

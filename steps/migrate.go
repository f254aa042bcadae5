package steps

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/tbaexit"
)

// Migrate takes a connection from TBA to M2M. The TBA token goes on working
// until the product has the new key: it is kept in the vault, as the former
// credential, until it is retired in NetSuite as well.
func Migrate() Flow {
	flow := Flow{
		Name: "migrate", Title: "leaving TBA", AboutSaved: true, Start: toM2M,
		Draft: func(s State) string { return draftOf(s.Value(KeyName), "migrate") },
	}
	flow.Steps = append(flow.Steps, leavingStep())
	for _, step := range []Step{
		keepsStep(), sameRoleStep(), sameRecordStep(), keyTypeStep(), existingKeyStep(), jwtStep(), keyPairStep(), preparedUpload(),
		scopesStep(), testStep(), compareStep(), differencesStep(), migratedStep(),
	} {
		flow.Steps = append(flow.Steps, step.when(moves))
	}
	flow.Steps = append(flow.Steps, handoverStep(), wordStep(), retireStep())
	return flow
}

// when is the step with one guard more.
func (step Step) when(guard func(State) bool) Step {
	own := step.When
	step.When = func(s State) bool { return guard(s) && (own == nil || own(s)) }
	return step
}

// markMoves notes that this journey is the one that changes the connection: once
// that is saved, the connection itself does not tell any more.
const markMoves = "migrate.moves"

// moves tells whether the connection is still to change, or was changed by this
// journey; else only its old token is to be retired.
func moves(s State) bool { return !OnlyRetires(s) }

// tokenState is the connection as it was with its TBA token.
func tokenState(s State) (profile.Profile, bool) {
	switch {
	case s.Former.Method == profile.TBA:
		return s.Former, true
	case s.Former.Old != nil && s.Former.Old.Method == profile.TBA:
		return *s.Former.Old, true
	}
	return profile.Profile{}, false
}

// toM2M makes the answers of a TBA connection those of the M2M connection that
// it becomes: the same record, user, role and settings.
func toM2M(s State) State {
	if s.Former.Name == "" {
		return s.With(KeyMethod, string(profile.M2M)) // the steps to come are those of M2M
	}
	if s.Former.Method != profile.TBA {
		if _, token := tokenState(s); token && s.mark(markMoves) == "" {
			s = s.With(markRetiring, "yes")
		}
		return s
	}
	s = s.With(markMoves, "yes").With(KeyMethod, string(profile.M2M))
	var surfaces []string
	for _, surface := range s.Former.Surfaces {
		if surface != profile.SOAP || s.Value(KeyLeaveSOAP) != "yes" {
			surfaces = append(surfaces, string(surface))
		}
	}
	s = s.With(KeySurfaces, strings.Join(surfaces, ","))
	for key, known := range map[string]string{KeyEntity: s.Former.Tested.Entity, KeyRole: s.Former.Tested.Role} {
		if _, answered := s.Answer(key); !answered && known != "" {
			s = s.With(key, known)
		}
	}
	return s
}

func leavingStep() Step {
	return Step{
		Name: "leaving", Title: "Leaving TBA", Doc: leavingPage,
		Fields: []Field{
			{
				Key: KeyName, Label: "Which connection?", Kind: Choice, Options: leavers,
				When: func(s State) bool { return s.Former.Name == "" },
			},
		},
		ReadOnly: true, Work: leave, Show: showLeaving,
		Done: func(s State) bool { return s.Former.Name != "" },
	}
}

// keepsStep asks about what keeps the connection and what an answer can settle.
func keepsStep() Step {
	return Step{
		Name: "keeps", Title: "What keeps it", When: mendable, Doc: doc("keeps"),
		Fields: []Field{
			{
				Key: KeyProduct, Label: "What will use it from now on?", Kind: Choice,
				When:    func(s State) bool { return mendable(s) && !takesM2M(s.Former.Product) },
				Options: productStep().Fields[0].Options,
				Check: func(_ State, text string) Finding {
					if !takesM2M(text) {
						return Finding{Problem: "It is not known to take M2M. If you know better, choose \"Something else\"; otherwise the connection has to stay with TBA for now. (consumer in an answers file)"}
					}
					return Finding{}
				},
			},
			{
				Key: KeyLeaveSOAP, Label: "Take SOAP off this connection?", Kind: Choice,
				When:    func(s State) bool { return mendable(s) && s.Former.Has(profile.SOAP) },
				Suggest: func(State) string { return "no" },
				Options: func(State) []Option {
					return []Option{
						{Value: "no", Label: "No, it still calls SOAP web services"},
						{Value: "yes", Label: "Yes, nothing calls SOAP by it any more"},
					}
				},
				Check: func(_ State, text string) Finding {
					if text == "no" {
						return Finding{Problem: "Then it has to stay with TBA, until REST web services or RESTlets do what SOAP does now. (leave_soap: yes in an answers file)"}
					}
					return Finding{}
				},
			},
		},
	}
}

// mendable tells that an answer can take away what keeps the connection.
func mendable(s State) bool {
	if s.Former.Method != profile.TBA || s.Former.Old != nil {
		return false
	}
	verdict := examined(s).Verdict
	return verdict == tbaexit.WithoutSOAP || verdict == tbaexit.Waits
}

func takesM2M(product string) bool {
	c := State{answers: map[string]string{KeyProduct: product}}.Product()
	return c.Key == "" || c.Takes(profile.M2M)
}

// leavers are the connections to choose from: those that can leave or have begun
// to, the most urgent first.
func leavers(s State) []Option {
	var options []Option
	for _, item := range tbaexit.Inventory(s.Facts.Saved, s.Facts.Now) {
		if item.Verdict != tbaexit.Stays {
			options = append(options, Option{Value: item.Profile, Label: item.Profile, Note: item.Reason})
		}
	}
	return options
}

// examined is what the inventory says of the connection that was chosen.
func examined(s State) tbaexit.Item { return tbaexit.Examine(s.Former, s.Facts.Saved, s.Facts.Now) }

// ErrStays is why a connection cannot leave TBA, for now or at all.
var ErrStays = errors.New("it has to stay with TBA for now")

// leave takes the chosen connection, if it can leave.
func leave(_ context.Context, env Env, s State, _ func(Progress)) (State, error) {
	if s.Former.Name == "" {
		about, err := chosen(env, s)
		if err != nil {
			return s, err
		}
		s = toM2M(about)
	}
	if _, token := tokenState(s); !token {
		return s, fmt.Errorf("taking %s from TBA to M2M: it does not sign in by TBA, there is nothing to do", s.Former.Name)
	}
	if item := examined(s); item.Verdict == tbaexit.Stays || item.Verdict == tbaexit.Waits && !mendable(s) {
		return s, stays(s, item)
	}
	return s, nil
}

// stays explains why nothing can be done, with what Oracle offers instead.
func stays(s State, item tbaexit.Item) error {
	text := s.Former.Name + ": " + item.Reason
	if len(item.Instead) > 0 {
		text += " Instead: " + strings.Join(item.Instead, " ")
	}
	if len(item.Deadline) > 0 {
		text += " " + DateLine(item.Deadline[0])
	}
	return fmt.Errorf("%w: %s", ErrStays, text)
}

// DateLine is a date of the release calendar for people.
func DateLine(d tbaexit.Deadline) string {
	when := "From " + d.Release.String()
	if d.Tentative {
		when += " (tentative)"
	}
	return fmt.Sprintf("%s, %s: %s", when, d.Left(), d.Text)
}

func showLeaving(s State) []string {
	item := examined(s)
	if !moves(s) {
		return []string{item.Reason}
	}
	lines := []string{s.Former.Name + ": " + item.Reason}
	for _, d := range item.Deadline {
		lines = append(lines, DateLine(d))
	}
	return append(lines, item.Remarks...)
}

// leavingPage tells of the inventory: those that cannot leave are named, with why.
func leavingPage(s State) Page {
	page := leavingText(s)
	page.Explain = maps.Clone(page.Explain)
	var staying, lines []string
	for _, item := range tbaexit.Inventory(s.Facts.Saved, s.Facts.Now) {
		line := item.Profile + ": " + item.Reason
		if len(item.Deadline) > 0 {
			line += " " + DateLine(item.Deadline[0])
		}
		lines = append(lines, line)
		if item.Verdict == tbaexit.Stays {
			staying = append(staying, item.Profile)
		}
	}
	if s.Former.Name == "" && len(staying) > 0 {
		page.Why += "\n\nNot among them, since SOAP web services take nothing but TBA: " + list(staying) + "."
	}
	page.Explain[""] = strings.Join(append([]string{page.Explain[""]}, lines...), "\n\n")
	return page
}

var leavingText = doc("leaving")

// sameRoleStep is what the role needs for M2M beside what it has.
func sameRoleStep() Step {
	step := roleStep()
	step.Doc = doc("same-role")
	step.Fields = slices.DeleteFunc(step.Fields, func(f Field) bool { return f.Key != KeyEntity && f.Key != KeyRole })
	step.Do = func(s State) []Instruction {
		return []Instruction{
			{Text: "Tick OAuth 2.0, if it is not", Menu: account.PageFeatures.Menu(), URL: s.link(account.PageFeatures)},
			{
				Text: "Edit the role of the token and add, on Permissions > Setup, Log in using OAuth 2.0 Access Tokens (Full)",
				Menu: account.PageRoles.Menu(), URL: s.link(account.PageRoles),
			},
		}
	}
	return step
}

// preparedUpload is the upload, for a person who has to prepare role and record too.
func preparedUpload() Step {
	step := uploadStep()
	wait := step.Wait
	step.Wait = func(s State) Waiting {
		waiting := wait(s)
		waiting.Do = slices.Concat(sameRoleStep().Do(s), sameRecordStep().Do(s), waiting.Do)
		return waiting
	}
	return step
}

// sameRecordStep prepares the integration record that the token belongs to: its
// consumer key is the client ID.
func sameRecordStep() Step {
	return Step{
		Name: "integration", Title: "Integration", Doc: doc("same-record"),
		Do: func(s State) []Instruction {
			return []Instruction{
				{
					Text: "Edit the record of the token, whose consumer key begins with " + Shorten(s.Value(KeyConsumerKey), 8),
					Menu: account.PageIntegrations.Menu(), URL: s.link(account.PageIntegrations),
				},
				{Text: "Tick Client Credentials (Machine to Machine) Grant and, below it, " + list(scopeBoxes(s)) + ", then save"},
				{Text: "Leave Token-based Authentication ticked: the old token is needed until the end"},
			}
		},
	}
}

package journeys

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"suitekey/core/account"
	"suitekey/core/facts"
	"suitekey/core/profile"
	"suitekey/core/tbaexit"
	"suitekey/steps"
	"suitekey/steps/setup"
)

// Migrate moves a connection from TBA to M2M. The TBA token continues to work until the
// product has the new key. The vault keeps the token as the former credential until it is
// retired in NetSuite.
func Migrate() steps.Flow {
	flow := steps.Flow{
		Name: "migrate", Title: "leaving TBA", AboutSaved: true, Start: toM2M, Describe: describe("migration", "a connection"),
		Draft: func(s steps.State) string { return steps.DraftFor(s.Value(steps.KeyName), "migrate") },
	}
	flow.Steps = append(flow.Steps, leavingStep())
	for _, step := range []steps.Step{
		keepsStep(), sameRoleStep(), sameRecordStep(), setup.KeyTypeStep(), setup.ExistingKeyStep(), setup.JWTStep(), setup.KeyPairStep(), preparedUpload(), setup.UseIDStep(),
		setup.ScopesStep(), testOnce(moved), compareStep(), differencesStep(), migratedStep(),
	} {
		flow.Steps = append(flow.Steps, step.If(moves))
	}
	flow.Steps = append(flow.Steps, handoverStep(), inUseStep(), retireStep())
	return flow
}

// hiddenMoves notes that this journey moves the connection to M2M. The saved connection
// does not show that after the move.
const hiddenMoves = "migrate.moves"

// moves reports whether this journey moves the connection, before and after saving. A
// journey without a move only retires the old token.
func moves(s steps.State) bool { return !OnlyRetires(s) }

// moved reports whether the connection is saved with the new certificate.
func moved(s steps.State) bool {
	return steps.AlreadySaved(s) || s.Former.Method == profile.M2M && renewSaved(s)
}

// tokenState returns the state of the connection with its TBA token.
func tokenState(s steps.State) (profile.Profile, bool) {
	switch {
	case s.Former.Method == profile.TBA:
		return s.Former, true
	case s.Former.Old != nil && s.Former.Old.Method == profile.TBA:
		return *s.Former.Old, true
	}
	return profile.Profile{}, false
}

// toM2M changes the answers of a TBA connection to the answers of the M2M connection, with
// the same record, user, role and settings.
func toM2M(s steps.State) steps.State {
	if s.Former.Name == "" {
		return s.With(steps.KeyMethod, string(profile.M2M)) // so the stepper lists the steps of M2M
	}
	if s.Former.Method != profile.TBA {
		if _, token := tokenState(s); token && s.Hidden(hiddenMoves) == "" {
			s = s.With(hiddenRetiring, "yes")
		}
		return s
	}
	s = s.With(hiddenMoves, "yes").With(steps.KeyMethod, string(profile.M2M))
	var surfaces []string
	for _, surface := range s.Former.Surfaces {
		if surface != profile.SOAP || s.Value(steps.KeyLeaveSOAP) != "yes" {
			surfaces = append(surfaces, string(surface))
		}
	}
	s = s.With(steps.KeySurfaces, strings.Join(surfaces, ","))
	for key, known := range map[string]string{steps.KeyEntity: s.Former.Tested.Entity, steps.KeyRole: s.Former.Tested.Role} {
		if _, answered := s.Answer(key); !answered && known != "" {
			s = s.With(key, known)
		}
	}
	return s
}

func leavingStep() steps.Step {
	return steps.Step{
		Name: "leaving", Title: "Leaving TBA", Doc: leavingPage,
		Fields: []steps.Field{
			{
				Key: steps.KeyName, Label: "Which connection?", Kind: steps.Choice, Options: leavers,
				When: func(s steps.State) bool { return s.Former.Name == "" },
			},
		},
		ReadOnly: true, Work: leave, Show: showLeaving,
		Done: func(s steps.State) bool { return s.Former.Name != "" },
	}
}

// keepsStep asks about obstacles to the move that an answer can remove.
func keepsStep() steps.Step {
	return steps.Step{
		Name: "keeps", Title: "Obstacles", When: fixable, Doc: steps.Doc("keeps"),
		Fields: []steps.Field{
			{
				Key: steps.KeyProduct, Label: "Which product will use the connection?", Kind: steps.Choice,
				When:    func(s steps.State) bool { return fixable(s) && !takesM2M(s.Former.Product) },
				Options: setup.ProductStep().Fields[0].Options,
				Check: func(_ steps.State, text string) steps.Finding {
					if !takesM2M(text) {
						return steps.Finding{Problem: "suitekey does not know of M2M support in this product. If the product supports M2M, choose \"Another product\"; otherwise the connection has to stay with TBA for now. (consumer in an answers file)"}
					}
					return steps.Finding{}
				},
			},
			{
				Key: steps.KeyLeaveSOAP, Label: "Remove SOAP from this connection?", Kind: steps.Choice,
				When:    func(s steps.State) bool { return fixable(s) && s.Former.Has(profile.SOAP) },
				Suggest: func(steps.State) string { return "no" },
				Options: func(steps.State) []steps.Option {
					return []steps.Option{
						{Value: "no", Label: "No, the product still calls SOAP web services"},
						{Value: "yes", Label: "Yes, the product no longer calls SOAP web services"},
					}
				},
				Check: func(_ steps.State, text string) steps.Finding {
					if text == "no" {
						return steps.Finding{Problem: "Then the connection has to stay with TBA until REST web services or RESTlets replace SOAP. (leave_soap: yes in an answers file)"}
					}
					return steps.Finding{}
				},
			},
		},
	}
}

// fixable reports whether an answer can remove the obstacle.
func fixable(s steps.State) bool {
	if s.Former.Method != profile.TBA || s.Former.Old != nil {
		return false
	}
	verdict := examined(s).Verdict
	return verdict == tbaexit.WithoutSOAP || verdict == tbaexit.Waits
}

func takesM2M(product string) bool {
	c := steps.NewState(steps.Facts{}).With(steps.KeyProduct, product).Product()
	return c.Key == "" || c.Takes(profile.M2M)
}

// leavers returns the connections that can leave TBA or have begun to, the most urgent
// first.
func leavers(s steps.State) []steps.Option {
	var options []steps.Option
	for _, item := range tbaexit.Inventory(s.Facts.Saved, s.Facts.Now) {
		if item.Verdict != tbaexit.Stays {
			options = append(options, steps.Option{Value: item.Profile, Label: item.Profile, Note: item.Reason})
		}
	}
	return options
}

// examined returns the inventory's item of the chosen connection.
func examined(s steps.State) tbaexit.Item {
	return tbaexit.Examine(s.Former, s.Facts.Saved, s.Facts.Now)
}

// ErrStays says that a connection cannot leave TBA, for now or at all.
var ErrStays = errors.New("it has to stay with TBA for now")

// leave starts the journey of the chosen connection, if the connection can leave.
func leave(_ context.Context, env steps.Env, s steps.State, _ func(steps.Progress)) (steps.State, error) {
	if s.Former.Name == "" {
		about, err := steps.AboutChosen(env, s)
		if err != nil {
			return s, err
		}
		s = toM2M(about)
	}
	if _, token := tokenState(s); !token {
		return s, fmt.Errorf("moving %s from TBA to M2M: the connection does not use TBA; there is nothing to do", s.Former.Name)
	}
	if item := examined(s); item.Verdict == tbaexit.Stays || item.Verdict == tbaexit.Waits && !fixable(s) {
		return s, stays(s, item)
	}
	return s, nil
}

// stays explains why the connection cannot leave, and names Oracle's alternative.
func stays(s steps.State, item tbaexit.Item) error {
	text := s.Former.Name + ": " + item.Reason
	if len(item.Instead) > 0 {
		text += " Instead: " + strings.Join(item.Instead, " ")
	}
	if len(item.Deadline) > 0 {
		text += " " + DateLine(item.Deadline[0])
	}
	return fmt.Errorf("%w: %s", ErrStays, text)
}

// DateLine returns an entry of the release calendar as text.
func DateLine(d tbaexit.Deadline) string {
	return fmt.Sprintf("From %s, %s: %s", d.When, d.Left(), d.Text)
}

func showLeaving(s steps.State) []string {
	item := examined(s)
	if !moves(s) {
		return []string{steps.Caution + item.Reason}
	}
	lines := []string{s.Former.Name + ": " + item.Reason}
	for _, d := range item.Deadline {
		lines = append(lines, steps.Caution+DateLine(d))
	}
	for _, remark := range item.Remarks {
		lines = append(lines, steps.Caution+remark)
	}
	return lines
}

// leavingPage names the connections that cannot leave TBA, and the reasons.
func leavingPage(s steps.State) steps.Page {
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
		page.Why += "\n\nNot listed, because SOAP web services accept only TBA: " + steps.List(staying) + "."
	}
	page.Explain[""] = strings.Join(append([]string{page.Explain[""]}, lines...), "\n\n")
	return page
}

var leavingText = steps.DatedDoc("leaving", facts.Releases)

// sameRoleStep returns the step about the additional permission of the role for M2M.
func sameRoleStep() steps.Step {
	step := setup.RoleStep()
	step.Doc = steps.Doc("same-role")
	step.Fields = setup.NoteFields()
	step.Do = func(s steps.State) []steps.Instruction {
		return []steps.Instruction{
			{Text: "Select OAuth 2.0", Menu: account.PageFeatures.Menu(), URL: s.Link(account.PageFeatures)},
			{
				Text: "Edit the role of the token and add, on Permissions > Setup, Log in using OAuth 2.0 Access Tokens (Full)",
				Menu: account.PageRoles.Menu(), URL: s.Link(account.PageRoles),
			},
		}
	}
	return step
}

// preparedUpload is the upload with instructions for role and record.
func preparedUpload() steps.Step {
	step := setup.UploadStep()
	wait := step.Wait
	step.Wait = func(s steps.State) steps.Waiting {
		waiting := wait(s)
		waiting.Do = slices.Concat(sameRoleStep().Do(s), sameRecordStep().Do(s), waiting.Do)
		return waiting
	}
	return step
}

// sameRecordStep prepares the integration record of the token: its consumer key is the
// client ID.
func sameRecordStep() steps.Step {
	return steps.Step{
		Name: "integration", Title: "Integration", Doc: steps.Doc("same-record"),
		Do: func(s steps.State) []steps.Instruction {
			return []steps.Instruction{
				{
					Text: "Edit the record of the token. Its consumer key begins with " + steps.Shorten(s.Value(steps.KeyConsumerKey), 8),
					Menu: account.PageIntegrations.Menu(), URL: s.Link(account.PageIntegrations),
				},
				{Text: "Select Client Credentials (Machine to Machine) Grant and, below it, " + steps.List(setup.ScopeBoxes(s)) + ", then save"},
				{Text: "Leave Token-based Authentication selected: the product needs the token until the end"},
			}
		},
	}
}

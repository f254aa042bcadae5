package journeys

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/steps/setup"
)

const changeName = "change"

// Change changes answers of a saved connection. The fields show the saved values, the
// journey asks only the selected parts, and saves the connection after a passed test.
func Change() steps.Flow {
	flow := steps.Flow{
		Name: changeName, Title: "change", AboutSaved: true, Start: keepMethod, Describe: describe("change", "a connection"),
		Draft: func(s steps.State) string { return steps.DraftFor(s.Value(steps.KeyName), changeName) },
	}
	flow.Steps = []steps.Step{
		changeStep(),
		forParts(setup.ProductStep(), profile.PartProduct),
		forParts(setup.SurfacesStep(), profile.PartInterfaces),
		forParts(setup.RecordsStep(), profile.PartRecords),
		forParts(setup.WSDLVersionStep(), profile.PartWSDL, profile.PartInterfaces),
		forParts(setup.WSDLStep(), profile.PartWSDL, profile.PartInterfaces),
		forParts(notesStep(), profile.PartNotes),
		forParts(setup.ConnectStep(), profile.PartInterfaces),
		forParts(setup.IntegrationStep(), profile.PartIntegration),
		forParts(setup.UsePairStep(), profile.PartIntegration),
		forParts(setup.SignatureStep(), profile.PartAlgorithm),
		forParts(setup.OldSignatureStep(), profile.PartAlgorithm),
		forParts(setup.JWTStep(), profile.PartAlgorithm),
		forParts(setup.ScopesStep(), profile.PartScopes, profile.PartInterfaces),
		forParts(setup.TimeoutStep(), profile.PartCalls),
		forParts(setup.RetryStep(), profile.PartCalls),
		setup.TestStep(),
		changedStep(),
	}
	return flow
}

// forParts limits a step to changes of one of parts.
func forParts(step steps.Step, parts ...string) steps.Step {
	return step.If(func(s steps.State) bool {
		wanted := steps.SplitList(s.Value(steps.KeyChange))
		return slices.ContainsFunc(parts, func(part string) bool { return slices.Contains(wanted, part) })
	})
}

// notesStep asks the fields of the role step that are stored.
func notesStep() steps.Step {
	step := setup.RoleStep()
	step.Do = nil
	step.Doc = steps.Doc("notes")
	step.When = func(s steps.State) bool { return !steps.IsTBA(s) }
	step.Fields = setup.NoteFields()
	return step
}

func changeStep() steps.Step {
	return steps.Step{
		Name: changeName, Title: "Changes", Doc: steps.Doc("change"), ReadOnly: true,
		Fields: []steps.Field{
			{
				Key: steps.KeyName, Label: "Which connection?", Kind: steps.Choice, Options: changeable,
				When: func(s steps.State) bool { return s.Former.Name == "" },
			},
			{Key: steps.KeyChange, Label: "What do you want to change?", Kind: steps.Multi, Options: parts, Default: impliedParts},
		},
		Work: func(_ context.Context, env steps.Env, s steps.State, _ func(steps.Progress)) (steps.State, error) {
			if s.Former.Name != "" {
				return s, nil
			}
			return steps.AboutChosen(env, s)
		},
		Done: func(s steps.State) bool { return s.Former.Name != "" },
	}
}

// changeable returns the connections to choose from.
func changeable(s steps.State) []steps.Option {
	var options []steps.Option
	for _, p := range s.Facts.Saved {
		options = append(options, steps.Option{Value: p.Name, Label: p.Name, Note: fmt.Sprintf("%s %s · %s", p.Account.Kind(), p.Account.Realm(), setup.MethodLine(p))})
	}
	return options
}

// parts returns the parts of the connection that can change, or all parts of an unknown
// connection.
func parts(s steps.State) []steps.Option {
	p, known := s.Former, s.Former.Name != ""
	if !known {
		p, known = savedProfile(s, s.Value(steps.KeyName))
	}
	var options []steps.Option
	add := func(applies bool, value, label, note string) {
		if applies || !known {
			options = append(options, steps.Option{Value: value, Label: label, Note: note})
		}
	}
	add(true, profile.PartCalls, "Time-out and retries", "")
	add(p.Method != profile.TBA, profile.PartScopes, "Scopes", "")
	add(true, profile.PartInterfaces, "Interfaces", "REST, RESTlets, SOAP, Connect")
	add(true, profile.PartRecords, "Record types", "that the test asks about")
	add(p.Has(profile.SOAP), profile.PartWSDL, "WSDL", "")
	add(true, profile.PartProduct, "Product", "")
	add(true, profile.PartIntegration, "Consumer pair", "of the integration record")
	add(p.Method != profile.Code, profile.PartAlgorithm, "Algorithm of the signature", "")
	add(p.Method != profile.TBA, profile.PartNotes, "Notes on user and role", "")
	return options
}

// PartOf returns the part that contains the answer to key, or "" if the journey change
// cannot change the answer.
func PartOf(key string) string {
	if key == steps.KeyWSDLVersion { // the version determines the WSDL URL
		key = steps.KeyWSDL
	}
	f, _ := profile.FieldOf(key)
	return f.Part
}

// impliedParts returns the parts with a given answer: a flag selects its part.
func impliedParts(s steps.State) string {
	var wanted []string
	for _, part := range parts(s) {
		implies := func(key string) bool { return PartOf(key) == part.Value }
		secret := s.Former.Method == profile.TBA && slices.ContainsFunc(slices.Collect(maps.Keys(s.Given().Secrets)), implies)
		if secret || slices.ContainsFunc(slices.Collect(maps.Keys(s.Given().Answers)), implies) {
			wanted = append(wanted, part.Value)
		}
	}
	return strings.Join(wanted, ",")
}

// keepMethod keeps method, interfaces and scopes. Otherwise another product would change
// their defaults.
func keepMethod(s steps.State) steps.State {
	if s.Former.Name == "" {
		return s
	}
	s = s.With(steps.KeyMethod, string(s.Former.Method))
	if _, answered := s.Answer(steps.KeySurfaces); !answered {
		var surfaces []string
		for _, surface := range s.Former.Surfaces {
			surfaces = append(surfaces, string(surface))
		}
		s = s.With(steps.KeySurfaces, strings.Join(surfaces, ","))
		if _, answered := s.Answer(steps.KeyScopes); !answered && len(s.Former.Scopes) > 0 {
			s = s.With(steps.KeyScopes, strings.Join(s.Former.Scopes, ","))
		}
	}
	return s
}

func changedStep() steps.Step {
	return steps.Step{
		Name: "save", Title: "Save", NoReturn: steps.Always, Doc: steps.Doc("save"), Work: saveChanged,
		Show: func(s steps.State) []string {
			first := s.Former.Name + " is unchanged"
			if s.Note != "" {
				first = s.Former.Name + " is saved. " + s.Note
			}
			return []string{first, "The history keeps the former state: suitekey undo " + s.Former.Name + " restores it."}
		},
	}
}

// saveChanged stores the changed values and keeps the other saved values. Note lists the
// changes.
func saveChanged(_ context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	if steps.AlreadySaved(s) && !s.Report.OK { // before an interruption: the test passed then
		s.Note = "An earlier run of this change saved it."
		return s, nil
	}
	if !s.Report.OK {
		return s, steps.ErrUntested
	}
	report(steps.Progress{Text: "Saving " + s.Former.Name})
	p, made := s.Former, s.Profile()
	for _, f := range profile.Fields() {
		if f.Part != "" {
			f.Copy(&p, &made)
		}
	}
	p.RefreshToken, p.RefreshUntil = made.RefreshToken, made.RefreshUntil
	p.Tested, p.Refusals = made.Tested, made.Refusals
	if broken := s.Facts.Policy.Broken(p, s.Certificate); len(broken) > 0 {
		return s, errors.New("saving the change: " + strings.Join(broken, " "))
	}
	if changed := profile.Diff(s.Former, p); len(changed) > 0 {
		s.Note = "Changed: " + profile.Names(changed)
	}
	return steps.ReplaceSaved(env, s, p, changeName)
}

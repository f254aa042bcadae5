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

// Change mends an answer of a saved connection: what was saved stands in the
// fields, only what is to change is asked, and it is saved when it has passed the
// test.
func Change() steps.Flow {
	flow := steps.Flow{
		Name: changeName, Title: "change", AboutSaved: true, Start: keepMethod, Describe: describe("change", "a connection"),
		Draft: func(s steps.State) string { return steps.DraftFor(s.Value(steps.KeyName), changeName) },
	}
	flow.Steps = []steps.Step{
		changeStep(),
		forParts(setup.ProductStep(), profile.PartProduct),
		forParts(setup.SurfacesStep(), profile.PartInterfaces),
		forParts(setup.WSDLVersionStep(), profile.PartWSDL, profile.PartInterfaces),
		forParts(setup.WSDLStep(), profile.PartWSDL, profile.PartInterfaces),
		forParts(notesStep(), profile.PartNotes),
		forParts(setup.IntegrationStep(), profile.PartIntegration),
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

// forParts narrows a step to those that want one of parts changed.
func forParts(step steps.Step, parts ...string) steps.Step {
	return step.If(func(s steps.State) bool {
		wanted := steps.SplitList(s.Value(steps.KeyChange))
		return slices.ContainsFunc(parts, func(part string) bool { return slices.Contains(wanted, part) })
	})
}

// notesStep is the part of the role's step that is stored.
func notesStep() steps.Step {
	step := setup.RoleStep()
	step.Do = nil
	step.Doc = steps.Doc("notes")
	step.When = func(s steps.State) bool { return !steps.IsTBA(s) }
	step.Fields = slices.DeleteFunc(slices.Clone(step.Fields), func(f steps.Field) bool { return f.Key != steps.KeyEntity && f.Key != steps.KeyRole })
	return step
}

func changeStep() steps.Step {
	return steps.Step{
		Name: changeName, Title: "What changes", Doc: steps.Doc("change"), ReadOnly: true,
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

// changeable are the connections to choose from.
func changeable(s steps.State) []steps.Option {
	var options []steps.Option
	for _, p := range s.Facts.Saved {
		options = append(options, steps.Option{Value: p.Name, Label: p.Name, Note: fmt.Sprintf("%s %s · %s", p.Account.Kind(), p.Account.Realm(), setup.MethodLine(p))})
	}
	return options
}

// parts are what can be changed of the connection, as far as it is known.
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
	add(true, profile.PartInterfaces, "Interfaces", "REST, RESTlets, SOAP")
	add(p.Has(profile.SOAP), profile.PartWSDL, "WSDL", "")
	add(true, profile.PartProduct, "Product that uses it", "")
	add(true, profile.PartIntegration, "Consumer pair", "of the integration record")
	add(p.Method != profile.Code, profile.PartAlgorithm, "Algorithm of the signature", "")
	add(p.Method != profile.TBA, profile.PartNotes, "Notes on user and role", "")
	return options
}

// PartOf is what is changed of a saved connection where the answer to key is the
// one to be mended; "" where no plain change does it.
func PartOf(key string) string {
	if key == steps.KeyWSDLVersion { // an answer that makes the WSDL URL
		key = steps.KeyWSDL
	}
	f, _ := profile.FieldOf(key)
	return f.Part
}

// impliedParts are those for which an answer was given: a flag alone is enough.
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

// keepMethod keeps what a change of the product would bring a new set-up to
// choose afresh.
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
			first := s.Former.Name + " is as it was: nothing was changed"
			if s.Note != "" {
				first = s.Former.Name + " is saved. " + s.Note
			}
			return []string{first, "What it was before is kept: suitekey undo " + s.Former.Name + " brings it back."}
		},
	}
}

// saveChanged stores what was changed, and of the rest what was saved. Note says
// what it was.
func saveChanged(_ context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	if steps.AlreadySaved(s) && !s.Report.OK { // before an interruption: the test passed then
		s.Note = "An earlier run of this change stored it."
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
		s.Note = "Changed: " + strings.ReplaceAll(strings.Join(changed, ", "), "_", " ")
	}
	return steps.ReplaceSaved(env, s, p, changeName)
}

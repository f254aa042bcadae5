package steps

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"suitekey/core/profile"
)

const changeName = "change"

// Change mends an answer of a saved connection: what was saved stands in the
// fields, only what is to change is asked, and it is saved when it has passed the
// test.
func Change() Flow {
	flow := Flow{
		Name: changeName, Title: "change", AboutSaved: true, Start: keepMethod,
		Draft: func(s State) string { return draftOf(s.Value(KeyName), changeName) },
	}
	flow.Steps = []Step{
		changeStep(),
		productStep().changed(profile.PartProduct),
		surfacesStep().changed(profile.PartInterfaces),
		wsdlVersionStep().changed(profile.PartWSDL, profile.PartInterfaces),
		wsdlStep().changed(profile.PartWSDL, profile.PartInterfaces),
		notesStep().changed(profile.PartNotes),
		integrationStep().changed(profile.PartIntegration),
		signatureStep().changed(profile.PartAlgorithm),
		oldSignatureStep().changed(profile.PartAlgorithm),
		jwtStep().changed(profile.PartAlgorithm),
		scopesStep().changed(profile.PartScopes, profile.PartInterfaces),
		timeoutStep().changed(profile.PartCalls),
		retryStep().changed(profile.PartCalls),
		testStep(),
		changedStep(),
	}
	return flow
}

// changed narrows a step to those that want one of parts changed.
func (step Step) changed(parts ...string) Step {
	return step.when(func(s State) bool {
		wanted := splitList(s.Value(KeyChange))
		return slices.ContainsFunc(parts, func(part string) bool { return slices.Contains(wanted, part) })
	})
}

// notesStep is the part of the role's step that is stored.
func notesStep() Step {
	step := roleStep()
	step.Do = nil
	step.Doc = doc("notes")
	step.When = func(s State) bool { return !isTBA(s) }
	step.Fields = slices.DeleteFunc(slices.Clone(step.Fields), func(f Field) bool { return f.Key != KeyEntity && f.Key != KeyRole })
	return step
}

func changeStep() Step {
	return Step{
		Name: changeName, Title: "What changes", Doc: doc("change"), ReadOnly: true,
		Fields: []Field{
			{
				Key: KeyName, Label: "Which connection?", Kind: Choice, Options: changeable,
				When: func(s State) bool { return s.Former.Name == "" },
			},
			{Key: KeyChange, Label: "What is to change?", Kind: Multi, Options: parts, Default: impliedParts},
		},
		Work: func(_ context.Context, env Env, s State, _ func(Progress)) (State, error) {
			if s.Former.Name != "" {
				return s, nil
			}
			return chosen(env, s)
		},
		Done: func(s State) bool { return s.Former.Name != "" },
	}
}

// changeable are the connections to choose from.
func changeable(s State) []Option {
	var options []Option
	for _, p := range s.Facts.Saved {
		options = append(options, Option{Value: p.Name, Label: p.Name, Note: fmt.Sprintf("%s %s · %s", p.Account.Kind(), p.Account.Realm(), MethodLine(p))})
	}
	return options
}

// parts are what can be changed of the connection, as far as it is known.
func parts(s State) []Option {
	p, known := s.Former, s.Former.Name != ""
	if !known {
		p, known = savedProfile(s, s.Value(KeyName))
	}
	var options []Option
	add := func(applies bool, value, label, note string) {
		if applies || !known {
			options = append(options, Option{Value: value, Label: label, Note: note})
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
	if key == KeyWSDLVersion { // an answer that makes the WSDL URL
		key = KeyWSDL
	}
	f, _ := profile.FieldOf(key)
	return f.Part
}

// impliedParts are those for which an answer was given: a flag alone is enough.
func impliedParts(s State) string {
	var wanted []string
	for _, part := range parts(s) {
		implies := func(key string) bool { return PartOf(key) == part.Value }
		secret := s.Former.Method == profile.TBA && slices.ContainsFunc(slices.Collect(maps.Keys(s.given.Secrets)), implies)
		if secret || slices.ContainsFunc(slices.Collect(maps.Keys(s.given.Answers)), implies) {
			wanted = append(wanted, part.Value)
		}
	}
	return strings.Join(wanted, ",")
}

// keepMethod keeps what a change of the product would bring a new set-up to
// choose afresh.
func keepMethod(s State) State {
	if s.Former.Name == "" {
		return s
	}
	s = s.With(KeyMethod, string(s.Former.Method))
	if _, answered := s.Answer(KeySurfaces); !answered {
		var surfaces []string
		for _, surface := range s.Former.Surfaces {
			surfaces = append(surfaces, string(surface))
		}
		s = s.With(KeySurfaces, strings.Join(surfaces, ","))
		if _, answered := s.Answer(KeyScopes); !answered && len(s.Former.Scopes) > 0 {
			s = s.With(KeyScopes, strings.Join(s.Former.Scopes, ","))
		}
	}
	return s
}

func changedStep() Step {
	return Step{
		Name: "save", Title: "Save", NoReturn: Always, Doc: doc("save"), Work: saveChanged,
		Show: func(s State) []string {
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
func saveChanged(_ context.Context, env Env, s State, report func(Progress)) (State, error) {
	if saved(s) && !s.Report.OK { // before an interruption: the test passed then
		s.Note = "An earlier run of this change stored it."
		return s, nil
	}
	if !s.Report.OK {
		return s, errUntested
	}
	report(Progress{Text: "Saving " + s.Former.Name})
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
	return replace(env, s, p, changeName)
}

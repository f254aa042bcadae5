package steps

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"suitekey/core/profile"
)

const changeName = "change"

// What of a saved connection can be changed by itself. What it signs in with has
// journeys of its own: retoken, renew, migrate.
const (
	changeCalls       = "calls"
	changeScopes      = "scopes"
	changeInterfaces  = "interfaces"
	changeWSDL        = "wsdl"
	changeProduct     = "consumer"
	changeIntegration = "integration"
	changeAlgorithm   = "algorithm"
	changeNotes       = "notes"
)

// Change mends an answer of a saved connection: what was saved stands in the
// fields, only what is to change is asked, and it is saved when it has passed the
// test.
func Change() Flow {
	flow := Flow{
		Name: changeName, Title: "change", Saved: true, Start: keepMethod,
		Draft: func(s State) string { return draftOf(s.Value(KeyName), changeName) },
	}
	flow.Steps = []Step{
		changeStep(),
		productStep().changed(changeProduct),
		surfacesStep().changed(changeInterfaces),
		wsdlVersionStep().changed(changeWSDL, changeInterfaces),
		wsdlStep().changed(changeWSDL, changeInterfaces),
		notesStep().changed(changeNotes),
		integrationStep().changed(changeIntegration),
		signatureStep().changed(changeAlgorithm),
		oldSignatureStep().changed(changeAlgorithm),
		jwtStep().changed(changeAlgorithm),
		scopesStep().changed(changeScopes, changeInterfaces),
		timeoutStep().changed(changeCalls),
		retryStep().changed(changeCalls),
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
		Name: changeName, Title: "What changes", Doc: doc("change"), Looks: true,
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
	add(true, changeCalls, "Time-out and retries", "")
	add(p.Method != profile.TBA, changeScopes, "Scopes", "")
	add(true, changeInterfaces, "Interfaces", "REST, RESTlets, SOAP")
	add(p.Has(profile.SOAP), changeWSDL, "WSDL", "")
	add(true, changeProduct, "Product that uses it", "")
	add(true, changeIntegration, "Consumer pair", "of the integration record")
	add(p.Method != profile.Code, changeAlgorithm, "Algorithm of the signature", "")
	add(p.Method != profile.TBA, changeNotes, "Notes on user and role", "")
	return options
}

// partOf tells to which part the answer to key belongs.
var partOf = map[string]string{
	KeyTimeout: changeCalls, KeyRetries: changeCalls, KeyRetryInterval: changeCalls,
	KeyScopes: changeScopes, KeySurfaces: changeInterfaces, KeyWSDL: changeWSDL, KeyWSDLVersion: changeWSDL,
	KeyProduct: changeProduct, KeyConsumerKey: changeIntegration, KeyConsumerSecret: changeIntegration,
	KeySignatureAlgorithm: changeAlgorithm, KeyJWTAlgorithm: changeAlgorithm,
	KeyEntity: changeNotes, KeyRole: changeNotes,
}

// PartOf is what is changed of a saved connection where the answer to key is the
// one to be mended; "" where no plain change does it.
func PartOf(key string) string { return partOf[key] }

// impliedParts are those for which an answer was given: a flag alone is enough.
func impliedParts(s State) string {
	var wanted []string
	for _, part := range parts(s) {
		for key, of := range partOf {
			_, answered := s.given.Answers[key]
			_, secret := s.given.Secrets[key]
			if of == part.Value && (answered || secret && s.Former.Method == profile.TBA) && !slices.Contains(wanted, part.Value) {
				wanted = append(wanted, part.Value)
			}
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
		Name: "save", Title: "Save", Final: true, Doc: doc("save"), Work: saveChanged,
		Show: func(s State) []string {
			first := s.Former.Name + " is as it was: nothing was changed"
			if s.Note != "" {
				first = s.Former.Name + " is saved. Changed: " + s.Note
			}
			return []string{first, "What it was before is kept: suitekey undo " + s.Former.Name + " brings it back."}
		},
	}
}

// saveChanged stores what was changed, and of the rest what was saved. Note names
// what it was.
func saveChanged(_ context.Context, env Env, s State, report func(Progress)) (State, error) {
	if !s.Report.OK {
		return s, errUntested
	}
	report(Progress{Text: "Saving " + s.Former.Name})
	p, made := s.Former, s.Profile()
	p.Product, p.Surfaces, p.WSDL = made.Product, made.Surfaces, made.WSDL
	p.ConsumerKey, p.ConsumerSecret = made.ConsumerKey, made.ConsumerSecret
	p.SignatureAlgorithm, p.JWTAlgorithm, p.Scopes = made.SignatureAlgorithm, made.JWTAlgorithm, made.Scopes
	p.Entity, p.Role = made.Entity, made.Role
	p.Timeout, p.Retries, p.RetryInterval = made.Timeout, made.Retries, made.RetryInterval
	p.RefreshToken, p.RefreshUntil = made.RefreshToken, made.RefreshUntil
	p.Tested, p.Refusals = made.Tested, made.Refusals
	if broken := s.Facts.Policy.Broken(p, s.Certificate); len(broken) > 0 {
		return s, errors.New("saving the change: " + strings.Join(broken, " "))
	}
	s.Note = strings.ReplaceAll(strings.Join(profile.Diff(s.Former, p), ", "), "_", " ")
	return replace(env, s, p, changeName)
}

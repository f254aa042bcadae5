// Package answers reads the file that answers the questions of a journey.
package answers

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/steps/journeys"
	"suitekey/ui/app/problem"
	"suitekey/ui/cli/nearest"
)

// Read reads an answers file (YAML, which includes JSON) into given. With secretsOnly,
// the file may contain only secrets. Errors never quote the file, because a misplaced
// value may be a secret.
func Read(data []byte, file string, given *steps.Given, secretsOnly bool) error {
	var document yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&document); err != nil && !errors.Is(err, io.EOF) {
		return problem.Usage(fmt.Sprintf("%s is neither JSON nor YAML%s", file, whereIn(err)), "one line for each answer: account: 1234567_SB1")
	}
	switch err := decoder.Decode(new(yaml.Node)); {
	case err == nil:
		return problem.Usage(file + " has several parts, with a line --- between them: put all answers into one")
	case !errors.Is(err, io.EOF):
		return problem.Usage(fmt.Sprintf("%s is neither JSON nor YAML%s", file, whereIn(err)), "one line for each answer: account: 1234567_SB1")
	}
	if len(document.Content) == 0 {
		return problem.Usage(file + " is empty")
	}
	mapping := document.Content[0]
	if mapping.Kind != yaml.MappingNode {
		return problem.Usage(file+" must be a list of keys with their values", "one line for each answer: account: 1234567_SB1")
	}
	r := reader{file: file, given: given, secretsOnly: secretsOnly, seen: map[string]bool{}}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		r.take(mapping.Content[i], mapping.Content[i+1])
	}
	if len(r.problems) > 0 {
		return problem.Usage(strings.Join(r.problems, "\n"))
	}
	return nil
}

// whereIn returns the place of a syntax error. The rest of the parser's message may
// quote a value.
func whereIn(err error) string {
	_, after, _ := strings.Cut(err.Error(), "line ")
	number, _, _ := strings.Cut(after, ":")
	if _, err := strconv.Atoi(number); err != nil {
		return ""
	}
	return " (line " + number + ")"
}

type reader struct {
	file        string
	given       *steps.Given
	secretsOnly bool
	single      bool // the answers of one connection, under its name
	seen        map[string]bool
	problems    []string
}

func (r *reader) refuse(format string, values ...any) {
	r.problems = append(r.problems, r.file+": "+fmt.Sprintf(format, values...))
}

func (r *reader) take(key, value *yaml.Node) {
	if key.Value == profilesKey && value.Kind == yaml.MappingNode && !r.single {
		r.profiles(value)
		return
	}
	field, ok := r.field(key)
	if !ok {
		return
	}
	text, ok := scalar(value)
	switch {
	case !ok:
		r.refuse("line %d: the value of %s must be a single value or a list of them", value.Line, field.Key)
	case field.Kind == steps.File && steps.PastedPEM(text): // the contents in the place of the path
		r.given.Secrets[field.Key] = secret.New(text)
	case field.Kind == steps.Secret:
		r.given.Secrets[field.Key] = secret.New(text)
	default:
		r.given.Answers[field.Key] = text
	}
}

// shownOfKey limits the characters of an unknown key in a message: enough to find the
// line. The key may be a misplaced secret.
const shownOfKey = 11

// profilesKey is the key for the answers of single connections, under their names.
const profilesKey = "profiles"

// profiles reads the answers of single connections. Only the questions about one
// connection of several are allowed.
func (r *reader) profiles(list *yaml.Node) {
	if r.given.Profiles == nil {
		r.given.Profiles = map[string]steps.Given{}
	}
	for i := 0; i+1 < len(list.Content); i += 2 {
		name, values := list.Content[i], list.Content[i+1]
		if name.Kind != yaml.ScalarNode || profile.CheckName(name.Value) != nil {
			r.refuse("line %d: profiles has an entry without a connection name", name.Line)
			continue
		}
		if values.Kind != yaml.MappingNode {
			r.refuse("line %d: %s must have keys with their values", values.Line, name.Value)
			continue
		}
		given, known := r.given.Profiles[name.Value]
		if !known {
			given = steps.Given{Answers: map[string]string{}, Secrets: map[string]secret.Secret{}}
		}
		one := reader{file: r.file, given: &given, secretsOnly: r.secretsOnly, single: true, seen: map[string]bool{}}
		for n := 0; n+1 < len(values.Content); n += 2 {
			one.take(values.Content[n], values.Content[n+1])
		}
		r.problems = append(r.problems, one.problems...)
		r.given.Profiles[name.Value] = given
	}
}

// fields returns the allowed fields.
func (r *reader) fields() []steps.Field {
	if r.single {
		return journeys.ItemFields()
	}
	return steps.Fields()
}

func (r *reader) field(key *yaml.Node) (steps.Field, bool) {
	name := strings.ReplaceAll(key.Value, "-", "_")
	if key.Kind != yaml.ScalarNode {
		r.refuse("line %d: this is not a key", key.Line)
		return steps.Field{}, false
	}
	var names []string
	for _, f := range r.fields() {
		if r.secretsOnly && f.Kind != steps.Secret {
			continue
		}
		if f.Key == name {
			if r.seen[name] {
				r.refuse("line %d: %s occurs twice", key.Line, name)
				return f, false
			}
			r.seen[name] = true
			return f, true
		}
		names = append(names, f.Key)
	}
	hint, what := "", secret.Unknown("answer", key.Value, "called "+strconv.Quote(steps.Shorten(key.Value, shownOfKey)))
	if near := nearest.Name(name, names); near != "" {
		if nearest.Distance(name, near) <= 2 { // no secret, but a slip of the finger
			what = "answer called " + strconv.Quote(key.Value)
		}
		hint = ": did you mean " + near + "?"
	} else if r.secretsOnly {
		hint = ": a secrets file contains " + strings.Join(names, ", ")
	}
	r.refuse("line %d: there is no %s%s", key.Line, what, hint)
	return steps.Field{}, false
}

// scalar returns the value as written. YAML itself would turn 9999901_01, and long
// hexadecimal values with one e, into numbers.
func scalar(node *yaml.Node) (string, bool) {
	switch node.Kind {
	case yaml.ScalarNode:
		switch node.Tag {
		case "!!null":
			return "", true
		case "!!bool":
			if strings.EqualFold(node.Value, "true") {
				return "yes", true
			}
			return "no", true
		}
		return node.Value, true
	case yaml.SequenceNode:
		var parts []string
		for _, item := range node.Content {
			if item.Kind != yaml.ScalarNode {
				return "", false
			}
			parts = append(parts, item.Value)
		}
		return strings.Join(parts, ","), true
	default:
		return "", false
	}
}

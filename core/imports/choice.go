package imports

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Choice selects one of several environments in a file.
type Choice struct {
	Section string // a section, a manifest, an environment of Postman: by its name
	Prefix  string // names that begin so, as NS_SB_ in NS_SB_TOKEN_ID
}

// SeveralError means that a file contains several environments, and names them. Read does
// not guess: the wrong environment could be production.
type SeveralError struct {
	Flag  string   // the option that takes one: "--section" or "--prefix"
	Names []string // fit for a message, in the order of the file
}

func (e *SeveralError) Error() string {
	return fmt.Sprintf("it contains several environments (%s): choose one with %s, for example %s %s",
		strings.Join(e.Names, ", "), e.Flag, e.Flag, quotedWord(e.Names[0]))
}

// Choice returns the choice of the environment with that name.
func (e *SeveralError) Choice(name string) Choice {
	if e.Flag == "--prefix" {
		return Choice{Prefix: name}
	}
	return Choice{Section: name}
}

func quotedWord(name string) string {
	if strings.ContainsAny(name, " ()") {
		return "'" + name + "'"
	}
	return name
}

// missingPartError means that the file does not contain the chosen environment.
func missingPart(flag string, names []string) error {
	if len(names) == 0 {
		return fmt.Errorf("it does not contain several environments: leave %s out", flag)
	}
	return fmt.Errorf("it contains no such environment: %s takes one of %s", flag, strings.Join(names, ", "))
}

// part is one environment of a file.
type part struct {
	name string
	read func(*collector)
}

// choose reads the chosen part. ok is false if the file has only one environment; it is
// then read as a whole.
func (c *collector) choose(parts []part, flag, wanted string) (ok bool, err error) {
	names := make([]string, 0, len(parts))
	for i := range parts {
		if parts[i].name = strings.TrimSpace(parts[i].name); !harmlessName().MatchString(parts[i].name) || slices.Contains(names, parts[i].name) {
			parts[i].name = fmt.Sprintf("number %d", i+1)
		}
		names = append(names, parts[i].name)
	}
	switch {
	case wanted != "":
		for i, name := range names {
			if sameName(name, wanted) {
				c.chosen = true
				parts[i].read(c)
				return true, nil
			}
		}
		return false, missingPart(flag, names)
	case len(parts) > 1:
		return false, &SeveralError{flag, names}
	case len(parts) == 1:
		parts[0].read(c)
		return true, nil
	}
	return false, nil
}

// sameName compares what a person typed with the name of a part: letters and digits
// count, and of a prefix the last word will do.
func sameName(name, wanted string) bool {
	a, b := wordOf(name), wordOf(wanted)
	if a == b && a != "" {
		return true
	}
	words := strings.FieldsFunc(name, func(r rune) bool { return r == '_' })
	return len(words) > 0 && strings.HasSuffix(name, "_") && wordOf(words[len(words)-1]) == b
}

// The keys of which an environment has at least two, and in which two environments
// differ.
var strong = []string{"account", "consumer_key", "consumer_secret", "token_id", "token_secret", "certificate_id", "key_file"}

// sample reads only one part and returns the values of its strong keys.
func (c *collector) sample(read func(*collector)) map[string]string {
	trial := newCollector(c.format, Choice{})
	read(trial)
	found := map[string]string{}
	for _, key := range strong {
		if values := trial.values[key]; len(values) > 0 {
			found[key] = values[len(values)-1].value
		}
	}
	return found
}

// environments are those of parts that are environments of their own: they have two
// strong values or more, in common with another one, and one at least that differs.
// Requests of a collection that share their credentials are none.
func (c *collector) environments(parts []part) []part {
	samples := make([]map[string]string, len(parts))
	for i, p := range parts {
		samples[i] = c.sample(p.read)
	}
	var own []part
	for i, p := range parts {
		if slices.ContainsFunc(samples, func(other map[string]string) bool { return differ(samples[i], other) }) {
			own = append(own, p)
		}
	}
	return own
}

func differ(a, b map[string]string) bool {
	shared, different := 0, false
	for key := range maps.Keys(a) {
		if other, there := b[key]; there {
			shared++
			different = different || other != a[key]
		}
	}
	return shared >= 2 && different
}

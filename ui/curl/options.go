// Package curl parses the arguments of the curl program, as far as the signature and the
// safety of credentials depend on them.
package curl

import (
	"errors"
	"fmt"
	"strings"

	"suitekey/core/lazyregexp"
	"suitekey/core/secret"
)

// Options are the options of an installed curl.
type Options struct {
	long  map[string]bool   // whether it takes a value
	short map[string]string // its long name
}

var optionLine = lazyregexp.Lazy(`^ +(?:-(\S), )?--([a-z0-9][a-z0-9.-]*)(?: +([<\[]))?`)

// ParseHelp parses the output of `curl --help all`. Only the installed curl knows which
// of its options take a value, and therefore which arguments are addresses.
func ParseHelp(text string) (Options, error) {
	o := Options{map[string]bool{}, map[string]string{}}
	for line := range strings.Lines(text) {
		m := optionLine().FindStringSubmatch(line)
		if m == nil {
			continue
		}
		o.long[m[2]] = m[3] != ""
		if m[1] != "" {
			o.short[m[1]] = m[2]
		}
	}
	for _, known := range []string{"data", "header", "request", "url", "output"} {
		if !o.long[known] {
			return Options{}, errors.New("the list of options that curl --help all prints cannot be read: install a current curl, from 7.73 on")
		}
	}
	return o, nil
}

// option is one given option.
type option struct {
	name  string // the long one
	value string
	words []string // the arguments that it came as
}

// read splits arguments into options and other arguments.
func (o Options) read(args []string) (found []option, alone []string, err error) {
	for i := 0; i < len(args); i++ {
		arg := args[i]
		switch {
		case arg == "--":
			return found, append(alone, args[i+1:]...), nil
		case arg == "-" || arg == "":
			return nil, nil, fmt.Errorf("curl takes no argument %q", arg)
		case !strings.HasPrefix(arg, "-"):
			alone = append(alone, arg)
			continue
		}
		var more []option
		if strings.HasPrefix(arg, "--") {
			more, err = o.readLong(arg[2:])
		} else {
			more, err = o.readShort(arg[1:])
		}
		if err != nil {
			return nil, nil, err
		}
		last := &more[len(more)-1]
		if o.long[last.name] && last.value == "" && len(last.words) == 1 {
			if i++; i == len(args) {
				return nil, nil, fmt.Errorf("%s needs a value", last.words[0])
			}
			last.value = args[i]
			last.words = append(last.words, args[i])
		}
		found = append(found, more...)
	}
	return found, alone, nil
}

func (o Options) readLong(name string) ([]option, error) {
	words := []string{"--" + name}
	if _, ok := o.long[name]; ok {
		return []option{{name: name, words: words}}, nil
	}
	if positive, ok := strings.CutPrefix(name, "no-"); ok {
		if takes, known := o.long[positive]; known && !takes {
			return []option{{name: name, words: words}}, nil
		}
	}
	// curl accepts abbreviations, whose meaning differs between versions.
	shown := name
	if len(shown) > 24 {
		shown = shown[:24] + "..."
	}
	return nil, fmt.Errorf("this curl has no %s: write it in full, and its value as the next argument", secret.Unknown("option", name, "--"+shown))
}

// readShort splits arguments such as -sSXPOST.
func (o Options) readShort(letters string) ([]option, error) {
	var found []option
	for i, letter := range letters {
		name, ok := o.short[string(letter)]
		if !ok {
			return nil, fmt.Errorf("this curl has no option -%c", letter)
		}
		next := option{name: name, words: []string{"-" + string(letter)}}
		rest := letters[i+len(string(letter)):]
		if o.long[name] && rest != "" {
			next.value = rest
			next.words = []string{"-" + string(letter), rest}
			return append(found, next), nil
		}
		found = append(found, next)
	}
	return found, nil
}

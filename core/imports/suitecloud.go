package imports

import (
	"errors"
	"slices"
	"strings"

	"suitekey/core/values"
)

// setupCI is the command of the SuiteCloud CLI that stores the credentials of a machine.
// https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/article_81134826821.html
const setupCI = "account:setup:ci"

// The options with values of the connection, by the key of the answer.
var setupOptions = map[string]string{
	"account": "account", "authid": "name", "certificateid": "certificate_id", "privatekeypath": "key_file",
}

// readSuiteCloud reads the line of a script that calls account:setup:ci.
func readSuiteCloud(c *collector, text string) error {
	words := commandWords(text)
	at := slices.Index(words, setupCI)
	if at < 0 {
		return errors.New("there is no line with " + setupCI + " in it; a key alone is imported as pem, with --certificate-id")
	}
	words = words[at+1:]
	for i := 0; i < len(words) && words[i] != "\n"; i++ {
		name, value, joined := strings.Cut(strings.TrimLeft(words[i], "-"), "=")
		key := setupOptions[name]
		if key == "" || !strings.HasPrefix(words[i], "-") {
			continue
		}
		if !joined && i+1 < len(words) {
			i++
			value = words[i]
		}
		reference := values.Reference(value)
		if value = expandedDefault(value); value != "" {
			reference = values.Reference(value)
		}
		switch {
		case reference == "" && (value == "" || value == "\n"):
		case reference != "":
			c.leave(strings.ToUpper(key), "it is "+reference+", not the value itself")
		default:
			c.read(key, candidate{name: "--" + name, value: value, rank: fromOwnName})
		}
	}
	c.found.Remarks = append(c.found.Remarks, "The SuiteCloud CLI signs in as Oracle's own application: its certificate is mapped to SuiteCloud Development Integration. Give the client ID of an integration record that the same certificate is mapped to.")
	return nil
}

// expandedDefault returns the default of an unset variable in a script:
// ${NAME:-default}. It does not expand the script's folder.
func expandedDefault(value string) string {
	if rest, ok := strings.CutPrefix(value, "${"); ok && strings.HasSuffix(rest, "}") {
		_, value, _ = strings.Cut(strings.TrimSuffix(rest, "}"), ":-")
	}
	for _, here := range []string{"$PWD/", "${PWD}/", "$(pwd)/", "./", "%CD%\\"} {
		value = strings.TrimPrefix(value, here)
	}
	return value
}

// commandWords returns the words of a shell script; the end of a line is also a word. It
// expands nothing.
func commandWords(text string) []string {
	text = strings.NewReplacer("\\\n", " ", "^\n", " ", "`\n", " ").Replace(text)
	var words []string
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		words = append(append(words, lineWords(line)...), "\n")
	}
	return words
}

func lineWords(line string) []string {
	var words []string
	var word strings.Builder
	quote, begun := rune(0), false
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, begun = r, true
		case quote == 0 && (r == ' ' || r == '\t'):
			if begun {
				words = append(words, word.String())
				word.Reset()
				begun = false
			}
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	if begun {
		words = append(words, word.String())
	}
	return words
}

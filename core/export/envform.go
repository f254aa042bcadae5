package export

import (
	"errors"
	"strings"

	"suitekey/core/lazyregexp"
)

// What a .env file cannot contain. The errors never repeat a value, which may be secret.
var (
	errLines     = errors.New("a value of several lines")
	errCharacter = errors.New("a quote, a dollar sign, a backslash or a control character, which the reader would change")
	errDotenv    = errors.New("a value cannot be written to a .env file so that every reader understands it alike: it has quotes of both kinds, a carriage return or a backslash at its end; export it as json or yaml")
)

// envForms write the value of a variable, each for one kind of reader: see
// assets/export/readers.json.
var envForms = map[string]func(text string) (string, error){
	"common": dotenvValue,
	"raw":    rawValue,
	"single": func(text string) (string, error) { return "'" + text + "'", nil },
	"escaped": func(text string) (string, error) {
		if strings.ContainsAny(text, "\\\"$`\r") {
			return "", errCharacter
		}
		return `"` + strings.ReplaceAll(text, "\n", `\n`) + `"`, nil
	},
	// systemd.exec(5), EnvironmentFile=: the same quoting as a shell's double quotes.
	"systemd": func(text string) (string, error) {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`").Replace(text) + `"`, nil
	},
	"shell": func(text string) (string, error) { return shellWord(text), nil },
}

// bare matches values that every reader accepts without quotes. Some readers keep quotes as
// part of the value.
var bare = lazyregexp.Lazy(`^[A-Za-z0-9_./:@,+-]+$`)

// pemText matches text of several lines that every reader reads alike between double
// quotes, such as a key in PEM.
var pemText = lazyregexp.Lazy(`^[A-Za-z0-9_./:@,+=\n -]+$`)

// dotenvValue writes a value that most readers read back byte for byte. Single quotes
// protect everything except single quotes. Double quotes are used only for text in which a
// shell expands nothing. Backticks, which npm's dotenv also accepts, would run a command in
// a shell. A key in PEM gets double quotes, because PHP refuses line breaks between single
// quotes.
func dotenvValue(text string) (string, error) {
	switch {
	case bare().MatchString(text):
		return text, nil
	case strings.Contains(text, "\r") || strings.HasSuffix(text, `\`):
		return "", errDotenv
	case strings.Contains(text, "\n") && pemText().MatchString(text):
		return `"` + text + `"`, nil
	case !strings.Contains(text, "'"):
		return "'" + text + "'", nil
	case strings.ContainsAny(text, "\"\\$`!"):
		return "", errDotenv
	}
	return `"` + text + `"`, nil
}

// rawValue writes a value for a reader that keeps quotes as part of the value.
func rawValue(text string) (string, error) {
	switch {
	case strings.ContainsAny(text, "\r\n"):
		return "", errLines
	case text != strings.TrimSpace(text) || strings.ContainsAny(text, "'\"#\\$`"):
		return "", errCharacter
	}
	return text, nil
}

package imports

import "strings"

// readDotenv reads a .env file as the readers of most languages do: NAME=VALUE,
// perhaps after export, in quotes of either kind that may hold several lines;
// comments. Nothing is expanded and nothing is run.
func readDotenv(c *collector, text string) error {
	for line, next := 1, 0; next < len(text); line++ {
		here := text[next:]
		current, _, _ := strings.Cut(here, "\n")
		next += len(current) + 1
		if trimmed := strings.TrimSpace(current); trimmed == "" || trimmed[0] == '#' {
			continue
		}
		name, value, ok := assignment(current)
		if !ok {
			c.unreadable(line)
			continue
		}
		if quote := openQuote(value); quote != 0 {
			at := strings.IndexByte(here, quote) + 1
			inside, closed := untilQuote(here[at:], quote)
			if !closed { // what follows is not the value of this name, whatever it is
				c.unreadable(line)
				continue
			}
			value = unescaped(inside, quote)
			line += strings.Count(inside, "\n")
			rest, _, _ := strings.Cut(here[at+len(inside):], "\n") // a comment may follow
			next += at + len(inside) + len(rest) - len(current)
		} else if at := strings.Index(value, " #"); at >= 0 {
			value = value[:at]
		}
		if !c.take(name, value) && about(name) {
			c.unknown(name)
		}
	}
	return nil
}

// assignment splits NAME=VALUE, also as shells and PowerShell write it.
func assignment(line string) (name, value string, ok bool) {
	name, value, ok = strings.Cut(line, "=")
	if !ok {
		return "", "", false
	}
	name = strings.TrimSpace(name)
	for _, word := range []string{"export ", "set ", "SET ", "$env:", "$Env:"} {
		name = strings.TrimSpace(strings.TrimPrefix(name, word))
	}
	return name, strings.TrimSpace(value), name != "" && !strings.ContainsAny(name, " \t\"'")
}

func openQuote(value string) byte {
	if value == "" || !strings.ContainsRune("'\"`", rune(value[0])) {
		return 0
	}
	return value[0]
}

// untilQuote is the text before the quote that closes it.
func untilQuote(text string, quote byte) (inside string, closed bool) {
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\' && quote == '"':
			i++
		case text[i] == quote:
			return text[:i], true
		}
	}
	return "", false
}

// unescaped is what stands between quotes: between double ones, escapes count.
func unescaped(text string, quote byte) string {
	if quote != '"' {
		return text
	}
	return strings.NewReplacer(`\n`, "\n", `\r`, "", `\t`, "\t", `\"`, `"`, `\\`, `\`, `\$`, "$").Replace(text)
}

// about tells whether an unknown name of a file that holds all kinds of settings
// is worth naming.
func about(name string) bool {
	_, own := withoutPrefix(wordOf(name))
	return own
}

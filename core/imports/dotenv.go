package imports

import (
	"slices"
	"strings"

	"suitekey/core/lazyregexp"
)

// setting is a name with its value in a file of NAME=VALUE lines.
type setting struct {
	section, name, value string
	line                 int
	loose                bool // what is left of the name means a value of NetSuite: the rest said so
	own                  bool // the heading above it says NetSuite
}

// readDotenv reads a .env file as the readers of most languages do: NAME=VALUE, perhaps
// after export; quotes of both kinds, also around several lines; comments; sections in
// square brackets; blocks as in $GITHUB_ENV. It expands and runs nothing. If a name
// occurs twice, the last value counts, as in those readers and in a shell.
func readDotenv(c *collector, text string) error {
	settings := c.settings(text)
	if parts := c.sections(settings); len(parts) > 0 || c.choice.Section != "" {
		_, err := c.choose(parts, "--section", c.choice.Section)
		return err
	}
	if ok, err := c.choose(c.prefixed(settings), "--prefix", c.choice.Prefix); ok || err != nil {
		return err
	}
	c.takeAll(settings)
	return nil
}

// settings returns the settings in the lines of the file.
func (c *collector) settings(text string) []setting {
	r := lineReader{lines: strings.Split(text, "\n")}
	var all []setting
	for r.at < len(r.lines) {
		line := r.at + 1
		current := strings.TrimSpace(r.lines[r.at])
		r.at++
		if current == "" || current[0] == '#' || current[0] == ';' || strings.HasPrefix(current, "//") || strings.HasPrefix(strings.ToLower(current), "rem ") {
			continue
		}
		if heading := sectionHeading().FindStringSubmatch(current); heading != nil {
			r.section = strings.TrimSpace(heading[1])
			continue
		}
		name, value, ok := assignment(current)
		if ok {
			value, ok = r.value(value)
		}
		if !ok {
			c.unreadable(line)
			continue
		}
		all = append(all, setting{section: r.section, name: name, value: value, line: line, own: saysNetSuite(r.section)})
	}
	return all
}

var sectionHeading = lazyregexp.Lazy(`^\[([^\[\]]{1,60})\]$`)

// lineReader reads values that may continue over several lines.
type lineReader struct {
	lines   []string
	at      int // the next line
	section string
}

// value returns the value after the sign, including the lines below if it continues
// there. ok is false if its end is missing.
func (r *lineReader) value(text string) (value string, ok bool) {
	if mark, block := strings.CutPrefix(text, "<<"); block { // NAME<<EOF, as in $GITHUB_ENV
		return r.until(func(line string) bool { return strings.TrimSpace(line) == strings.TrimSpace(mark) })
	}
	if quote := openQuote(text); quote != 0 {
		return r.quoted(text[1:], quote)
	}
	if strings.Contains(text, "-----BEGIN ") && !strings.Contains(text, "-----END ") {
		// A PEM without the necessary quotes: the text from BEGIN to END is unambiguous.
		rest, ended := r.until(func(line string) bool { return strings.Contains(line, "-----END ") })
		if !ended {
			return "", false
		}
		return text + "\n" + rest + r.lines[r.at-1] + "\n", true
	}
	if at := strings.Index(text, " #"); at >= 0 {
		text = text[:at]
	}
	return text, true
}

// until joins the lines up to and including the line that ends the value.
func (r *lineReader) until(end func(line string) bool) (text string, ok bool) {
	for i := r.at; i < len(r.lines); i++ {
		if end(r.lines[i]) {
			text = strings.Join(append(slices.Clone(r.lines[r.at:i]), ""), "\n")
			r.at = i + 1
			return text, true
		}
	}
	return "", false
}

// quoted reads up to the closing quote; a comment may follow.
func (r *lineReader) quoted(text string, quote byte) (string, bool) {
	for at := r.at; ; at++ {
		if inside, closed := untilQuote(text, quote); closed {
			r.at = at
			return unescaped(inside, quote), true
		}
		if at >= len(r.lines) {
			return "", false // what follows is not the value of this name, whatever it is
		}
		text += "\n" + r.lines[at]
	}
}

// The words that shells, PowerShell, cmd, docker and systemd put before a name.
var before = lazyregexp.Lazy(`^(?i)(?:-\s+|export\s+(?:-x\s+)?|declare\s+-[a-z]+\s+|typeset\s+-[a-z]+\s+|readonly\s+|local\s+|setx?\s+(?:-[a-z]+\s+)?|env\s+|\$env:|\$global:|\$script:|Environment=|-e\s+|--env[= ])`)

var (
	named  = lazyregexp.Lazy(`^([A-Za-z_][A-Za-z0-9_.-]{0,79})\s*(<<|=|:=)\s*(.*)$`)
	colon  = lazyregexp.Lazy(`^["']?([A-Za-z_][A-Za-z0-9_. -]{0,60}?)["']?\s*:\s+(.+?),?$`)
	spaced = lazyregexp.Lazy(`^([A-Za-z_][A-Za-z0-9_]{2,79})\s+(\S.*)$`)
)

// assignment splits NAME=VALUE, also as shells, PowerShell and cmd write it, and
// NAME: VALUE.
func assignment(line string) (name, value string, ok bool) {
	word := before().FindString(line)
	rest := strings.TrimSpace(line[len(word):])
	if inner, quoted := strings.CutPrefix(rest, `"`); quoted && word != "" { // set "A=B", Environment="A=B"
		if at := strings.LastIndex(inner, `"`); at >= 0 && named().MatchString(inner[:at]) {
			rest = inner[:at]
		}
	}
	if m := named().FindStringSubmatch(rest); m != nil {
		if m[2] == "<<" {
			return m[1], "<<" + m[3], true
		}
		return m[1], strings.TrimSpace(m[3]), true
	}
	if m := colon().FindStringSubmatch(rest); m != nil && word == "" {
		return m[1], m[2], true
	}
	if m := spaced().FindStringSubmatch(rest); m != nil && word != "" { // ENV A B, setx A B, set -x A B
		return m[1], m[2], true
	}
	return "", "", false
}

// takeAll takes the last setting of each name. A setting under a heading with NetSuite
// takes precedence over settings of other programs.
func (c *collector) takeAll(settings []setting) {
	settings = besideSecrets(settings)
	counts := map[string]int{}
	for i, s := range settings {
		if earlier, twice := counts[s.name]; twice {
			before := settings[earlier]
			if before.own && !s.own {
				continue
			}
			if before.own == s.own && before.value != s.value && c.knows(s.name) {
				c.remark("%s occurs on lines %d and %d: the last one counts.", shownName(s.name), before.line, s.line)
			}
		}
		counts[s.name] = i
	}
	loose, own := c.loose, c.own
	for i, s := range settings {
		if counts[s.name] != i {
			continue
		}
		c.line, c.loose, c.own = s.line, loose || s.loose || s.own, own || s.own
		if inner := objectIn(s.value); inner != nil && !c.knows(s.name) {
			c.loose = c.loose || saysNetSuite(s.name)
			c.walk("", s.name, inner, deepest)
			continue
		}
		// Name an unused value that looks like a credential: it may be the missing one.
		if !c.take(s.name, s.value) && (about(s.name) || hex64().MatchString(s.value)) {
			c.unknown(s.name)
		}
	}
	c.line, c.loose, c.own = 0, loose, own
}

// besideSecrets marks a bare ACCOUNT or TOKEN that occurs with the token secret or the
// certificate ID under the same prefix, such as OAUTH_TOKEN with OAUTH_TOKEN_SECRET.
// Without them, such a word may belong to any program.
func besideSecrets(settings []setting) []setting {
	prefixes := map[string]bool{}
	for _, s := range settings {
		if key, _ := meaning(s.name, s.loose || s.own); key == "token_secret" || key == "certificate_id" {
			prefixes[prefixBefore(s.name, key, specific())] = true
		}
	}
	marked := slices.Clone(settings)
	for i, s := range marked {
		key, _ := meaning(s.name, true)
		if key == "account" || key == "access_token" {
			marked[i].loose = s.loose || prefixes[prefixBefore(s.name, key, general())]
		}
	}
	return marked
}

// sections returns the environments under headings in square brackets. Settings above
// the first heading belong to all of them.
func (c *collector) sections(settings []setting) []part {
	var names []string
	var common []setting
	by := map[string][]setting{}
	for _, s := range settings {
		if s.section == "" {
			common = append(common, s)
			continue
		}
		if _, there := by[s.section]; !there {
			names = append(names, s.section)
		}
		by[s.section] = append(by[s.section], s)
	}
	var parts []part
	for _, name := range names {
		parts = append(parts, part{name, func(c *collector) { c.takeAll(slices.Concat(common, by[name])) }})
	}
	if c.choice.Section != "" {
		return parts
	}
	return c.environments(parts)
}

func openQuote(value string) byte {
	if value == "" || !strings.ContainsRune("'\"`", rune(value[0])) {
		return 0
	}
	return value[0]
}

// untilQuote returns the text before the closing quote.
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

// unescaped returns the text between quotes; double quotes allow escapes.
func unescaped(text string, quote byte) string {
	if quote != '"' {
		return text
	}
	return strings.NewReplacer(`\n`, "\n", `\r`, "", `\t`, "\t", `\"`, `"`, `\\`, `\`, `\$`, "$", "\\\n", "\n").Replace(text)
}

// about reports whether an unknown name in a file with all kinds of settings is worth a
// remark.
func about(name string) bool {
	_, own := withoutPrefix(wordOf(name))
	return own
}

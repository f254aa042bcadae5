package helpdoc

import (
	"fmt"
	"strings"
	"time"
)

// Page is a page for man.
type Page struct {
	Name    string // suitekey-test
	Section int    // 1 for a command, 5 for a file, 7 for what else there is to know
	Short   string // a line
	Blocks  []Block
	SeeAlso []string // "suitekey(1)"
}

// File is the name of the page's file.
func (p Page) File() string { return fmt.Sprintf("%s.%d", p.Name, p.Section) }

// Roff prints the page in the language of man (man(7) macros, which groff and
// mandoc read alike).
func (p Page) Roff(version string, date time.Time) string {
	var out strings.Builder
	fmt.Fprintf(&out, ".TH %s %d %s %s\n", quoted(strings.ToUpper(p.Name)), p.Section, `"`+date.UTC().Format(time.DateOnly)+`"`, quoted("suitekey "+version))
	out.WriteString(".nh\n.ad l\n") // flags and names are not to be broken
	fmt.Fprintf(&out, ".SH NAME\n%s \\- %s\n", escape(p.Name), inline(p.Short))
	fresh := true // right after a heading, which wants no .PP
	if len(p.Blocks) > 0 && p.Blocks[0].Kind != Heading {
		out.WriteString(".SH DESCRIPTION\n")
	}
	for _, b := range p.Blocks {
		block(&out, b, fresh)
		fresh = b.Kind == Heading
	}
	if len(p.SeeAlso) > 0 {
		out.WriteString(".SH SEE ALSO\n")
		for i, name := range p.SeeAlso {
			end := ","
			if i == len(p.SeeAlso)-1 {
				end = ""
			}
			bare, section, _ := strings.Cut(name, "(")
			fmt.Fprintf(&out, ".BR %s (%s%s\n", escape(bare), section, end)
		}
	}
	return out.String()
}

func block(out *strings.Builder, b Block, fresh bool) {
	switch b.Kind {
	case Heading:
		fmt.Fprintf(out, ".SH %s\n", quoted(strings.ToUpper(b.Text)))
	case Paragraph:
		if !fresh {
			out.WriteString(".PP\n")
		}
		out.WriteString(inline(b.Text) + "\n")
	case Item:
		out.WriteString(".IP \\(bu 2\n" + inline(b.Text) + "\n")
	case Code:
		if !fresh {
			out.WriteString(".PP\n")
		}
		out.WriteString(".RS 2\n.nf\n")
		for _, line := range b.Dedented() {
			out.WriteString(escape(line) + "\n")
		}
		out.WriteString(".fi\n.RE\n")
	case Table:
		for _, r := range b.Rows {
			fmt.Fprintf(out, ".TP\n\\fB%s\\fR\n%s\n", escape(r.Term), inline(r.Text))
		}
	}
}

// inline prints text with what stands between backticks in bold.
func inline(text string) string {
	var out strings.Builder
	for i, part := range strings.Split(text, "`") {
		if i%2 == 1 {
			out.WriteString(`\fB` + letters(part) + `\fR`)
			continue
		}
		out.WriteString(letters(part))
	}
	return guard(out.String())
}

// escape is a line as roff shows it letter by letter.
func escape(line string) string { return guard(letters(line)) }

// letters keeps roff from reading anything into them. Its own reading of - is a
// hyphen and of ' a quotation mark, which nobody could copy into a shell.
func letters(text string) string {
	return strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "~", `\(ti`, "^", `\(ha`).Replace(text)
}

// guard keeps a line from being taken for a request.
func guard(line string) string {
	if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
		return `\&` + line
	}
	return line
}

func quoted(text string) string {
	return `"` + strings.ReplaceAll(letters(text), `"`, `\(dq`) + `"`
}

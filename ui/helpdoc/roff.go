package helpdoc

import (
	"fmt"
	"strings"
	"time"
)

// Page is one man page.
type Page struct {
	Name    string // suitekey-test
	Section int    // 1 for a command, 5 for a file, 7 for anything else
	Short   string // one line
	Blocks  []Block
	SeeAlso []string // "suitekey(1)"
}

// File returns the name of the page's file, such as suitekey-test.1.
func (p Page) File() string { return fmt.Sprintf("%s.%d", p.Name, p.Section) }

// Roff returns the page in man(7) macros, which groff and mandoc both read.
func (p Page) Roff(version string, date time.Time) string {
	var out strings.Builder
	fmt.Fprintf(&out, ".TH %s %d %s %s\n", quoted(strings.ToUpper(p.Name)), p.Section, `"`+date.UTC().Format(time.DateOnly)+`"`, quoted("suitekey "+version))
	out.WriteString(".nh\n.ad l\n") // no line breaks inside flags and names
	fmt.Fprintf(&out, ".SH NAME\n%s \\- %s\n", escape(p.Name), inline(p.Short))
	fresh := true // right after a heading, where .PP is superfluous
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

// inline returns text with the parts between backticks in bold.
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

// escape returns a line that roff prints literally.
func escape(line string) string { return guard(letters(line)) }

// letters escapes what roff would interpret. It prints a plain - as a hyphen and a
// plain ' as a quotation mark, which no shell takes when they are copied.
func letters(text string) string {
	return strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "~", `\(ti`, "^", `\(ha`).Replace(text)
}

// guard keeps roff from reading a line as a request.
func guard(line string) string {
	if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
		return `\&` + line
	}
	return line
}

func quoted(text string) string {
	return `"` + strings.ReplaceAll(letters(text), `"`, `\(dq`) + `"`
}

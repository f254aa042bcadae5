package plain

import (
	"context"
	"fmt"
	"io"
	"strings"

	"golang.org/x/term"

	"suitekey/core/termsafe"
)

// The rules of this front end: one sentence or one value per line, no escape sequences,
// no line is drawn twice, choices have numbers, and a word such as "Problem:" or "Note:"
// replaces every sign. A screen reader can read the text from top to bottom, and a
// serial console can show it.

// Console talks to the person.
type Console struct {
	in  *input
	out io.Writer
}

// NewConsole returns the console over in and out. Make only one.
func NewConsole(in io.Reader, out io.Writer) *Console {
	return &Console{in: newInput(in), out: out}
}

// width is the width at which texts are wrapped: a terminal would break them within a
// word.
const width = 78

// say prints a paragraph, wrapped.
func (c *Console) say(format string, values ...any) {
	for _, paragraph := range strings.Split(fmt.Sprintf(format, values...), "\n\n") {
		c.write(wrap(printable(paragraph), "") + "\n")
	}
}

// item prints an entry of a list. The lines after the first are indented like its text.
func (c *Console) item(mark, format string, values ...any) {
	indent := strings.Repeat(" ", len(mark))
	c.write(mark + strings.TrimPrefix(wrap(printable(fmt.Sprintf(format, values...)), indent), indent) + "\n")
}

// asWritten prints a page and keeps its line breaks.
func (c *Console) asWritten(page string) { c.write("\n" + printable(page) + "\n") }

func (c *Console) gap() { c.write("\n") }

func (c *Console) write(text string) {
	_, _ = io.WriteString(c.out, text) // nobody is left to be told
}

// Wrapped breaks a line of text at blanks, so that a terminal does not break it. The
// lines after the first have the same indentation.
func Wrapped(text string) string {
	indent := text[:len(text)-len(strings.TrimLeft(text, " "))]
	return wrap(text, indent)
}

// wrap breaks text at blanks. A word is never broken: links stay whole.
func wrap(text, indent string) string {
	var lines []string
	line := indent
	for _, word := range strings.Fields(text) {
		if line != indent && len([]rune(line))+1+len([]rune(word)) > width {
			lines = append(lines, line)
			line = indent
		}
		if line != indent {
			line += " "
		}
		line += word
	}
	return strings.Join(append(lines, line), "\n")
}

// printable removes control characters, and replaces the dot that the full screen sets
// between remarks: a screen reader reads the dot as a word, and some consoles cannot
// show it. Texts of NetSuite pass through printable, too.
func printable(text string) string {
	text = strings.ReplaceAll(text, " · ", ", ")
	return termsafe.Visible(text)
}

// ask prints a prompt and reads the answer. It breaks a long prompt between two words: a
// terminal would break it within a word.
func (c *Console) ask(ctx context.Context, prompt string, hidden bool) (string, error) {
	c.write(wrap(printable(prompt), "") + " ")
	text, err := c.in.line(ctx, hidden)
	if c.in.tty == nil || hidden || err != nil {
		c.write("\n") // no terminal has moved to the next line
	}
	return text, err
}

// choose asks for one of options by number and returns its index. The question is in the
// prompt, below the options, because the list may be long.
func (c *Console) choose(ctx context.Context, question string, options []string) (int, error) {
	prompt := numberPrompt(question, "Number from 1 to %d", len(options), "")
	for {
		for n, option := range options {
			c.item(fmt.Sprintf("%3d. ", n+1), "%s", option)
		}
		text, err := c.ask(ctx, prompt, false)
		if err != nil {
			return 0, err
		}
		if n, ok := number(text, len(options)); ok {
			return n - 1, nil
		}
		c.say("Problem: type a number from 1 to %d.", len(options))
	}
}

// numberPrompt returns the prompt of question for a number up to most. An empty line
// means now.
func numberPrompt(question, numbers string, most int, now string) string {
	if question = strings.TrimSpace(question); !strings.HasSuffix(question, "?") {
		question = strings.TrimSuffix(question, ".") + "."
	}
	return question + " " + fmt.Sprintf(numbers, most) + bracket(now) + ":"
}

// Choose asks for one of names by number.
func (c *Console) Choose(ctx context.Context, question string, names []string) (string, error) {
	c.say("%s", question)
	n, err := c.choose(ctx, question, names)
	if err != nil {
		return "", err
	}
	return names[n], nil
}

// Line asks for a line of text.
func (c *Console) Line(ctx context.Context, prompt string) (string, error) {
	text, err := c.ask(ctx, prompt, false)
	return strings.TrimSpace(text), ended(ctx, err)
}

// Confirm asks for yes or no; an empty line means no.
func (c *Console) Confirm(ctx context.Context, question string) (bool, error) {
	yes, err := c.confirm(ctx, question, false)
	return yes, ended(ctx, err)
}

// confirm asks for yes or no; an empty line means usual.
func (c *Console) confirm(ctx context.Context, prompt string, usual bool) (bool, error) {
	hint := "[no]"
	if usual {
		hint = "[yes]"
	}
	for {
		text, err := c.ask(ctx, prompt+" "+hint+":", false)
		if err != nil {
			return false, err
		}
		switch strings.ToLower(strings.TrimSpace(text)) {
		case "":
			return usual, nil
		case "y", "yes":
			return true, nil
		case "n", "no":
			return false, nil
		}
		c.say("Problem: type yes or no.")
	}
}

func number(text string, most int) (int, bool) {
	var n int
	text = strings.TrimSuffix(strings.TrimSpace(text), ".")
	if _, err := fmt.Sscanf(text, "%d", &n); err != nil || fmt.Sprint(n) != text {
		return 0, false
	}
	return n, n >= 1 && n <= most
}

// Interactive reports whether answers come from a terminal.
func (c *Console) Interactive() bool { return c.in.tty != nil }

// IsTerminal reports whether stream is a terminal.
func IsTerminal(stream any) bool {
	file, ok := stream.(interface{ Fd() uintptr })
	return ok && term.IsTerminal(int(file.Fd()))
}

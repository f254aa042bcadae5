// Package helpdoc reads the texts of the help and prints them for a terminal and
// as man pages. The texts use a small part of Markdown.
//
// It writes its own roff, not through cobra/doc and go-md2man: those read the help
// as Markdown and drop the underscores of SUITEKEY_CERTIFICATE, leave the hyphens of
// flags unescaped, so that groff prints ones that no shell takes, write a month
// where mandoc -Tlint wants a date, and have no place for the topics of sections 5
// and 7.
package helpdoc

import "strings"

// Kind is the kind of a block.
type Kind int

// The kinds of blocks.
const (
	Heading Kind = iota
	Paragraph
	Item  // of a list
	Code  // lines printed unchanged
	Table // terms with their descriptions
)

// Row is a term with its description.
type Row struct{ Term, Text string }

// Block is one part of a text.
type Block struct {
	Kind  Kind
	Text  string // of a paragraph or an item without its line breaks
	Lines []string
	Rows  []Row
}

// Parse reads a text: paragraphs, "# Headings", "- items", tables (a line with the
// term, then a line ": " with its text), indented lines as code, and {{name}} on a
// line of its own, which fill replaces.
func Parse(text string, fill func(name string) []Block) []Block {
	p := parser{fill: fill}
	for _, line := range strings.Split(text, "\n") {
		p.take(strings.TrimRight(line, " \r"))
	}
	return p.blocks
}

type parser struct {
	blocks []Block
	fill   func(string) []Block
	blank  int  // empty lines since the last line with text
	open   bool // the next line may continue the last block
}

func (p *parser) add(b Block) {
	p.blocks = append(p.blocks, b)
	p.open = true
}

func (p *parser) last(kind Kind) *Block {
	if !p.open || len(p.blocks) == 0 || p.blocks[len(p.blocks)-1].Kind != kind {
		return nil
	}
	return &p.blocks[len(p.blocks)-1]
}

func (p *parser) take(line string) {
	blank := p.blank
	p.blank = 0
	name, placeholder := strings.CutPrefix(line, "{{")
	switch {
	case line == "":
		p.blank = blank + 1
		if p.last(Code) == nil { // code may have empty lines in it
			p.open = false
		}
	case placeholder:
		p.blocks = append(p.blocks, p.fill(strings.TrimSuffix(name, "}}"))...)
		p.open = false
	case strings.HasPrefix(line, "#"):
		p.add(Block{Kind: Heading, Text: strings.TrimSpace(strings.TrimLeft(line, "#"))})
		p.open = false
	case strings.HasPrefix(line, "- "):
		p.add(Block{Kind: Item, Text: line[2:]})
	case strings.HasPrefix(line, ": ") && p.last(Paragraph) != nil:
		p.define(line[2:])
	case strings.HasPrefix(line, "  ") && p.last(Table) != nil:
		row := &p.last(Table).Rows[len(p.last(Table).Rows)-1]
		row.Text += " " + strings.TrimSpace(line)
	case strings.HasPrefix(line, "  ") && p.last(Item) != nil:
		p.last(Item).Text += " " + strings.TrimSpace(line)
	case strings.HasPrefix(line, "  "):
		p.code(line, blank)
	case p.last(Paragraph) != nil:
		p.last(Paragraph).Text += " " + line
	default:
		p.add(Block{Kind: Paragraph, Text: line})
	}
}

// define makes a row of the table out of the last paragraph, which is its term.
func (p *parser) define(text string) {
	row := Row{Term: p.last(Paragraph).Text, Text: text}
	p.blocks = p.blocks[:len(p.blocks)-1]
	if t := p.last(Table); t != nil {
		t.Rows = append(t.Rows, row)
		return
	}
	p.add(Block{Kind: Table, Rows: []Row{row}})
}

func (p *parser) code(line string, blank int) {
	if b := p.last(Code); b != nil {
		b.Lines = append(append(b.Lines, make([]string, blank)...), line)
		return
	}
	p.add(Block{Kind: Code, Lines: []string{line}})
}

// Dedented returns the lines of code without their common indentation.
func (b Block) Dedented() []string {
	least := -1
	for _, line := range b.Lines {
		if depth := len(line) - len(strings.TrimLeft(line, " ")); line != "" && (least < 0 || depth < least) {
			least = depth
		}
	}
	lines := make([]string, len(b.Lines))
	for i, line := range b.Lines {
		if line != "" {
			lines[i] = line[least:]
		}
	}
	return lines
}

// Package helpdoc reads the texts of the help and prints them: for a terminal,
// and as pages for man. The texts are Markdown, as much of it as they need.
package helpdoc

import "strings"

// Kind says what a block is.
type Kind int

// The kinds of blocks.
const (
	Heading Kind = iota
	Paragraph
	Item  // of a list
	Code  // lines that stay as they are
	Table // terms and what they mean
)

// Row is a term and what it means.
type Row struct{ Term, Text string }

// Block is a part of a text.
type Block struct {
	Kind  Kind
	Text  string // of a paragraph or an item without its line breaks
	Lines []string
	Rows  []Row
}

// Parse reads a text: paragraphs, "# Headings", "- items", indented lines, and
// {{name}} on a line of its own, which stands for what fill gives.
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
	blank  int  // lines since the last that was not empty
	open   bool // the last block goes on
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

func (p *parser) code(line string, blank int) {
	if b := p.last(Code); b != nil {
		b.Lines = append(append(b.Lines, make([]string, blank)...), line)
		return
	}
	p.add(Block{Kind: Code, Lines: []string{line}})
}

// Dedented are the lines of code without the indentation that all share.
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

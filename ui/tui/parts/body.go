package parts

// Body is the text between header and footer, and which lines of it must be
// in sight.
type Body struct {
	Lines    []string
	From, To int
	Pinned   int // lines at the top that never scroll away: the title
}

// Add appends lines.
func (b *Body) Add(lines ...string) { b.Lines = append(b.Lines, lines...) }

// Gap adds one empty line, never two.
func (b *Body) Gap() {
	if n := len(b.Lines); n > 0 && b.Lines[n-1] != "" {
		b.Add("")
	}
}

// Focus marks the lines added since from as those to keep in sight.
func (b *Body) Focus(from int) { b.From, b.To = from, len(b.Lines) }

// Pin keeps the lines so far at the top.
func (b *Body) Pin() { b.Pinned = len(b.Lines) }

// Window cuts the body to h lines. offset is where the person scrolled to, or
// -1 to follow the focus. It returns the lines and the offset used. What is pinned
// stays, unless that would leave no room for a field.
func (b *Body) Window(h, offset int) (lines []string, used int) {
	const field = 4
	pinned := b.Pinned
	if h-pinned < field {
		pinned = 0
	}
	most := max(len(b.Lines)-h, 0)
	if offset < 0 {
		offset = 0
		if b.To > h {
			offset = b.To - h
		}
		offset = min(offset, max(b.From-pinned, 0))
	}
	offset = min(max(offset, 0), most)
	lines = append(lines, b.Lines[:min(pinned, len(b.Lines))]...)
	return append(lines, b.Lines[min(offset+pinned, len(b.Lines)):min(offset+h, len(b.Lines))]...), offset
}

package parts

// Body is the text between header and footer, and the lines of it that must be visible.
type Body struct {
	Lines    []string
	From, To int
	Pinned   int // lines at the top that never scroll away: the title
}

// Add appends lines.
func (b *Body) Add(lines ...string) { b.Lines = append(b.Lines, lines...) }

// Gap adds one empty line, but never two in a row.
func (b *Body) Gap() {
	if n := len(b.Lines); n > 0 && b.Lines[n-1] != "" {
		b.Add("")
	}
}

// Focus marks the lines added since from as the ones that must be visible.
func (b *Body) Focus(from int) { b.From, b.To = from, len(b.Lines) }

// Pin keeps the present lines at the top.
func (b *Body) Pin() { b.Pinned = len(b.Lines) }

// Window cuts the body to h lines. offset is the line to which the person scrolled, or -1
// to follow the focus. It returns the lines and the offset used. Pinned lines stay, unless
// a field would have no room.
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

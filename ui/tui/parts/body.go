package parts

// Body is the text between header and footer, and which lines of it must be
// in sight.
type Body struct {
	Lines    []string
	From, To int
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

// Window cuts the body to h lines. offset is where the person scrolled to, or
// -1 to follow the focus. It returns the lines and the offset used.
func (b *Body) Window(h, offset int) (lines []string, used int) {
	most := max(len(b.Lines)-h, 0)
	if offset < 0 {
		offset = 0
		if b.To > h {
			offset = b.To - h
		}
		offset = min(offset, max(b.From, 0))
	}
	offset = min(max(offset, 0), most)
	return b.Lines[offset:min(offset+h, len(b.Lines))], offset
}

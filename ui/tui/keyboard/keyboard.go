// Package keyboard is the terminal as a place where keys come from: it mends what
// terminals and the paths to them lose, before the screen sees it.
package keyboard

import (
	"bytes"
	"slices"
	"time"
)

// The marks around a bracketed paste.
var (
	pasteStart = []byte("\x1b[200~")
	pasteEnd   = []byte("\x1b[201~")
)

// quiet is how long a paste may stop before its end mark counts as lost.
const quiet = time.Second

// interrupts are the forms of ctrl+c that terminals send: the byte, and those of
// kitty's and xterm's key codes.
var interrupts = [][]byte{[]byte("\x03"), []byte("\x1b[99;5u"), []byte("\x1b[27;5;99~")}

// pasted follows the marks in what is read.
type pasted struct {
	open bool
	tail []byte // the end of what was read last: a mark may come in two parts
}

// follow takes note of what was read.
func (p *pasted) follow(read []byte) {
	text := slices.Concat(p.tail, read)
	start, end := bytes.LastIndex(text, pasteStart), bytes.LastIndex(text, pasteEnd)
	switch {
	case start > end:
		p.open = true
	case end > start:
		p.open = false
	}
	p.tail = slices.Clone(text[max(0, len(text)-len(pasteStart)+1):])
}

// interrupt is the length of the ctrl+c at the end of what was read, 0 for none.
func interrupt(read []byte) int {
	for _, form := range interrupts {
		if bytes.HasSuffix(read, form) {
			return len(form)
		}
	}
	return 0
}

// closed forgets the open paste.
func (p *pasted) closed() { p.open, p.tail = false, nil }

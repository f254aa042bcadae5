// Package keyboard reads keys from the terminal. It repairs what terminals and the
// connections to them lose, before the screens see the keys.
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

// quiet is how long a paste may pause before its end mark counts as lost.
const quiet = time.Second

// interrupts are the forms of ctrl+c that terminals send: the byte, and the key codes of
// kitty and xterm.
var interrupts = [][]byte{[]byte("\x03"), []byte("\x1b[99;5u"), []byte("\x1b[27;5;99~")}

// pasted tracks the marks in the input.
type pasted struct {
	open bool
	tail []byte // the end of the previous input, because a mark may arrive in two parts
}

// follow tracks the marks in new input.
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

// interrupt returns the length of a ctrl+c at the end of the input, or 0.
func interrupt(read []byte) int {
	for _, form := range interrupts {
		if bytes.HasSuffix(read, form) {
			return len(form)
		}
	}
	return 0
}

// closed ends the open paste.
func (p *pasted) closed() { p.open, p.tail = false, nil }

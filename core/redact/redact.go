// Package redact takes secrets out of what a program prints, while it prints it.
package redact

import (
	"bytes"
	"io"
	"slices"

	"suitekey/core/secret"
)

// Mark replaces a secret.
const Mark = "<hidden by suitekey>"

// Masker knows the secrets, in all the forms that they may be printed in.
type Masker struct {
	byFirst [256][]form
	byTwo   map[[2]byte][]form // by the first two characters; a long key has thousands of forms
}

// New makes a Masker. Texts of fewer than eight characters are left out.
func New(secrets ...secret.Secret) *Masker {
	m := &Masker{byTwo: map[[2]byte][]form{}}
	for _, s := range secrets {
		for _, f := range forms(s.Reveal()) {
			if len(f.text) < least {
				continue
			}
			m.add(f)
		}
	}
	return m
}

// add makes a form known under its beginning, in both cases where the case does
// not matter.
func (m *Masker) add(f form) {
	if slices.Contains(m.byTwo[[2]byte{f.text[0], f.text[1]}], f) {
		return
	}
	for _, first := range f.cases(0) {
		m.byFirst[first] = append(m.byFirst[first], f)
		for _, second := range f.cases(1) {
			m.byTwo[[2]byte{first, second}] = append(m.byTwo[[2]byte{first, second}], f)
		}
	}
}

// cases are the ways to write the character at i of a form.
func (f form) cases(i int) []byte {
	if c := f.text[i]; f.kind >= folded && 'a' <= c && c <= 'z' {
		return []byte{c, c &^ 0x20}
	}
	return []byte{f.text[i]}
}

// begins are the forms that may begin text: line breaks and an indent may stand
// behind the first character.
func (m *Masker) begins(text []byte) []form {
	for _, c := range text[1:] {
		if bytes.IndexByte([]byte("\r\n \t"), c) < 0 {
			return m.byTwo[[2]byte{text[0], c}]
		}
	}
	return m.byFirst[text[0]]
}

// at looks for a secret at the beginning of text. n is the length of the longest
// one, 0 for none. begun counts the characters of a form that text ends in the
// middle of: what follows may make it a secret, or a longer one.
func (m *Masker) at(text []byte) (n, begun int) {
	for _, f := range m.begins(text) {
		length, matched := f.match(text)
		switch {
		case matched == len(f.text):
			n = max(n, length)
		case length == len(text):
			begun = max(begun, matched)
		}
	}
	return n, begun
}

// match compares the beginning of text with a form, and skips line breaks and
// what indents the next line. length is how much of text agrees, matched how much
// of the form.
func (f form) match(text []byte) (length, matched int) {
	broken := false
	for i := 0; i < len(text); i++ {
		c := text[i]
		if f.kind >= folded && 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		switch skip := f.separator(text[i:], matched); {
		case skip > 0:
			i += skip - 1
		case c == f.text[matched]:
			broken = false
			if matched++; matched == len(f.text) {
				return i + 1, matched
			}
		case (c == '\n' || c == '\r') && (matched >= least || f.kind != plain):
			broken = true
		case broken && (c == ' ' || c == '\t'):
		case f.kind == digits && c == '0' && matched > 0 && matched%2 == 0 && i == len(text)-1: // may become 0x
		default:
			return i, matched
		}
	}
	return len(text), matched
}

// separator is how much of text separates two bytes in hexadecimal, as in
// "3a 5f", "3a:5f", "0x3a, 0x5f" and "\x3a\x5f".
func (f form) separator(text []byte, matched int) int {
	if f.kind != digits || matched == 0 || matched%2 != 0 {
		return 0
	}
	switch {
	case bytes.IndexByte([]byte(" \t:-,"), text[0]) >= 0:
		return 1
	case len(text) > 1 && text[1] == 'x' && (text[0] == '0' || text[0] == '\\'):
		return 2
	case len(text) == 1 && text[0] == '\\':
		return 1
	}
	return 0
}

// Writer passes on what is written to it, with secrets replaced by Mark. It holds back
// only a possible beginning of a secret.
type Writer struct {
	masker *Masker
	out    io.Writer
	held   []byte // not decided yet
	shown  int    // how much of held has been passed on by Idle
}

// Writer masks what goes to out.
func (m *Masker) Writer(out io.Writer) *Writer { return &Writer{masker: m, out: out} }

// Write takes over all of p, or fails with the error of the writer below.
func (w *Writer) Write(p []byte) (int, error) {
	w.held = append(w.held, p...)
	if err := w.decide(false); err != nil {
		return 0, err
	}
	return len(p), nil
}

// decide passes on what is certain; at the end that is everything.
func (w *Writer) decide(end bool) error {
	var out []byte
	i := 0
	for i < len(w.held) {
		n, begun := w.masker.at(w.held[i:])
		if begun > 0 && !end {
			break
		}
		if begun >= least && n == 0 {
			n = len(w.held) - i // cut off, and still most of a secret
		}
		if n > 0 {
			out = append(out, Mark...)
			i += n
			w.shown = max(0, w.shown-n)
			continue
		}
		if w.shown > 0 {
			w.shown--
		} else {
			out = append(out, w.held[i])
		}
		i++
	}
	w.held = append(w.held[:0], w.held[i:]...)
	if len(out) == 0 {
		return nil
	}
	_, err := w.out.Write(out)
	return err
}

// Holding reports whether something is held back that Idle would pass on.
func (w *Writer) Holding() bool { return w.shown < min(len(w.held), harmless) }

// harmless is how much of the beginning of a secret may be seen. A prompt that
// happens to end in a secret's first letters must not wait for its answer.
const harmless = 3

// Idle passes on the first characters of what is held back, and no more: it is
// for when nothing has come for a while. If they turn out to have begun a secret,
// the rest of that is masked.
func (w *Writer) Idle() error {
	if !w.Holding() {
		return nil
	}
	upTo := min(len(w.held), harmless)
	text := w.held[w.shown:upTo]
	w.shown = upTo
	_, err := w.out.Write(text)
	return err
}

// Close passes on what is held back. The writer below stays open.
func (w *Writer) Close() error { return w.decide(true) }

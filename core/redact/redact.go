// Package redact takes secrets out of what a program prints, while it prints it.
package redact

import (
	"io"
	"slices"

	"suitekey/core/secret"
)

// Mark stands in the place of a secret.
const Mark = "<hidden by suitekey>"

// Masker knows the secrets, in all the forms that they may be printed in.
type Masker struct {
	byFirst [256][]string
}

// New makes a Masker. Texts of fewer than eight characters are left out.
func New(secrets ...secret.Secret) *Masker {
	m := &Masker{}
	for _, s := range secrets {
		for _, form := range forms(s.Reveal()) {
			if len(form) < least {
				continue
			}
			if list := &m.byFirst[form[0]]; !slices.Contains(*list, form) {
				*list = append(*list, form)
			}
		}
	}
	return m
}

// at looks for a secret at the beginning of text. n is the length of the longest
// one, 0 for none; begun tells that what follows text may make it one, or a
// longer one.
func (m *Masker) at(text []byte) (n int, begun bool) {
	for _, form := range m.byFirst[text[0]] {
		length, whole := match(text, form)
		switch {
		case whole:
			n = max(n, length)
		case length == len(text):
			begun = true
		}
	}
	return n, begun
}

// match compares text with a form, and skips line breaks and what indents the
// next line once it looks like that form: base64 and PEM are printed so. length
// is how much of text agrees.
func match(text []byte, form string) (length int, whole bool) {
	matched, broken := 0, false
	for i, c := range text {
		switch {
		case c == form[matched]:
			broken = false
			if matched++; matched == len(form) {
				return i + 1, true
			}
		case matched >= least && (c == '\n' || c == '\r'):
			broken = true
		case broken && (c == ' ' || c == '\t'):
		default:
			return i, false
		}
	}
	return len(text), false
}

// Writer passes on what is written to it, with Mark in the place of secrets. It
// holds back no more than what may be the beginning of one.
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
		if begun && !end {
			break
		}
		if begun && n == 0 && len(w.held)-i >= least {
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

// Holding tells whether something is held back that Idle would pass on.
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

package plain

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"regexp"
	"strings"
	"sync"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"
)

// errInterrupted means that ctrl+c was pressed during hidden input.
var errInterrupted = errors.New("interrupted")

// maxLine limits one line of input. Input beyond the limit is read and dropped, so that
// the next question does not get it.
const maxLine = 16 << 20

// input reads lines from a terminal or a pipe. There is one for all questions:
// two buffered readers over the same pipe would lose what the first read ahead.
type input struct {
	reader  *bufio.Reader
	tty     *os.File // nil: a pipe or a file
	pending chan read
}

type read struct {
	text string
	err  error
}

func newInput(in io.Reader) *input {
	i := &input{reader: bufio.NewReaderSize(in, 64<<10)}
	if file, ok := in.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		i.tty = file
	}
	return i
}

// line reads one line without its end. With hidden, a terminal does not show it. An
// abandoned read continues, and its result is the answer to the next question.
func (i *input) line(ctx context.Context, hidden bool) (string, error) {
	if hidden && i.tty != nil {
		state, err := term.MakeRaw(int(i.tty.Fd()))
		if err != nil {
			return "", errors.New("the terminal cannot hide input: give the secrets with --secrets-file instead")
		}
		defer term.Restore(int(i.tty.Fd()), state) //nolint:errcheck // nothing can be done about it
		return i.wait(ctx, i.readHidden)
	}
	return i.wait(ctx, i.readShown)
}

func (i *input) wait(ctx context.Context, next func() (string, error)) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if i.pending == nil {
		pending := make(chan read, 1)
		i.pending = pending
		go func() {
			text, err := next()
			pending <- read{text, err}
		}()
	}
	select {
	case r := <-i.pending:
		i.pending = nil
		return r.text, r.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// readShown reads a line that the terminal shows and edits. The keys that a terminal does
// not edit with, such as arrows, and the marks of a paste arrive as control sequences: they
// are no part of the answer.
func (i *input) readShown() (string, error) {
	var line strings.Builder
	for {
		part, err := i.reader.ReadSlice('\n')
		if room := maxLine - line.Len(); room > 0 {
			line.Write(part[:min(room, len(part))])
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && line.Len() > 0 && errors.Is(err, io.EOF):
			return bare(line.String()), nil // the last line may lack its end
		case err != nil:
			return "", err
		}
		return bare(strings.TrimRight(line.String(), "\r\n")), nil
	}
}

// singleShift matches a key that a terminal sends with the prefix SS3, as F1. ansi.Strip
// removes only the prefix.
var singleShift = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("\x1bO[ -~]") })

// bare returns the text without control sequences.
func bare(text string) string {
	if !strings.ContainsRune(text, escape) {
		return text
	}
	return ansi.Strip(singleShift().ReplaceAllString(text, ""))
}

// Keys that the terminal would handle by itself if it were not raw.
const (
	ctrlC     = 0x03
	ctrlD     = 0x04
	backspace = 0x08
	ctrlU     = 0x15
	escape    = 0x1b
	del       = 0x7f
)

// readHidden reads a line from a raw terminal: pasted text stays hidden, also over
// several lines.
func (i *input) readHidden() (string, error) {
	var line []rune
	for {
		r, _, err := i.reader.ReadRune()
		if err != nil {
			return "", err
		}
		switch r {
		case '\r', '\n':
			return string(line), nil
		case ctrlC:
			return "", errInterrupted
		case ctrlD:
			if len(line) == 0 {
				return "", io.EOF
			}
		case ctrlU:
			line = line[:0]
		case backspace, del:
			if len(line) > 0 {
				line = line[:len(line)-1]
			}
		case escape:
			i.skipSequence()
		default:
			if len(line) < maxLine {
				line = append(line, r)
			}
		}
	}
}

// skipSequence drops the rest of an arrow or function key.
func (i *input) skipSequence() {
	if i.reader.Buffered() == 0 {
		return
	}
	if r, _, err := i.reader.ReadRune(); err != nil || r != '[' && r != 'O' {
		return
	}
	for i.reader.Buffered() > 0 {
		if r, _, err := i.reader.ReadRune(); err != nil || r >= '@' && r <= '~' {
			return
		}
	}
}

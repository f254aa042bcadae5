//go:build unix

package keyboard

import (
	"errors"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// Of returns the keyboard of the terminal f. Some paths through ssh and tmux lose the end
// mark of a bracketed paste, and the open paste would then swallow every later key. Here, a
// paste ends after a second without input, and at once with ctrl+c. An input that is not a
// file is returned unchanged.
func Of(f io.Reader) io.Reader {
	if file, ok := f.(*os.File); ok {
		return &keyboard{File: file}
	}
	return f
}

// keyboard embeds the file, so that Bubble Tea can set the mode of the terminal and cancel
// a read.
type keyboard struct {
	*os.File
	paste pasted
}

// Read reads keys. In an open paste it waits for more input or ends the paste. A ctrl+c
// also ends the paste, because a person presses it to escape.
func (k *keyboard) Read(p []byte) (int, error) {
	room := len(p) - len(pasteEnd)
	if room <= 0 {
		return k.File.Read(p)
	}
	was := k.paste.open
	n, err := k.File.Read(p[:room])
	k.paste.follow(p[:n])
	if !k.paste.open || n == 0 || err != nil {
		return n, err
	}
	key := interrupt(p[:n])
	if was && key == n || !k.more(quiet) {
		k.paste.closed()
		copy(p[n-key+len(pasteEnd):], p[n-key:n])
		copy(p[n-key:], pasteEnd)
		n += len(pasteEnd)
	}
	return n, nil
}

// more reports whether input arrives within the time. The next read reports any error.
func (k *keyboard) more(within time.Duration) bool {
	end := time.Now().Add(within)
	for {
		fd := int(k.Fd())
		var set unix.FdSet
		set.Set(fd)
		left := unix.NsecToTimeval(max(time.Until(end), 0).Nanoseconds())
		n, err := unix.Select(fd+1, &set, nil, nil, &left) // not poll: macOS refuses it for terminals
		if errors.Is(err, unix.EINTR) {
			continue
		}
		return n > 0 || err != nil
	}
}

//go:build unix

package keyboard

import (
	"errors"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// Of is the keyboard of the terminal f. A bracketed paste whose end mark was lost on
// the way (some paths by ssh and tmux lose it) would swallow every key after it: here
// it ends after a second without input, and at once by ctrl+c. Other inputs than a
// file are returned as they are.
func Of(f io.Reader) io.Reader {
	if file, ok := f.(*os.File); ok {
		return &keyboard{File: file}
	}
	return f
}

// keyboard is still a file, so that Bubble Tea can set the mode of the terminal and
// cancel a read.
type keyboard struct {
	*os.File
	paste pasted
}

// Read reads keys. In an open paste it waits for what follows, or ends the paste:
// before the ctrl+c with which somebody tries to get out of it.
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

// more reports whether something can be read within the time. An error is left for
// the next read to find.
func (k *keyboard) more(within time.Duration) bool {
	end := time.Now().Add(within)
	for {
		fd := int(k.Fd())
		var set unix.FdSet
		set.Set(fd)
		left := unix.NsecToTimeval(max(time.Until(end), 0).Nanoseconds())
		n, err := unix.Select(fd+1, &set, nil, nil, &left) // not poll: macOS refuses terminals there
		if errors.Is(err, unix.EINTR) {
			continue
		}
		return n > 0 || err != nil
	}
}

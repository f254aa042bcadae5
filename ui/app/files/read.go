// Package files reads and writes the files that a person names, and the public files
// that a browser uploads.
package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"unicode/utf8"

	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/storage/private"
)

// The size limits of files, in bytes.
const (
	MaxText = 64 << 10 // answers, keys, certificates, passphrases
	MaxCA   = 4 << 20  // a system's whole bundle is about 220 kB
)

// Await calls read and returns when ctx ends: opening or reading a pipe blocks until
// somebody writes, and nothing else can end that.
func Await[T any](ctx context.Context, read func() (T, error)) (T, error) {
	type result struct {
		data T
		err  error
	}
	done := make(chan result, 1)
	go func() {
		data, err := read()
		done <- result{data, err}
	}()
	select {
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	case r := <-done:
		return r.data, r.err
	}
}

// Read reads at most limit bytes of a regular file or of a pipe such as /dev/fd/3; a
// larger file is an error. The error describes the problem without the system's message,
// which repeats the path.
func Read(path string, limit int64) ([]byte, error) {
	shown := Shown(path)
	info, err := os.Stat(path)
	switch {
	case err != nil && steps.PastedPEM(path): // perhaps a private key: not to be repeated
		return nil, errors.New("give a path, not the contents of the file")
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no file %s: check the path", shown)
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("%s cannot be read: check its permissions", shown)
	case err != nil:
		return nil, fmt.Errorf("%s cannot be read: check the path", shown)
	case info.IsDir():
		return nil, fmt.Errorf("%s is a folder: name a file in it", shown)
	case !info.Mode().IsRegular() && info.Mode()&(fs.ModeNamedPipe|fs.ModeSocket|fs.ModeCharDevice) == 0:
		return nil, fmt.Errorf("%s is not a file: name a file", shown)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: check its permissions", shown)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: the disk or the pipe gave an error", shown)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%s is larger than %d kB, which is too large for this file: check the path", shown, limit>>10)
	}
	return data, nil
}

// Shown returns a path for messages. A value that names no file may be a secret that was
// given instead of a path: Shown describes parts that look like a secret, or like words
// that name no file.
func Shown(path string) string {
	unknown := path // the part that leads nowhere
	for at := path; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(at); err == nil {
			unknown = strings.TrimPrefix(path, at)
			break
		}
		if at == filepath.Dir(at) {
			break
		}
	}
	words := strings.Contains(unknown, " ") && !strings.ContainsAny(unknown, `./\`)
	if words || !secret.Harmless(unknown) || unknown != "" && steps.PastedPEM(path) {
		return fmt.Sprintf("[a path of %d characters]", utf8.RuneCountInString(path))
	}
	return steps.Shorten(path, 200)
}

// Exposed warns of a file with secrets that other users of this computer can
// read; "" if none can.
func Exposed(path string) string {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return ""
	}
	if others, err := private.Others(path); err != nil || others == "" {
		return ""
	}
	shown := Shown(path)
	return fmt.Sprintf("%s contains secrets, and other users of this computer can read it. Run %s, and delete the file when you no longer need it.", shown, private.Remedy(shown))
}

// Expand replaces a leading ~ by the home folder. A shell does this only outside of
// quotes, and never after = or in an answers file.
func Expand(path string, getenv func(string) string) string {
	rest, ok := strings.CutPrefix(path, "~")
	if !ok || rest != "" && !os.IsPathSeparator(rest[0]) {
		return path
	}
	home := Home(getenv)
	if home == "" {
		return path
	}
	return filepath.Join(home, rest)
}

// Home returns the person's home folder; "" if the environment names none.
func Home(getenv func(string) string) string {
	if runtime.GOOS == "windows" {
		return getenv("USERPROFILE")
	}
	return getenv("HOME")
}

//go:build unix

package keyboard

import (
	"io"
	"os"
	"testing"
)

// input is a keyboard on a pipe, and the end to type into.
func input(t *testing.T) (io.Reader, *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	return Of(r), w
}

func TestPastesEnd(t *testing.T) {
	for name, c := range map[string]struct {
		typed []string // each piece is read by itself
		want  string
	}{
		"no paste":                   {[]string{"abc"}, "abc"},
		"whole":                      {[]string{"\x1b[200~abc\x1b[201~"}, "\x1b[200~abc\x1b[201~"},
		"end lost":                   {[]string{"\x1b[200~abc"}, "\x1b[200~abc\x1b[201~"},
		"start in two parts":         {[]string{"\x1b[20", "0~abc"}, "\x1b[200~abc\x1b[201~"},
		"end in two parts":           {[]string{"\x1b[200~abc\x1b[20", "1~"}, "\x1b[200~abc\x1b[201~"},
		"the second one":             {[]string{"\x1b[200~a\x1b[201~\x1b[200~b"}, "\x1b[200~a\x1b[201~\x1b[200~b\x1b[201~"},
		"ctrl+c":                     {[]string{"\x1b[200~abc", "\x03"}, "\x1b[200~abc\x1b[201~\x03"},
		"ctrl+c with the rest":       {[]string{"\x1b[200~abc\x03"}, "\x1b[200~abc\x1b[201~\x03"},
		"ctrl+c by kitty's codes":    {[]string{"\x1b[200~abc", "\x1b[99;5u"}, "\x1b[200~abc\x1b[201~\x1b[99;5u"},
		"a control character inside": {[]string{"\x1b[200~a\x03c\x1b[201~"}, "\x1b[200~a\x03c\x1b[201~"},
	} {
		t.Run(name, func(t *testing.T) {
			in, out := input(t)
			got, buffer := "", make([]byte, 256)
			for i, piece := range c.typed {
				if _, err := io.WriteString(out, piece); err != nil {
					t.Fatal(err)
				}
				k := in.(*keyboard)
				if i < len(c.typed)-1 { // what follows is there before the paste counts as ended
					n, err := k.File.Read(buffer[:len(piece)])
					if err != nil {
						t.Fatal(err)
					}
					k.paste.follow(buffer[:n])
					got += string(buffer[:n])
					continue
				}
				n, err := k.Read(buffer)
				if err != nil {
					t.Fatal(err)
				}
				got += string(buffer[:n])
			}
			if got != c.want {
				t.Errorf("read %q, want %q", got, c.want)
			}
		})
	}
}

// More than a buffer of a paste is handed on piece by piece, and nothing is lost.
func TestALongPasteIsWhole(t *testing.T) {
	in, out := input(t)
	long := make([]byte, 20000)
	for i := range long {
		long[i] = byte('a' + i%26)
	}
	go func() {
		_, _ = out.Write(append([]byte("\x1b[200~"), long...))
	}()
	want := "\x1b[200~" + string(long) + "\x1b[201~"
	got, buffer := "", make([]byte, 4096)
	for len(got) < len(want) {
		n, err := in.Read(buffer)
		if err != nil {
			t.Fatal(err)
		}
		got += string(buffer[:n])
	}
	if got != want {
		t.Error("the paste is not what was pasted")
	}
}

// What is no file is not touched, and a terminal stays one to Bubble Tea.
func TestAKeyboardIsAFile(t *testing.T) {
	in, _ := input(t)
	if _, ok := in.(interface {
		io.ReadWriteCloser
		Fd() uintptr
		Name() string
	}); !ok {
		t.Error("a read from it cannot be cancelled")
	}
	var other io.Reader = io.LimitReader(nil, 0)
	if Of(other) != other {
		t.Error("another reader is not handed on")
	}
}

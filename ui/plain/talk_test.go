package plain

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

func talk(text string) (*Console, *bytes.Buffer) {
	var out bytes.Buffer
	return NewConsole(strings.NewReader(text), &out), &out
}

func TestOneReaderForAllQuestions(t *testing.T) {
	c, out := talk("first\r\nsecond\n\nlast without an end")
	for _, want := range []string{"first", "second", "", "last without an end"} {
		if got, err := c.ask(t.Context(), "?", want == "second"); err != nil || got != want {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
	if _, err := c.ask(t.Context(), "?", false); !errors.Is(err, io.EOF) {
		t.Errorf("after the end: %v", err)
	}
	if strings.Contains(out.String(), "first") {
		t.Error("an answer was repeated")
	}
}

func TestHugeLineIsOneAnswer(t *testing.T) {
	c, _ := talk(strings.Repeat("x", maxLine+100) + "\nnext\n")
	got, err := c.ask(t.Context(), "?", false)
	if err != nil || len(got) != maxLine {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if got, err := c.ask(t.Context(), "?", false); err != nil || got != "next" {
		t.Errorf("then %.20q, %v", got, err)
	}
}

// A question that was given up leaves its read under way: what is typed then
// answers the next question.
func TestGivenUpReadIsNotLost(t *testing.T) {
	in, person := io.Pipe()
	c := NewConsole(in, io.Discard)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := c.ask(ctx, "?", false); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("got %v", err)
	}
	go func() { _, _ = io.WriteString(person, "yes\n") }()
	if got, err := c.confirm(t.Context(), "Keep?", false); err != nil || !got {
		t.Errorf("got %t, %v", got, err)
	}
}

func TestConfirm(t *testing.T) {
	c, out := talk("perhaps\nNO\n\n")
	for _, want := range []bool{false, true} {
		if got, err := c.confirm(t.Context(), "Sure?", true); err != nil || got != want {
			t.Errorf("got %t, %v, want %t", got, err, want)
		}
	}
	if !strings.Contains(out.String(), "Problem: type yes or no.") {
		t.Error(out.String())
	}
}

func TestHiddenKeys(t *testing.T) {
	for keys, want := range map[string]string{
		"secret\r":                    "secret",
		"wrong\x15right\n":            "right",
		"ab\x7fc\x08d\r":              "ad",
		"a\x1b[Ab\x1bOPc\x1b[1;5Cd\r": "abcd",
		"a\x04b\r":                    "ab",
		"üñ\x7f\r":                    "ü",
	} {
		i := newInput(strings.NewReader(keys))
		if got, err := i.readHidden(); err != nil || got != want {
			t.Errorf("%q reads as %q, %v", keys, got, err)
		}
	}
	for keys, want := range map[string]error{"abc\x03": errInterrupted, "\x04": io.EOF, "abc": io.EOF} {
		if got, err := newInput(strings.NewReader(keys)).readHidden(); !errors.Is(err, want) || got != "" {
			t.Errorf("%q reads as %q, %v", keys, got, err)
		}
	}
}

// A terminal that edits the line by itself passes arrows, the marks of a paste and late
// answers to queries through to the program.
func TestShownKeys(t *testing.T) {
	for typed, want := range map[string]string{
		"\x1b[200~1234567_SB1\x1b[201~\n":   "1234567_SB1",
		"\x1b[200~1234567_SB1\r\n":          "1234567_SB1",
		"acme\x1b[D\x1b[1;5C\x1bOP-sb1":     "acme-sb1",
		"\x1b]11;rgb:ffff/ffff/ffff\x07n\n": "n",
		"größe 2 [200~\n":                   "größe 2 [200~",
	} {
		if got, err := newInput(strings.NewReader(typed)).readShown(); err != nil || got != want {
			t.Errorf("%q reads as %q, %v", typed, got, err)
		}
	}
}

func TestWrap(t *testing.T) {
	link := "https://1234567-sb1.app.netsuite.com/app/common/integration/integrapp.nl?a=very&long=one"
	for _, line := range strings.Split(wrap("Open this link in a browser: "+link+" and then save what is shown there, please", "   "), "\n") {
		if len(line) > width && !strings.Contains(line, link) {
			t.Errorf("too long: %q", line)
		}
		if strings.Contains(line, "https") && !strings.Contains(line, link) {
			t.Error("the link is broken over two lines")
		}
		if !strings.HasPrefix(line, "   ") {
			t.Errorf("not indented: %q", line)
		}
	}
}

func TestNothingReachesTheTerminalRaw(t *testing.T) {
	c, out := talk("")
	c.say("a\x1b[31mred\x07 \u202eevil\u200b · dot")
	c.item("  1. ", "b\x9b31m")
	if got := out.String(); strings.ContainsAny(got, "\x1b\x07\u202e\u200b\u009b") || !strings.Contains(got, ", dot") {
		t.Errorf("%q", got)
	}
}

func TestNumber(t *testing.T) {
	for text, want := range map[string]int{"1": 1, " 3. ": 3, "4": 0, "0": 0, "-1": 0, "1x": 0, "": 0, "01": 0} {
		n, ok := number(text, 3)
		if ok != (want != 0) || ok && n != want {
			t.Errorf("number(%q) = %d, %t", text, n, ok)
		}
	}
}

package tui

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"

	"suitekey/core/profile"
)

// sitting counts what a first set-up costs a person: keys, beside those that fill a field;
// screens; and words to read on them.
type sitting struct {
	*screen
	keys, words int
	screens     []string
}

// sees counts the screen that is shown now, if it is a new one.
func (s *sitting) sees(name string) {
	if len(s.screens) > 0 && s.screens[len(s.screens)-1] == name {
		return
	}
	s.screens = append(s.screens, name)
	n := wordsToRead(s.look())
	s.words += n
	s.t.Logf("%-16s %3d words", name, n)
}

// wordsToRead are the words of the body: not those of the header, the footer and the steps
// at the left, which do not change, and no links or values.
func wordsToRead(frame string) (n int) {
	lines := strings.Split(frame, "\n")
	for _, line := range lines[2 : len(lines)-2] {
		if _, right, ok := strings.Cut(line, ruleUp); ok {
			line = right
		}
		for _, word := range strings.Fields(line) {
			if strings.ContainsFunc(word, unicode.IsLetter) && !strings.Contains(word, "netsuite.com") && len([]rune(word)) < 30 {
				n++
			}
		}
	}
	return n
}

// goes presses a key that counts.
func (s *sitting) goes(keys ...string) {
	for _, key := range keys {
		s.keys++
		s.press(key)
	}
}

// through does the open step as a person does with the values at hand: fills what is empty,
// and presses enter.
func (s *sitting) step() {
	s.t.Helper()
	w, from := s.model.top(), s.at()
	if w.Asking() { // work alone is over in a moment
		s.sees(from)
	}
	for s.at() == from && w.Asking() && !w.Working() {
		field, asks := w.Form().Field()
		if asks && !field.Optional && w.Form().Text(w.Form().At()) == "" {
			s.press("ctrl+p") // a paste
		}
		if from == "upload" {
			s.press("ctrl+p")
			s.until("has uploaded the certificate")
		}
		s.goes("enter")
	}
	limit := time.After(hangs)
	for s.at() == from && w.Working() {
		select {
		case msg := <-s.msgs:
			s.send(msg)
		case <-limit:
			s.t.Fatalf("the work of %s does not end:\n%s", from, s.look())
		}
	}
	if s.at() == from && !w.Asking() {
		s.sees(from + ", done")
		if !w.Finished() {
			s.goes("enter")
		}
	}
}

func TestAFirstSetupIsShort(t *testing.T) {
	for _, c := range []struct {
		method               profile.Method
		keys, screens, words int
	}{{profile.M2M, 10, 10, 450}, {profile.TBA, 11, 10, 400}} {
		t.Run(string(c.method), func(t *testing.T) {
			s := &sitting{screen: newScreen(t, setting{demo: true})}
			s.sees("welcome")
			s.goes("enter")
			s.until("Which NetSuite account?")
			for !s.model.top().Finished() {
				if s.at() == "method" {
					s.sees("method")
					if before := s.model.top().Form().Hovered(); before != string(c.method) {
						s.goes("down")
					}
				}
				s.step()
				if len(s.screens) > 30 {
					t.Fatalf("no end after %q", s.screens)
				}
			}
			said := fmt.Sprintf("%d keys, %d screens, %d words: %s", s.keys, len(s.screens), s.words, strings.Join(s.screens, "; "))
			t.Log(said)
			if s.keys > c.keys || len(s.screens) > c.screens || s.words > c.words {
				t.Errorf("%s, not %d, %d, %d", said, c.keys, c.screens, c.words)
			}
		})
	}
}

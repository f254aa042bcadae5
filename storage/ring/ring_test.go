package ring

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
)

var day = time.Date(2026, 11, 21, 14, 2, 0, 0, time.UTC)

func newRing(t *testing.T) *Ring {
	t.Helper()
	r, err := New("acme", day)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestSealedTextComesBack(t *testing.T) {
	r := newRing(t)
	for _, text := range []string{"{}", "{\n}\n", "", "\n", "{\"hmac\":\"x\"}\n"} {
		sealed, err := r.Seal([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.Open(sealed, false)
		if err != nil || string(got) != text {
			t.Errorf("%q comes back as %q, %v", text, got, err)
		}
		got, err = r.OpenLarge(bytes.NewReader(sealed), int64(len(sealed)), false)
		if err != nil || string(got) != text {
			t.Errorf("%q comes back as %q, %v, as a large value", text, got, err)
		}
	}
}

// What was sealed by somebody who knows only the public key, and each changed byte of
// what a member sealed, is refused.
func TestForgedIsRefused(t *testing.T) {
	r, other := newRing(t), newRing(t)
	encrypt := func(text string) []byte {
		recipient, err := age.ParseX25519Recipient(r.Recipient())
		if err != nil {
			t.Fatal(err)
		}
		var sealed bytes.Buffer
		w, err := age.Encrypt(&sealed, recipient)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err := errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		return sealed.Bytes()
	}
	for _, text := range []string{"", "{}\n", "{}\n{\"hmac\":\"\"}\n", "{}\n{\"hmac\":\"AAAA\"}\n", "{}", "{\"hmac\":\"" + strings.Repeat("A", 43) + "=\"}\n"} {
		if _, err := r.Open(encrypt(text), true); !errors.Is(err, ErrForged) {
			t.Errorf("%q is taken: %v", text, err)
		}
		if _, err := r.OpenLarge(bytes.NewReader(encrypt(text)), int64(len(encrypt(text))), true); !errors.Is(err, ErrForged) {
			t.Errorf("%q is taken as a large value: %v", text, err)
		}
	}
	sealed, err := r.Seal([]byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Open(sealed, true); !errors.Is(err, ErrOtherKey) {
		t.Errorf("another vault opens it: %v", err)
	}
	if _, err := other.OpenLarge(bytes.NewReader(sealed), int64(len(sealed)), true); !errors.Is(err, ErrOtherKey) {
		t.Errorf("another vault opens it as a large value: %v", err)
	}
	for i := range sealed {
		changed := slices.Clone(sealed)
		changed[i] ^= 1
		if _, err := r.Open(changed, true); err == nil {
			t.Fatalf("byte %d was changed, and nobody notices", i)
		}
		if _, err := r.OpenLarge(bytes.NewReader(changed), int64(len(changed)), true); err == nil {
			t.Fatalf("byte %d of a large value was changed, and nobody notices", i)
		}
	}
	if _, err := r.Open([]byte("no age file"), false); err == nil || errors.Is(err, ErrForged) {
		t.Errorf("what is no age file: %v", err)
	}
}

// The former key opens everything while a person is being removed, and afterwards only
// the earlier states.
func TestKeysOfEarlierTimes(t *testing.T) {
	first := newRing(t)
	old, err := first.Seal([]byte("old"))
	if err != nil {
		t.Fatal(err)
	}
	next, err := first.Next(day)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := next.Open(old, false); err != nil || !next.Changing() {
		t.Errorf("while it changes: %v", err)
	}
	if _, err := next.Next(day); err == nil {
		t.Error("a second change begins before the first has ended")
	}
	done := next.Done()
	if _, err := done.Open(old, false); !errors.Is(err, ErrOtherKey) {
		t.Errorf("a former member's key opens a current state: %v", err)
	}
	if _, err := done.Open(old, true); err != nil || done.Changing() {
		t.Errorf("an earlier state: %v", err)
	}
	if !done.Follows(first.Recipient()) || first.Follows(done.Recipient()) || done.Number != 2 {
		t.Error("the order of the rings is lost")
	}
	for _, r := range []*Ring{first, next, done} {
		again, err := Parse(r.Text(), "acme")
		if err != nil || !bytes.Equal(again.Text(), r.Text()) || again.Changing() != r.Changing() {
			t.Errorf("comes back as %v, %v", again, err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	text := string(newRing(t).Text())
	for want, changed := range map[string]string{
		"not complete":        strings.ReplaceAll(text, "# key: 1", "# key: x"),
		"are not complete":    "# suitekey team vault version: 1\n",
		"another vault":       strings.ReplaceAll(text, "# vault: acme", "# vault: other"),
		"newer suitekey":      strings.ReplaceAll(text, "version: 1", "version: 9"),
		"does not write":      text + "AGE-SECRET-KEY-1MARKED\n",
		"keys are not comple": text + stateComment + "\n",
	} {
		if _, err := Parse([]byte(changed), "acme"); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%q: %v", want, err)
		}
	}
}

func TestRingIsNotPrinted(t *testing.T) {
	r := newRing(t)
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if said := fmt.Sprintf(format, r); strings.Contains(said, "SECRET") || strings.Contains(said, r.Recipient()) {
			t.Errorf("%s prints %s", format, said)
		}
	}
}

package marks

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"suitekey/core/clocktest"
)

func plain(text []byte) ([]byte, error) { return text, nil }

func read(text io.ReaderAt, size int64) (string, error) {
	all, err := io.ReadAll(io.NewSectionReader(text, 0, size))
	return string(all), err
}

func older(err error) bool {
	var e *Older
	return errors.As(err, &e)
}

func TestOlderStateIsNoticed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "marks.age")
	then := clocktest.Now()
	m := Open(path, false, plain, read, nil)
	if err := m.Check("acme", then); err != nil {
		t.Fatal(err)
	}
	m.Saved("acme", then.Add(time.Hour))
	if err := m.Check("acme", then); !older(err) || !strings.Contains(err.Error(), "acme is an older state than this computer has seen") {
		t.Errorf("in the same run: %v", err)
	}
	next := Open(path, false, plain, read, nil)
	if err := next.Check("acme", then); !older(err) {
		t.Errorf("in the next run: %v", err)
	}
	if err := next.Check("acme", then.Add(time.Hour)); err != nil {
		t.Error(err)
	}
	if err := next.Check("other", then); err != nil {
		t.Errorf("one that was never seen: %v", err)
	}
	accepted := Open(path, true, plain, read, nil)
	if err := accepted.Check("acme", then); err != nil {
		t.Error(err)
	}
	if err := accepted.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := Open(path, false, plain, read, nil).Check("acme", then); err != nil {
		t.Errorf("after it was accepted: %v", err)
	}
}

func TestReplacedKeyIsNoticed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "marks.age")
	m := Open(path, false, plain, read, nil)
	for _, mark := range []string{"first", "second", "second"} {
		if err := m.CheckKey(mark); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := Open(path, false, plain, read, nil).CheckKey("first"); !older(err) {
		t.Errorf("the first key again: %v", err)
	}
	accepted := Open(path, true, plain, read, nil)
	if err := errors.Join(accepted.CheckKey("first"), accepted.Flush()); err != nil {
		t.Fatal(err)
	}
	next := Open(path, false, plain, read, nil)
	if err := next.CheckKey("first"); err != nil {
		t.Error(err)
	}
	if err := next.CheckKey("second"); !older(err) {
		t.Errorf("the second key, after the first was accepted: %v", err)
	}
}

// Whatever stands in the place of the file, no run fails because of it.
func TestDamagedMarks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "marks.age")
	for _, text := range []string{"", "{", `{"version":2}`, `{"version":1}`, `{"version":1,"connections":null,"keys":null}`, "\x00\x01", head + "1 a", head + "x a\n", head + "1\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		m := Open(path, false, plain, read, nil)
		if err := errors.Join(m.Check("acme", clocktest.Now()), m.CheckKey("k"), m.Flush()); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	m := Open("", false, plain, read, nil)
	if err := errors.Join(m.Check("acme", clocktest.Now()), m.Flush()); err != nil {
		t.Errorf("without a place for the file: %v", err)
	}
}

// With a new key of the vault the marks go on, although the file cannot be read any more.
func TestMarksSurviveANewKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "marks.age")
	m := Open(path, false, plain, read, nil)
	m.Saved("acme", clocktest.Now())
	none := func(io.ReaderAt, int64) (string, error) { return "", errors.New("another key") }
	next := Open(path, false, plain, none, m)
	if err := next.Check("acme", clocktest.Now().Add(-time.Hour)); !older(err) {
		t.Errorf("%v", err)
	}
}

// Runs side by side keep the newest mark of each.
func TestManyRuns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "marks.age")
	then := clocktest.Now()
	var group sync.WaitGroup
	for n := range 20 {
		m := Open(path, false, plain, read, nil)
		group.Go(func() {
			m.Saved(string(rune('a'+n)), then)
			m.Saved("all", then.Add(time.Duration(n)*time.Second))
			if err := m.Flush(); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	last := Open(path, false, plain, read, nil)
	if all := last.now.connections.all(); len(all) != 21 || all["all"] != then.Add(19*time.Second).UnixNano() {
		t.Errorf("%d marks", len(all))
	}
}

// The marks of an earlier suitekey count, and every state comes back from its text.
func TestFormOfTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "marks.age")
	then := clocktest.Now()
	first := `{"version":1,"connections":{"acme":` + strconv.FormatInt(then.UnixNano(), 10) + `},"keys":["a","b"]}`
	if err := os.WriteFile(path, []byte(first), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, form := range []string{"version 1", "as it is written"} {
		m := Open(path, false, plain, read, nil)
		if err := m.Check("acme", then.Add(-1)); !older(err) {
			t.Errorf("%s: an older state: %v", form, err)
		}
		if err := m.CheckKey("a"); !older(err) {
			t.Errorf("%s: a replaced key: %v", form, err)
		}
		if err := m.Check("new", then); err != nil {
			t.Error(err)
		}
		if err := m.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if text, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(text), head+"key a\nkey b\n") {
		t.Errorf("%q, %v", text, err)
	}
}

package pattern

import "testing"

func TestLazy(t *testing.T) {
	digits := Lazy(`^[0-9]+$`)
	if !digits().MatchString("42") || digits().MatchString("x") || digits() != digits() {
		t.Error("a lazy pattern does not match like an ordinary one, or is compiled twice")
	}
	defer func() {
		if recover() == nil {
			t.Error("a wrong expression went unnoticed")
		}
	}()
	Lazy(`(`)()
}

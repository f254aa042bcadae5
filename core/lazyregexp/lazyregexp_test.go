package lazyregexp

import "testing"

func TestLazy(t *testing.T) {
	digits := Lazy(`^[0-9]+$`)
	first, second := digits(), digits()
	if !first.MatchString("42") || first.MatchString("x") || first != second {
		t.Error("a lazy pattern does not match like an ordinary one, or is compiled twice")
	}
	defer func() {
		if recover() == nil {
			t.Error("a wrong expression went unnoticed")
		}
	}()
	Lazy(`(`)()
}

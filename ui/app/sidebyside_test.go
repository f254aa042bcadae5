package app

import (
	"fmt"
	"sync"
	"testing"

	"suitekey/core/account"
)

// Each is worked on once; the first of an account alone, then at most two of it.
func TestSideBySide(t *testing.T) {
	const n, accounts = 200, 7
	ids := make([]account.ID, accounts)
	for i := range ids {
		var err error
		if ids[i], err = account.Parse(fmt.Sprintf("123456%d", i)); err != nil {
			t.Fatal(err)
		}
	}
	of := func(i int) account.ID { return ids[i*i%accounts] }
	var mu sync.Mutex
	done := map[int]int{}
	running, ended := map[account.ID]int{}, map[account.ID]int{}
	SideBySide(n, of, func(i int) {
		id := of(i)
		mu.Lock()
		done[i]++
		running[id]++
		if running[id] > mostInAccount || running[id] > 1 && ended[id] == 0 {
			t.Errorf("%d of %s at once, %d have ended", running[id], id, ended[id])
		}
		mu.Unlock()
		mu.Lock()
		running[id]--
		ended[id]++
		mu.Unlock()
	})
	if len(done) != n {
		t.Errorf("%d of %d", len(done), n)
	}
	for i, times := range done {
		if times != 1 {
			t.Errorf("%d was worked on %d times", i, times)
		}
	}
	SideBySide(0, of, func(int) { t.Error("nothing was to be done") })
	defer func() {
		if recover() != "on purpose" {
			t.Error("the panic is lost")
		}
	}()
	SideBySide(3, of, func(i int) {
		if i == 1 {
			panic("on purpose")
		}
	})
}

package app

import (
	"sync"

	"suitekey/core/account"
)

const (
	// mostAccounts limits how many accounts are tested side by side: a test mostly waits.
	mostAccounts = 32
	// mostInAccount limits how many connections of one account are tested side by side.
	// An account answers few calls at a time, and its integrations need them. Sign-ins of
	// one user always wait for each other: see guard.
	mostInAccount = 2
)

// SideBySide calls work for 0 to n-1, several at a time, and returns when all calls have
// ended. of returns the account of a call. The first call of an account runs alone: it
// shows whether the account can be reached.
func SideBySide(n int, of func(i int) account.ID, work func(i int)) {
	var order []account.ID
	byAccount := map[account.ID][]int{}
	for i := range n {
		id := of(i)
		if byAccount[id] == nil {
			order = append(order, id)
		}
		byAccount[id] = append(byAccount[id], i)
	}
	inParallel(len(order), mostAccounts, func(i int) {
		numbers := byAccount[order[i]]
		work(numbers[0])
		rest := numbers[1:]
		inParallel(len(rest), mostInAccount, func(i int) { work(rest[i]) })
	})
}

// inParallel calls work for 0 to n-1, in order, at most so many at a time. A panic
// continues in the goroutine of the caller.
func inParallel(n, most int, work func(i int)) {
	var group sync.WaitGroup
	var once sync.Once
	var panicked any
	next := make(chan int)
	for range min(n, most) {
		group.Go(func() {
			for i := range next {
				func() {
					defer func() {
						if p := recover(); p != nil {
							once.Do(func() { panicked = p })
						}
					}()
					work(i)
				}()
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	group.Wait()
	if panicked != nil {
		panic(panicked)
	}
}

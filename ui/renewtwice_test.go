//go:build unix

package ui_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// TestTwoRenewalsAtOnce begins the renewal of one connection by several programs
// at the same moment, again and again: one of them does it, the others stop, and
// at each moment the product has a key that works.
func TestTwoRenewalsAtOnce(t *testing.T) {
	k := newKilled(t)
	const rounds, programs = 4, 3
	for round := range rounds {
		had, _ := k.certificates("before")
		id, _ := k.saved()
		var group sync.WaitGroup
		told := make([]string, programs)
		codes := make([]int, programs)
		for n := range programs {
			cmd := k.suitekey("renew", "acme", "--no-input", "--json", "--handover", handOver, "--confirm-account", "9999901")
			group.Go(func() {
				out, _ := cmd.CombinedOutput()
				told[n], codes[n] = string(out), cmd.ProcessState.ExitCode()
			})
		}
		group.Wait()
		k.certificates("afterwards")
		done := 0
		if now, draft := k.saved(); draft || now == id {
			k.must("renew", "acme", "--no-input", "--json", "--handover", handOver, "--confirm-account", "9999901")
			done++
		}
		all, usable := k.certificates("gone on")
		for n := range programs {
			switch {
			case codes[n] == 0:
				done++
			case strings.Contains(told[n], "panic") || codes[n] == 2 || codes[n] == 5:
				t.Errorf("round %d: one ends with %d:\n%s", round, codes[n], told[n])
			}
		}
		made := all - had // a program may also finish what another one has begun
		if now, draft := k.saved(); draft || now == id || usable != 1 || made < 1 || made > done {
			t.Fatalf("round %d: %d of %d programs came to the end; NetSuite has %d certificates after %d, %d of them active; renewed: %v, draft left: %v; exit codes %v\n%s",
				round, done, programs, all, had, usable, now != id, draft, codes, strings.Join(told, "\n---\n"))
		}
		drafts, err := os.ReadDir(filepath.Join(k.dir, "vault", "drafts"))
		if err != nil || len(drafts) != 0 {
			t.Fatalf("left behind: %v, %v", drafts, err)
		}
	}
}

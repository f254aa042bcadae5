//go:build unix

package ui_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
)

// TestFiftyTagsAtOnce runs fifty programs that tag one connection: each of them
// reports success, and none of the tags is lost. On a slow machine a program may wait for
// the lock in vain: it says so, and is run again.
func TestFiftyTagsAtOnce(t *testing.T) {
	k := newKilled(t)
	const programs = 50
	var group sync.WaitGroup
	for n := range programs {
		group.Go(func() {
			for {
				out, err := k.suitekey("tag", "acme", fmt.Sprintf("+tag-%02d", n)).CombinedOutput()
				if err != nil && strings.Contains(string(out), "another suitekey has been writing") {
					continue
				}
				if err != nil {
					t.Errorf("program %d: %v\n%s", n, err, out)
				}
				return
			}
		})
	}
	group.Wait()
	var shown struct {
		Tags []string `json:"tags"`
	}
	if err := json.Unmarshal(k.must("tag", "acme", "--json"), &shown); err != nil || len(shown.Tags) != programs {
		t.Errorf("%d of %d tags are there: %s, %v", len(shown.Tags), programs, strings.Join(shown.Tags, " "), err)
	}
}

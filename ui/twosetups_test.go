//go:build unix

package ui_test

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// fresh is a practice account and no vault yet.
func fresh(t *testing.T) *runner {
	t.Helper()
	c, stop, err := startPractice("suitekey")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	home := t.TempDir()
	r := &runner{t: t, home: home, env: environment("HOME="+home, "HTTPS_PROXY="+c.Proxy, "SSL_CERT_FILE="+c.CAFile,
		"SUITEKEY_CONSUMER_SECRET="+c.Accounts[0].ConsumerSecret, "SUITEKEY_TOKEN_SECRET="+c.Accounts[0].TokenSecret, "SUITEKEY_PASSPHRASE_FILE="+writePassphrase(t),
		"KEY="+c.Accounts[0].ConsumerKey, "TOKEN="+c.Accounts[0].TokenID)}
	return r
}

// atOnce runs programs at the same time, and returns their exit codes and what they said.
func (r *runner) atOnce(number int, args func(n int) []string) (codes []int, said []string) {
	codes, said = make([]int, number), make([]string, number)
	var group sync.WaitGroup
	for n := range number {
		cmd := exec.Command("suitekey", args(n)...)
		cmd.Dir, cmd.Env = r.home, r.env
		group.Go(func() {
			out, _ := cmd.CombinedOutput()
			codes[n], said[n] = cmd.ProcessState.ExitCode(), string(out)
		})
	}
	group.Wait()
	return codes, said
}

func (r *runner) value(name string) string {
	for _, setting := range r.env {
		if value, found := strings.CutPrefix(setting, name+"="); found {
			return value
		}
	}
	return ""
}

// TestSetUpsAtOnce lets many people set up a connection each, in a folder in which nobody has
// made the vault yet: all of them succeed.
func TestSetUpsAtOnce(t *testing.T) {
	r := fresh(t)
	const number = 12
	codes, said := r.atOnce(number, func(n int) []string {
		return []string{"setup", fmt.Sprintf("acme-%02d", n), "--no-input", "--account", "9999901", "--method", "tba", "--surfaces", "rest", "--consumer-key", r.value("KEY"), "--token-id", r.value("TOKEN")}
	})
	for n, code := range codes {
		if code != 0 {
			t.Errorf("set-up %d ends with %d:\n%s", n, code, said[n])
		}
	}
	if names := r.names(); len(names) != number {
		t.Errorf("the vault has %v", names)
	}
}

// names are the connections of the vault.
func (r *runner) names() (names []string) {
	r.t.Helper()
	cmd := exec.Command("suitekey", "list", "--json")
	cmd.Dir, cmd.Env = r.home, r.env
	out, err := cmd.Output()
	var list struct {
		Connections []struct {
			Profile string `json:"profile"`
		} `json:"profiles"`
	}
	if err == nil {
		err = json.Unmarshal(out, &list)
	}
	if err != nil {
		r.t.Fatalf("%v\n%s", err, out)
	}
	for _, c := range list.Connections {
		names = append(names, c.Profile)
	}
	return names
}

// TestTwoSetUpsOfOneName: one of them gets the name, the others are told that it is taken, and
// one state is stored.
func TestTwoSetUpsOfOneName(t *testing.T) {
	r := fresh(t)
	codes, said := r.atOnce(6, func(int) []string {
		return []string{"setup", "acme", "--no-input", "--account", "9999901", "--method", "tba", "--surfaces", "rest", "--consumer-key", r.value("KEY"), "--token-id", r.value("TOKEN")}
	})
	saved := 0
	for n, code := range codes {
		switch {
		case code == 0:
			saved++
		case code != 1 && code != 2 || !strings.Contains(said[n], "acme"):
			t.Errorf("set-up %d ends with %d:\n%s", n, code, said[n])
		}
	}
	if names := r.names(); saved != 1 || len(names) != 1 {
		t.Errorf("%d say that they have saved it, and the vault has %v:\n%s", saved, names, strings.Join(said, "\n"))
	}
}

// TestTwoSetUpsThatWait: whoever is told to upload a certificate is told one whose key the
// draft has.
func TestTwoSetUpsThatWait(t *testing.T) {
	r := fresh(t)
	args := []string{"setup", "acme", "--no-input", "--json", "--account", "9999901", "--method", "m2m", "--surfaces", "rest", "--consumer-key", r.value("KEY")}
	codes, said := r.atOnce(5, func(int) []string { return args })
	told := map[string]int{}
	for n, code := range codes {
		var waiting struct {
			ID string `json:"certificate_id"`
		}
		last := said[n][strings.LastIndexByte(strings.TrimSpace(said[n]), '\n')+1:]
		if code != 20 || json.Unmarshal([]byte(last), &waiting) != nil || waiting.ID == "" {
			if code != 1 {
				t.Errorf("set-up %d ends with %d:\n%s", n, code, said[n])
			}
			continue
		}
		told[waiting.ID]++
	}
	files, err := filepath.Glob(filepath.Join(r.home, "suitekey", "*.pem"))
	if len(told) != 1 || len(files) != 1 || err != nil {
		t.Errorf("told to upload %v, and there are %v, %v:\n%s", told, files, err, strings.Join(said, "\n"))
	}
}

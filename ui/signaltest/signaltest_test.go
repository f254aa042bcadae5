//go:build linux

package signaltest

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

const childVariable = "SIGNALTEST_CHILD"

// A shell that ignores every signal starts this test as another process, and that
// starts a program: the program ignores none.
func TestProgramsHaveTheDefaults(t *testing.T) {
	if os.Getenv(childVariable) != "" {
		Default()
		out, err := exec.Command("grep", "SigIgn", "/proc/self/status").Output()
		if err != nil || strings.Trim(strings.TrimPrefix(string(out), "SigIgn:"), "\t\n0") != "" {
			t.Errorf("the program ignores signals: %s, %v", out, err)
		}
		return
	}
	cmd := exec.Command("sh", "-c", `trap '' HUP INT QUIT PIPE TERM USR1 USR2 TSTP TTIN TTOU; exec "$0" -test.run='^TestProgramsHaveTheDefaults$'`, os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

package agent

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"suitekey/core/secret"
)

// inKernel leaves a key with the real kernel; containers often forbid that.
func inKernel(t *testing.T, p Place, s Start) State {
	t.Helper()
	state, err := p.KeepInKernel(s)
	if errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EPERM) || errors.Is(err, unix.EACCES) {
		t.Skipf("left out: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.dropFromKernel() })
	return state
}

func TestKernelKeepsTheKey(t *testing.T) {
	p := place(t)
	state := inKernel(t, p, Start{Mark: "mark", Key: secret.New("KEY"), For: time.Hour, Idle: time.Minute})
	if !state.Kernel || state.Idle != time.Minute || state.Left <= 59*time.Minute || state.Left > time.Hour {
		t.Errorf("%+v", state)
	}
	if key, state, err := p.Key("mark"); err != nil || key.Reveal() != "KEY" || !state.Kernel {
		t.Errorf("%q, %+v, %v", key.Reveal(), state, err)
	}
	if state, err := p.Look("mark"); err != nil || !state.Kernel {
		t.Errorf("%+v, %v", state, err)
	}
	if _, _, err := p.Key("another key of the vault"); !errors.Is(err, ErrNone) {
		t.Errorf("with another mark: %v", err)
	}
	other := p
	other.Vault = t.TempDir()
	if _, _, err := other.Key("mark"); !errors.Is(err, ErrNone) {
		t.Errorf("for another vault: %v", err)
	}
	if stopped, err := p.Stop(); !stopped || err != nil {
		t.Errorf("stopped %v, %v", stopped, err)
	}
	if _, _, err := p.Key("mark"); !errors.Is(err, ErrNone) {
		t.Errorf("after the end: %v", err)
	}
	if stopped, err := p.Stop(); stopped || err != nil {
		t.Errorf("stopped twice: %v, %v", stopped, err)
	}
}

// TestKernelKeepsItForOtherProcesses asks from another process, and asks the kernel until
// when it keeps the key: it forgets it by itself.
func TestKernelKeepsItForOtherProcesses(t *testing.T) {
	p := place(t)
	inKernel(t, p, Start{Mark: "mark", Key: secret.New("KEY"), For: time.Hour, Idle: 2 * time.Minute})
	cmd := exec.Command(os.Args[0], "kernel", p.Vault)
	if out, err := cmd.CombinedOutput(); err != nil || string(out) != "KEY" {
		t.Errorf("%q, %v", out, err)
	}
	keys, err := os.ReadFile("/proc/keys")
	if err != nil {
		t.Skipf("left out: %v", err)
	}
	found := false
	for _, line := range strings.Split(string(keys), "\n") {
		if strings.Contains(line, p.keyName()) {
			// usage, time left, permissions: 2 minutes are "2m" or "1m"
			fields := strings.Fields(line)
			found = len(fields) > 4 && (fields[3] == "2m" || fields[3] == "1m") && fields[4] == "3f000000"
		}
	}
	if !found {
		t.Errorf("no such key that ends within two minutes:\n%s", keys)
	}
}

func TestKernelDoesNotKeepAnEndedKey(t *testing.T) {
	p := place(t)
	inKernel(t, p, Start{Mark: "mark", Key: secret.New("KEY"), For: -time.Second, Idle: time.Minute})
	if _, _, err := p.Key("mark"); !errors.Is(err, ErrNone) {
		t.Errorf("%v", err)
	}
}

// TestAgentAndKernel: the one that is started later takes the place of the other.
func TestAgentAndKernel(t *testing.T) {
	p := place(t)
	inKernel(t, p, Start{Mark: "mark", Key: secret.New("in the kernel"), For: time.Hour, Idle: time.Hour})
	if _, err := p.Start(Start{Mark: "mark", Key: secret.New("with the agent"), For: time.Hour, Idle: time.Hour}); err != nil {
		t.Fatal(err)
	}
	if key, state, err := p.Key("mark"); err != nil || key.Reveal() != "with the agent" || state.Kernel {
		t.Errorf("%q, %+v, %v", key.Reveal(), state, err)
	}
	inKernel(t, p, Start{Mark: "mark", Key: secret.New("in the kernel"), For: time.Hour, Idle: time.Hour})
	if _, _, err := p.ask(message{Ask: askState, Mark: "mark"}); !errors.Is(err, ErrNone) {
		t.Errorf("the agent is still there: %v", err)
	}
}

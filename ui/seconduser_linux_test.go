package ui_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// account is a user of this computer: a number is enough, no entry in /etc/passwd.
type otherAccount struct {
	t       *testing.T
	id      uint32
	home    string
	program string
	env     []string
}

func (u *otherAccount) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = u.home
	cmd.Env = append(environment("HOME="+u.home, "PATH="+filepath.Dir(u.program)+":/usr/bin:/bin", "XDG_RUNTIME_DIR="), u.env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: u.id, Gid: u.id, NoSetGroups: true}}
	return cmd
}

func (u *otherAccount) run(name string, args ...string) (code int, said string) {
	cmd := u.command(name, args...)
	out, _ := cmd.CombinedOutput()
	return cmd.ProcessState.ExitCode(), string(out)
}

// twoUsers are two users of this computer with a home each, in a folder that is removed.
func twoUsers(t *testing.T) (owner, other *otherAccount) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can be two users")
	}
	place, err := os.MkdirTemp("/tmp", "two-users-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(place) })
	user := func(id uint32) *otherAccount {
		u := &otherAccount{t: t, id: id, home: filepath.Join(place, strconv.Itoa(int(id))), program: copiedProgram(t, place)}
		if err := os.Mkdir(u.home, 0o755); err != nil { // as many systems make a home
			t.Fatal(err)
		}
		if err := os.Chown(u.home, int(id), int(id)); err != nil {
			t.Fatal(err)
		}
		return u
	}
	if err := os.Chmod(place, 0o755); err != nil {
		t.Fatal(err)
	}
	ids := 20000 + 2*uint32(os.Getpid()%20000) // another run of this test has others
	return user(ids), user(ids + 1)
}

// file writes a file that is this user's alone.
func (u *otherAccount) file(name, text string) string {
	u.t.Helper()
	path := filepath.Join(u.home, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		u.t.Fatal(err)
	}
	if err := os.Chown(path, int(u.id), int(u.id)); err != nil {
		u.t.Fatal(err)
	}
	return path
}

// TestSecondUser lets another user of the computer try the files, the socket, the
// processes and the folders of the first one.
func TestSecondUser(t *testing.T) {
	owner, other := twoUsers(t)
	c, stop, err := startPractice("suitekey")
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	ca, err := os.ReadFile(c.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	secrets := []string{c.Accounts[0].ConsumerSecret, c.Accounts[0].TokenSecret, passphrase}
	owner.env = []string{"HTTPS_PROXY=" + c.Proxy, "SSL_CERT_FILE=" + owner.file("ca.pem", string(ca)), "SUITEKEY_PASSPHRASE_FILE=" + owner.file("pass", passphrase+"\n"),
		"SUITEKEY_CONSUMER_SECRET=" + secrets[0], "SUITEKEY_TOKEN_SECRET=" + secrets[1]}
	must := func(args ...string) {
		t.Helper()
		if code, said := owner.run(owner.program, args...); code != 0 {
			t.Fatalf("suitekey %v: exit code %d\n%s", args, code, said)
		}
	}

	// Somebody was faster in /tmp: the folder of the agent is not used.
	squatted := filepath.Join("/tmp", fmt.Sprintf("suitekey-%d", owner.id))
	_ = os.RemoveAll(squatted)
	t.Cleanup(func() { os.RemoveAll(squatted) })
	if code, said := other.run("mkdir", "-m", "777", squatted); code != 0 {
		t.Fatal(said)
	}
	must("setup", "acme", "--no-input", "--account", "9999901", "--method", "tba", "--surfaces", "rest", "--consumer-key", c.Accounts[0].ConsumerKey, "--token-id", c.Accounts[0].TokenID)
	if code, said := owner.run(owner.program, "unlock"); code == 0 || !strings.Contains(said, "belongs to another user") {
		t.Errorf("a folder of another user is taken for the agent: exit code %d\n%s", code, said)
	}
	if err := os.RemoveAll(squatted); err != nil {
		t.Fatal(err)
	}
	must("unlock")
	defer owner.run(owner.program, "lock")
	must("export", "acme", "--to", "dotenv", "--out", "out.env")

	vault := filepath.Join(owner.home, ".config", "suitekey")
	sleeper := owner.command(owner.program, "exec", "acme", "--", "sleep", "60")
	if err := sleeper.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = sleeper.Process.Kill(); _ = sleeper.Wait() }()
	tries := []string{
		"ls " + vault, "cat " + vault + "/identity.age", "cat " + vault + "/profiles/acme.age", "ls " + vault + "/log", "cat " + owner.home + "/out.env",
		"ls " + squatted, "echo x > " + vault + "/profiles/evil.age", "rm -r " + vault, "ls " + owner.home + "/.local/state/suitekey-seen",
	}
	for _, each := range processesOf(t, owner.id) {
		for _, file := range []string{"environ", "mem", "maps", "fd", "cwd/.config"} {
			tries = append(tries, "ls "+each+"/"+file+"/ && cat "+each+"/"+file, "head -c 1 "+each+"/"+file)
		}
		if line, err := os.ReadFile(each + "/cmdline"); err == nil { // this one is for everybody
			for _, secret := range secrets {
				if bytes.Contains(line, []byte(secret)) {
					t.Errorf("an argument in %s is secret", each)
				}
			}
		}
	}
	for _, try := range tries {
		if code, said := other.run("sh", "-c", try); code == 0 {
			t.Errorf("the other user may %q:\n%.200s", try, said)
		}
	}
	for _, args := range [][]string{{"list"}, {"doctor", "--offline"}, {"unlock"}, {"setup", "mine", "--no-input", "--account", "9999901", "--method", "tba", "--surfaces", "rest"}} {
		code, said := other.run(other.program, append(args, "--home", vault)...)
		if code == 0 && args[0] != "doctor" || strings.Contains(strings.ToLower(said), "damaged") || strings.Contains(said, "remove it") {
			t.Errorf("suitekey %s on a foreign vault: exit code %d\n%s", args[0], code, said)
		}
		for _, secret := range secrets {
			if strings.Contains(said, secret) {
				t.Errorf("suitekey %s tells a secret", args[0])
			}
		}
	}
	must("show", "acme", "--no-input") // nothing was changed
}

// processesOf are the folders in /proc of the processes of a user.
func processesOf(t *testing.T, id uint32) []string {
	t.Helper()
	entries, err := os.ReadDir("/proc")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, entry := range entries {
		status, err := os.ReadFile("/proc/" + entry.Name() + "/status")
		if err == nil && bytes.Contains(status, fmt.Appendf(nil, "\nUid:\t%d\t", id)) {
			found = append(found, "/proc/"+entry.Name())
		}
	}
	if len(found) < 2 {
		t.Fatalf("%d processes of the user are there: the agent is missing", len(found))
	}
	return found
}

// copiedProgram is this program where every user may run it.
func copiedProgram(t *testing.T, place string) string {
	t.Helper()
	path := filepath.Join(place, "bin", "suitekey")
	if _, err := os.Stat(path); err == nil {
		return path
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	from, err := os.Open(self)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	to, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(to, from); err != nil {
		t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

package ui_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"suitekey/storage/recipients/plugintest"
	"suitekey/ui"
	"suitekey/ui/app"
	"suitekey/ui/signaltest"
)

// The scripts run the program as it is, its main function in a process of its
// own. Only trying a passphrase is made cheap, which no flag and no variable of
// the real program can do; storage reports it on standard error.
func TestMain(m *testing.M) {
	if err := os.Setenv("GORACE", quickEnd); err != nil {
		panic(err)
	}
	if program := strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe"); program != "suitekey" && program != agePlugin { // started by no test
		signaltest.Default()
		if err := startClock(); err != nil {
			panic(err)
		}
	}
	testscript.Main(m, map[string]func(){"suitekey": watched, agePlugin: plugintest.Main})
}

// agePlugin is the plugin of a hardware key in software.
const agePlugin = "age-plugin-" + plugintest.Name

const cheapWorkFactor = 4

// quickEnd keeps the race detector from waiting a second at the end of each of
// the many processes.
const quickEnd = "atexit_sleep_ms=10"

func process(args []string) ui.Program {
	return ui.Program{
		Args: args, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Getenv: os.Getenv, Unsetenv: os.Unsetenv, Now: clock, WorkFactor: cheapWorkFactor,
		FullScreen: func(_ context.Context, _ *app.App, o app.Opening) error {
			fmt.Fprintf(os.Stderr, "the full screen opens %q for %q\n", o.Flow, o.Given.Answers["name"])
			return nil
		},
	}
}

func TestScripts(t *testing.T) {
	seen := t.TempDir()
	t.Cleanup(func() { // once all scripts have ended
		ended := checkSeen(t, seen)
		run, skip := flag.Lookup("test.run").Value.String(), flag.Lookup("test.skip").Value.String()
		if (run == "" || run == "TestScripts") && !strings.Contains(skip, "TestScripts") { // all of them
			checkEnds(t, ended)
		}
	})
	testscript.Run(t, scripts(t, "testdata/script", seen))
}

// scripts are the parameters of the scripts in a folder. What the program prints with
// --json is left in the folder seen.
func scripts(t *testing.T, folder, seen string) testscript.Params {
	t.Helper()
	return testscript.Params{
		Dir:                 folder,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(e *testscript.Env) error {
			home := filepath.Join(e.WorkDir, "home")
			for name, value := range map[string]string{
				"HOME": home, "USERPROFILE": home, "AppData": home, "TERM": "xterm", "SUITEKEY_HOME": "", seenVariable: seen, "ACCESSIBLE": "",
				"TONIGHT":     strconv.FormatInt(today.Add(6*time.Hour).Unix(), 10), // for programs that tell the time otherwise
				"HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": "",                 // the real NetSuite is never asked
			} {
				e.Setenv(name, value)
			}
			for _, setting := range environment() {
				if name, value, _ := strings.Cut(setting, "="); name != "PATH" { // testscript has its own
					e.Setenv(name, value)
				}
			}
			if err := os.WriteFile(filepath.Join(e.WorkDir, "pass"), []byte(passphrase+"\n"), 0o600); err != nil {
				return err
			}
			return os.Mkdir(home, 0o700)
		},
		Condition: func(name string) (bool, error) {
			if name == "root" {
				return os.Geteuid() == 0, nil
			}
			return false, fmt.Errorf("no condition %q", name)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "practise": practise, "upload": upload, "field": field, "pem": pemFixture,
			"grown": grown, "cut": cut, "private": private, "newtoken": newtoken, "values": values, "browse": browse, "tokens": tokens,
			"touchkey": touchKey,
		},
	}
}

const passphrase = "correct horse battery staple"

// touchKey PUBLIC IDENTITY makes a key of the plugin age-plugin-touch.
func touchKey(ts *testscript.TestScript, _ bool, args []string) {
	public, identity, err := plugintest.Keys()
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(public+"\n"), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(identity+"\n"), 0o600))
}

// exits CODE PROGRAM [ARGS...] runs a program and demands its exit code; - in
// the place of standard input's file is none.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// practise starts `suitekey practice` as another process, and sets its values
// in the environment. Flags are passed on; the values are the same each time.
func practise(ts *testscript.TestScript, _ bool, flags []string) {
	card, stop, err := startPractice(findIn(ts.Getenv("PATH"), "suitekey"), flags...)
	ts.Check(err)
	ts.Defer(stop)
	for name, value := range card.environment() {
		ts.Setenv(name, value)
	}
}

// card is what `suitekey practice --json` prints.
type card struct {
	Proxy    string        `json:"proxy"`
	CAFile   string        `json:"ca_file"`
	EnvFile  string        `json:"env_file"`
	told     *lockedBuffer // standard error
	Accounts []struct {
		Account        string `json:"account"`
		ConsumerKey    string `json:"consumer_key"`
		ConsumerSecret string `json:"consumer_secret"`
		TokenID        string `json:"token_id"`
		TokenSecret    string `json:"token_secret"`
		Entity         string `json:"entity"`
		Role           string `json:"role"`
	} `json:"accounts"`
}

func (c card) environment() map[string]string {
	first, sandbox := c.Accounts[0], c.Accounts[1]
	return map[string]string{
		"HTTPS_PROXY": c.Proxy, "SSL_CERT_FILE": c.CAFile, "CA_FILE": c.CAFile,
		"CONSUMER_KEY": first.ConsumerKey, "CONSUMER_SECRET": first.ConsumerSecret,
		"TOKEN_ID": first.TokenID, "TOKEN_SECRET": first.TokenSecret,
		"SANDBOX_TOKEN_ID": sandbox.TokenID, "SANDBOX_TOKEN_SECRET": sandbox.TokenSecret,
	}
}

// startPractice starts the practice verb and waits until it listens.
func startPractice(program string, flags ...string) (c card, stop func(), err error) {
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, program, append([]string{"practice", "--json"}, flags...)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	stop = func() { cancel(); _ = cmd.Wait() }
	c.told = &lockedBuffer{}
	cmd.Stderr = c.told
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		cancel()
		return c, nil, err
	}
	if err = json.NewDecoder(out).Decode(&c); err != nil {
		stop()
	}
	return c, stop, err
}

// lockedBuffer is written by one process and read by the test meanwhile.
type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

func findIn(path, program string) string {
	for _, folder := range filepath.SplitList(path) {
		for _, ending := range []string{"", ".exe"} {
			if _, err := os.Stat(filepath.Join(folder, program+ending)); err == nil {
				return filepath.Join(folder, program+ending)
			}
		}
	}
	return program
}

// upload ACCOUNT FILE does what an administrator does with a certificate.
func upload(ts *testscript.TestScript, neg bool, args []string) {
	err := uploadTo(ts.Getenv("HTTPS_PROXY"), ts.Getenv("CA_FILE"), args[0], ts.ReadFile(args[1]))
	if neg == (err == nil) {
		ts.Fatalf("the upload ends with %v", err)
	}
}

func uploadTo(proxy, caFile, account, certificate string) error {
	client, err := behind(proxy, caFile)
	if err != nil {
		return err
	}
	answer, err := client.Post("https://"+account+".app.netsuite.com/practice/m2m", "application/x-pem-file", strings.NewReader(certificate))
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", answer.Status, text)
	}
	return err
}

// behind is a client behind the proxy of the practice verb.
func behind(proxy, caFile string) (*http.Client, error) {
	ca, err := os.ReadFile(caFile)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca)
	address, err := url.Parse(proxy)
	if err != nil {
		return nil, err
	}
	return &http.Client{
		Timeout:   20 * time.Second,
		Transport: &http.Transport{Proxy: http.ProxyURL(address), TLSClientConfig: &tls.Config{RootCAs: roots}},
	}, nil
}

// field VARIABLE PATH takes a value out of the JSON object that was printed
// last, for example `field ID test.checks.0.name`.
func field(ts *testscript.TestScript, _ bool, args []string) {
	var value any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &value))
	for _, name := range strings.Split(args[1], ".") {
		switch inner := value.(type) {
		case map[string]any:
			value = inner[name]
		case []any:
			n, err := strconv.Atoi(name)
			ts.Check(err)
			value = inner[n]
		}
	}
	ts.Setenv(args[0], fmt.Sprint(value))
}

// grown FILE SIZE makes a file of that many bytes.
func grown(ts *testscript.TestScript, _ bool, args []string) {
	size, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), bytes.Repeat([]byte("a: b\n"), size/5), 0o600))
}

// cut FILE N leaves the first N bytes of a file.
func cut(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.Truncate(ts.MkAbs(args[0]), int64(n)))
}

// values FILE LINE... writes lines, with variables in them, to a file of one's own.
func values(ts *testscript.TestScript, _ bool, args []string) {
	text := os.Expand(strings.Join(args[1:], "\n")+"\n", ts.Getenv)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// private FILE demands that nobody else can read it.
func private(ts *testscript.TestScript, neg bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if (info.Mode().Perm()&0o077 == 0) == neg {
		ts.Fatalf("%s has the mode %v", args[0], info.Mode())
	}
}

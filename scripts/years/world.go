package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"suitekey/core/netsuite"
	"suitekey/core/secret"
	"suitekey/core/simulator"
	"suitekey/storage"
)

const passphrase = "three years pass in an hour"

// years is the world, the people in it, and what has been counted.
type years struct {
	first   time.Time // midnight of the first day
	day     int
	days    int
	clock   atomic.Pointer[moment]
	random  *rand.Rand
	verbose bool

	dir     string
	program string
	world   *simulator.World
	client  *netsuite.Client // the products'
	cancel  context.CancelFunc
	proxy   string
	proxied chan error

	connections []*connection
	accounts    []*company
	uploads     []upload // that administrators have not made yet
	seen        map[string]time.Time
	counts
}

// moment is a time of the world, and the real time at which it began.
type moment struct{ world, began time.Time }

// begin makes companies, vault and connections.
func begin(ctx context.Context, days int, seed uint64, verbose bool) (*years, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	y := &years{days: days, verbose: verbose, program: program, random: rand.New(rand.NewPCG(seed, seed)), seen: map[string]time.Time{}, counts: newCounts()} // #nosec G404 -- events, no keys
	if y.dir, err = os.MkdirTemp("", "years"); err != nil {
		return nil, err
	}
	today := time.Now()
	y.first = time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, time.UTC)
	y.world = simulator.New(simulator.Options{Now: y.now})
	// The practice authority holds from today until a month after the time at which it is first asked for.
	y.day = days
	y.at(0)
	authority := y.world.CAPEM()
	y.day = 0
	y.at(0)
	if err := y.listen(ctx, authority); err != nil {
		return nil, err
	}
	slog.SetDefault(slog.New(slog.DiscardHandler)) // the low work factor is meant: a night is not to be spent on the passphrase
	if _, err := storage.Open(filepath.Join(y.dir, "vault"), storage.Options{Now: y.now, WorkFactor: 10}).Create(secret.New(passphrase)); err != nil {
		return nil, err
	}
	return y, y.settle()
}

// listen starts the proxy that suitekey reaches NetSuite by, and the products' client.
func (y *years) listen(ctx context.Context, authority []byte) error {
	for name, text := range map[string][]byte{"ca.pem": authority, "pass": []byte(passphrase + "\n")} {
		if err := os.WriteFile(filepath.Join(y.dir, name), text, 0o600); err != nil {
			return err
		}
	}
	if err := os.Mkdir(filepath.Join(y.dir, "product"), 0o700); err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	ctx, y.cancel = context.WithCancel(ctx)
	y.proxy, y.proxied = "http://"+listener.Addr().String(), make(chan error, 1)
	go func() { y.proxied <- y.world.Proxy(ctx, listener) }()
	transport, err := netsuite.NewTransport(netsuite.TransportOptions{RootCAs: y.world.Pool(), DialContext: y.world.DialContext})
	if err != nil {
		return err
	}
	y.client = netsuite.New(netsuite.Options{Transport: transport, Now: y.now})
	return nil
}

func (y *years) end() error {
	y.cancel()
	return errors.Join(<-y.proxied, y.world.Close(), os.RemoveAll(y.dir))
}

// now is the time in the world; it goes on while a process runs.
func (y *years) now() time.Time {
	m := y.clock.Load()
	return m.world.Add(time.Since(m.began))
}

// at sets the clock to a time of the day.
func (y *years) at(hour time.Duration) {
	y.clock.Store(&moment{y.first.AddDate(0, 0, y.day).Add(hour), time.Now()})
}

// later sets the clock forward within the day.
func (y *years) later(by time.Duration) {
	y.clock.Store(&moment{y.now().Add(by), time.Now()})
}

func (y *years) date() string { return y.first.AddDate(0, 0, y.day).Format(time.DateOnly) }

func (y *years) note(format string, arguments ...any) {
	if y.verbose {
		fmt.Printf("%s  %s\n", y.date(), fmt.Sprintf(format, arguments...))
	}
}

// command is suitekey at this time.
func (y *years) command(variables []string, args ...string) *exec.Cmd {
	cmd := exec.Command(y.program, args...) // #nosec G204 -- this program
	cmd.Dir = y.dir
	cmd.Env = append([]string{
		nowVariable + "=" + y.now().Format(time.RFC3339Nano), "PATH=" + os.Getenv("PATH"), "HOME=" + y.dir, "TZ=UTC",
		"SUITEKEY_HOME=" + filepath.Join(y.dir, "vault"), "SUITEKEY_PASSPHRASE_FILE=" + filepath.Join(y.dir, "pass"),
		"HTTPS_PROXY=" + y.proxy, "SSL_CERT_FILE=" + filepath.Join(y.dir, "ca.pem"), "DBUS_SESSION_BUS_ADDRESS=autolaunch:",
	}, variables...)
	return cmd
}

// say runs suitekey to its end and reads what it prints as JSON. An exit code is no
// error here: what is printed says more.
func (y *years) say(into any, variables []string, args ...string) (code int, err error) {
	var out, told bytes.Buffer
	cmd := y.command(variables, args...)
	cmd.Stdout, cmd.Stderr = &out, &told
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return 0, err
	}
	if into != nil {
		if err := json.Unmarshal(out.Bytes(), into); err != nil {
			return 0, fmt.Errorf("suitekey %q printed no JSON: %w\n%s%s", args, err, out.String(), told.String())
		}
	}
	y.note("  suitekey %s %s: exit code %d", args[0], args[1], cmd.ProcessState.ExitCode())
	if code := cmd.ProcessState.ExitCode(); code != 0 && code != waiting {
		y.note("    %s", strings.ReplaceAll(strings.TrimSpace(told.String()), "\n", "\n    "))
	}
	return cmd.ProcessState.ExitCode(), nil
}

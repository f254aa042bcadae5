package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/storage"
)

// practising is the practice NetSuite that both programs talk to: the old one has no latency of its own.
type practising struct {
	Proxy    string `json:"proxy"`
	CAFile   string `json:"ca_file"`
	Accounts []struct {
		Account        string `json:"account"`
		ConsumerKey    string `json:"consumer_key"`
		ConsumerSecret string `json:"consumer_secret"`
		TokenID        string `json:"token_id"`
		TokenSecret    string `json:"token_secret"`
	} `json:"accounts"`
}

func (c *contest) practise(latency string) (p practising, stop func(), err error) {
	const companies = "17" // of three accounts
	cmd := exec.CommandContext(c.ctx, c.new, "practice", "--json", "--companies", companies, "--latency", latency)
	cmd.Env = c.environment()
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return p, nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return p, nil, err
	}
	if err := cmd.Start(); err != nil {
		return p, nil, err
	}
	stop = func() {
		_ = cmd.Cancel()
		_ = stdin.Close()
		_ = cmd.Wait()
	}
	line, err := bufio.NewReaderSize(stdout, 1<<20).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &p)
	}
	if err != nil {
		stop()
		return p, nil, fmt.Errorf("starting the practice NetSuite: %w", err)
	}
	return p, stop, nil
}

// practiceVault makes a vault of n connections in so many accounts of the practice NetSuite.
func practiceVault(home string, p practising, n, accounts int) error {
	session, err := storage.Open(home, storage.Options{WorkFactor: benchWorkFactor}).Create(secret.New(benchPassphrase))
	if err != nil {
		return err
	}
	for i := range n {
		card := p.Accounts[i%accounts]
		one := filledProfile(i)
		if one.Account, err = account.Parse(card.Account); err != nil {
			return err
		}
		one.ConsumerKey, one.ConsumerSecret = card.ConsumerKey, secret.New(card.ConsumerSecret)
		one.TokenID, one.TokenSecret = card.TokenID, secret.New(card.TokenSecret)
		one.Surfaces = []profile.Surface{profile.REST}
		if err := session.Save(one, storage.Change{Journey: "setup"}); err != nil {
			return err
		}
	}
	return nil
}

// online runs a program that talks to the practice NetSuite.
func (c *contest) online(p practising, program string, args ...string) (oneRun, error) {
	return c.run("env", append([]string{"HTTPS_PROXY=" + p.Proxy, program, "--ca-file", p.CAFile, "--passphrase-file", c.passFile}, args...)...)
}

// status compares the test of 200 connections in 50 accounts over a slow network.
func (c *contest) status() error {
	p, stop, err := c.practise("100ms")
	if err != nil {
		return err
	}
	defer stop()
	homes := [2]string{filepath.Join(c.dir, "status-old"), filepath.Join(c.dir, "status-new")}
	for _, home := range homes {
		if err := practiceVault(home, p, 200, 50); err != nil {
			return err
		}
	}
	for _, verb := range [][]string{{"status"}, {"test", "--all"}} {
		if _, err := c.beside(verb[0]+" of 200 in 50 accounts, 100 ms", "12x", c.slow,
			func() (oneRun, error) { return c.online(p, c.old, append(verb, "--home", homes[0])...) },
			func() (oneRun, error) { return c.online(p, c.new, append(verb, "--home", homes[1])...) }); err != nil {
			return err
		}
	}
	return nil
}

// imports compares the import of 1,000 connections of another vault; each is tested against a NetSuite without latency.
func (c *contest) imports() error {
	p, stop, err := c.practise("0s")
	if err != nil {
		return err
	}
	defer stop()
	other := filepath.Join(c.dir, "import-from")
	if err := practiceVault(other, p, 1_000, len(p.Accounts)); err != nil {
		return err
	}
	number := 0
	verb := func(program string) func() (oneRun, error) {
		return func() (oneRun, error) {
			number++
			home := filepath.Join(c.dir, fmt.Sprint("import-to", number))
			defer os.RemoveAll(home)
			if err := fill(c.ctx, home, 0); err != nil {
				return oneRun{}, err
			}
			time.Sleep(time.Second)
			return c.online(p, program, "import", "vault", other, "--from-passphrase-file", c.passFile, "--home", home)
		}
	}
	_, err = c.beside("import of 1000", "10x", c.slow, verb(c.old), verb(c.new))
	return err
}

// signatures measures the signatures of both against the bare cryptography.
func (c *contest) signatures() error {
	if c.source == "" {
		return nil // the other one is a program, without its tests
	}
	for _, s := range signings {
		if s.target == "" {
			continue
		}
		ratios := [2]float64{}
		for i, source := range []string{c.source, "."} {
			_, times, err := goTestIn(c.ctx, source, c.dir, s.importPath, "^Benchmark("+s.ours+"|"+s.bare+")$", leastRuns, "50ms")
			if err != nil {
				return err
			}
			if times[s.bare] == 0 {
				return fmt.Errorf("%s has no benchmark %s", s.importPath, s.bare)
			}
			ratios[i] = float64(times[s.ours]) / float64(times[s.bare])
		}
		fmt.Fprintf(c.table, "%s to %s\t%d\t%.2fx\t\t%.2fx\t\t\t\t\t%s\n", s.what, s.against, leastRuns, ratios[0], ratios[1], s.target)
	}
	return nil
}

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/storage"
)

// start compares what needs no vault.
func (c *contest) start(b built) error {
	verb := func(program string, args ...string) func() (oneRun, error) {
		return func() (oneRun, error) { return c.run(program, args...) }
	}
	if _, err := c.beside("an empty Go program", "", c.runs, nil, verb(b.empty)); err != nil {
		return err
	}
	for _, one := range []struct {
		target string
		args   []string
	}{{"4x an empty program", []string{"version"}}, {"", []string{"help"}}, {"", []string{"list", "--demo"}}} {
		if _, err := c.beside("suitekey "+one.args[0], one.target, c.runs, verb(c.old, one.args...), verb(c.new, one.args...)); err != nil {
			return err
		}
	}
	return nil
}

// script is the shell loop of a script that calls suitekey many times.
const script = `i=0; while [ $i -lt %d ]; do "$0" "$@" >/dev/null || exit 1; i=$((i+1)); done`

// unlocked compares what a script calls: the old program derives the key in each call, the new one asks the agent.
func (c *contest) unlocked() error {
	home := filepath.Join(c.dir, "unlocked")
	if err := c.scriptVault(home); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(c.dir, "runtime"), 0o700); err != nil {
		return err
	}
	at, pass := []string{"--home", home}, []string{"--passphrase-file", c.passFile}
	unlock := append(append([]string{"unlock", "--for", "24h", "--idle", "24h"}, at...), pass...)
	if _, err := c.run(c.new, unlock...); err != nil {
		return err
	}
	defer func() { _, _ = c.run(c.new, append([]string{"lock"}, at...)...) }()
	for _, verb := range [][]string{{"header", "acme", "GET", "/services/rest/record/v1/customer?limit=5"}, {"token", "acme-m2m"}, {"exec", "acme", "--", "true"}} {
		line := append(verb[:2:2], append(append([]string{}, at...), verb[2:]...)...)
		if _, err := c.beside(verb[0]+", unlocked once before", "20x to 30x, 15 ms, 20 MB", c.runs,
			func() (oneRun, error) { return c.run(c.old, append(line[:2:2], append(pass, line[2:]...)...)...) },
			func() (oneRun, error) { return c.run(c.new, line...) }); err != nil {
			return err
		}
	}
	return c.loop(home, pass, unlock)
}

// loop compares the shell loop of a script. The old program, whose calls all cost the same, runs a tenth of it: that counts ten times.
func (c *contest) loop(home string, pass, unlock []string) error {
	const times, tenth = 100, 10
	line := []string{"header", "acme", "GET", "/services/rest/record/v1/customer", "--home", home}
	run := func(program string, times int, more ...string) (oneRun, error) {
		args := append([]string{"-c", fmt.Sprintf(script, times), program}, append(line[:len(line):len(line)], more...)...)
		return c.run("sh", args...)
	}
	_, err := c.beside(fmt.Sprintf("loop of %d header, with the unlock (old: %d, times %d)", times, tenth, times/tenth), "20x", c.slow,
		func() (oneRun, error) {
			part, err := run(c.old, tenth, pass...)
			return oneRun{part.took * (times / tenth), part.peak}, err
		},
		func() (oneRun, error) {
			first, err := c.run(c.new, unlock...)
			if err != nil {
				return first, err
			}
			rest, err := run(c.new, times)
			return oneRun{first.took + rest.took, max(first.peak, rest.peak)}, err
		})
	return err
}

// scriptVault makes a vault, with the usual cost of its passphrase, for header, token and exec.
func (c *contest) scriptVault(home string) error {
	session, err := storage.Open(home, storage.Options{}).Create(secret.New(benchPassphrase))
	if err != nil {
		return err
	}
	signed := filledProfile(0)
	signed.Name = "acme"
	m2m := signed
	m2m.Name, m2m.Method, m2m.CertificateID, m2m.JWTAlgorithm = "acme-m2m", profile.M2M, "certificate", "ES256"
	m2m.TokenID, m2m.TokenSecret, m2m.SignatureAlgorithm, m2m.ConsumerSecret = "", secret.Secret{}, "", secret.Secret{}
	for _, p := range []profile.Profile{signed, m2m} {
		if err := session.Save(p, storage.Change{Journey: "setup"}); err != nil {
			return err
		}
	}
	saved, err := session.Load(m2m.Name)
	if err != nil {
		return err
	}
	now := time.Now()
	// An hour is not enough for all runs on a slow machine, two hours would be too many to be believed.
	return storage.TokensOf(session).Cache(saved, storage.AccessToken{Access: secret.New("token"), Expires: now.Add(119 * time.Minute), Got: now})
}

// lists compares lists of more and more connections. The cost of the passphrase is left out: its work factor is low.
func (c *contest) lists(largest int) error {
	for _, n := range []int{100, 1_000, 10_000, 50_000} {
		if n > largest {
			break
		}
		homes := [2]string{filepath.Join(c.dir, fmt.Sprint("old", n)), filepath.Join(c.dir, fmt.Sprint("new", n))}
		if err := fill(c.ctx, homes[1], n); err != nil {
			return err
		}
		if out, err := exec.CommandContext(c.ctx, "cp", "-a", homes[1], homes[0]).CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
		time.Sleep(4 * time.Second) // files that are younger are opened each time: see storage
		verb := func(program, home string, before func() error) func() (oneRun, error) {
			return func() (oneRun, error) {
				if err := before(); err != nil {
					return oneRun{}, err
				}
				return c.run(program, "list", "--home", home, "--passphrase-file", c.passFile)
			}
		}
		nothing := func() error { return nil }
		target := ""
		if n == 10_000 {
			target = "8x, 25 MB"
		}
		if _, err := c.beside(fmt.Sprintf("list of %d", n), target, c.runs, verb(c.old, homes[0], nothing), verb(c.new, homes[1], nothing)); err != nil {
			return err
		}
		if n == 10_000 {
			forget := func(home string) func() error {
				return func() error { return os.RemoveAll(filepath.Join(home, "index.age")) }
			}
			if _, err := c.beside("list of 10000, without the index", "3x", c.runs, verb(c.old, homes[0], forget(homes[0])), verb(c.new, homes[1], forget(homes[1]))); err != nil {
				return err
			}
			if err := c.homes(homes); err != nil {
				return err
			}
		}
		for _, home := range homes {
			if err := os.RemoveAll(home); err != nil {
				return err
			}
		}
	}
	return nil
}

// homes compares the first frame of home that shows connections, and that of an empty vault.
func (c *contest) homes(homes [2]string) error {
	empty := filepath.Join(c.dir, "empty-vault")
	if err := fill(c.ctx, empty, 0); err != nil {
		return err
	}
	frame := func(program, home, text string) func() (oneRun, error) {
		return func() (oneRun, error) {
			took, err := frameWith(c.ctx, c.environment(), text, program, "--home", home, "--passphrase-file", c.passFile)
			return oneRun{took: took}, err
		}
	}
	for _, one := range []struct{ what, target, text, old, new string }{
		{"home of an empty vault", "", "Set up a connection", empty, empty},
		{"home of 10000, first page", "50 ms more than empty", "connection-00000", homes[0], homes[1]},
	} {
		if _, err := c.beside(one.what, one.target, c.runs, frame(c.old, one.old, one.text), frame(c.new, one.new, one.text)); err != nil {
			return err
		}
	}
	return nil
}

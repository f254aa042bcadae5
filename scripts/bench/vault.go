package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/storage"
)

// vault prints storage's own benchmarks, then lists a large vault with the real program: its time and its peak memory.
func vault(ctx context.Context, b built, dir string, profiles int) ([]row, error) {
	names, times, err := goTest(ctx, dir, "suitekey/storage", 3, "3x")
	if err != nil {
		return nil, err
	}
	var rows []row
	for _, name := range names {
		rows = append(rows, row{what: "vault: " + strings.ReplaceAll(name, "/", " "), figure: short(times[name])})
	}
	home, passphraseFile := filepath.Join(dir, "home"), filepath.Join(dir, "passphrase")
	if err := os.WriteFile(passphraseFile, []byte(benchPassphrase), 0o600); err != nil {
		return rows, err
	}
	if err := fill(ctx, home, profiles); err != nil {
		return rows, err
	}
	for _, pass := range []string{"first time", "again"} {
		row, err := listing(ctx, b, home, passphraseFile)
		if err != nil {
			return rows, err
		}
		row.what = fmt.Sprintf("suitekey list of %d, %s", profiles, pass)
		rows = append(rows, row)
	}
	return rows, nil
}

const benchPassphrase = "a vault to be measured"

// fill makes a vault of so many connections. Its passphrase costs next to nothing: what is measured is the list.
func fill(ctx context.Context, home string, profiles int) error {
	session, err := storage.Open(home, storage.Options{WorkFactor: benchWorkFactor}).Create(secret.New(benchPassphrase))
	if err != nil {
		return err
	}
	for i := range profiles {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := session.Save(filledProfile(i), storage.Change{Journey: "setup"}); err != nil {
			return err
		}
	}
	return nil
}

// filledProfile is one of many connections in a vault.
func filledProfile(i int) profile.Profile {
	id, err := account.Parse("9999901_SB1")
	if err != nil {
		panic(err)
	}
	value := strings.Repeat("0123456789abcdef", 4)
	return profile.Profile{
		Name: fmt.Sprintf("connection-%05d", i), Account: id, Product: "other", Method: profile.TBA,
		Surfaces: []profile.Surface{profile.REST}, ConsumerKey: value, ConsumerSecret: secret.New(value),
		TokenID: value[1:] + "0", TokenSecret: secret.New(value), SignatureAlgorithm: "HMAC-SHA256",
		Timeout: 5 * time.Minute, Retries: 3, RetryInterval: time.Second,
	}
}

func listing(ctx context.Context, b built, home, passphraseFile string) (row, error) {
	c := contest{ctx: ctx, dir: filepath.Dir(home), tool: b.run}
	s, err := c.run(b.suitekey, "list", "--home", home, "--passphrase-file", passphraseFile)
	return row{figure: short(s.took) + ", " + megabytes(s.peak), target: "25 MB"}, err
}

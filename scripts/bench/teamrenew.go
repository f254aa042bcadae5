package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"suitekey/core/account"
	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/simulator"
	"suitekey/core/simulator/records"
	"suitekey/storage"
	"suitekey/storage/team/people"
	"suitekey/storage/team/vaults"
)

const (
	manyRenewers = 20
	// A renewer alone gets so many times fewer certificates: with all of them it would
	// take an hour.
	sample = 20
)

// renewers compares one renewer with many, of one vault each, against a NetSuite that
// takes its time, as the real one does.
func (b *teamBench) renewers(ctx context.Context, due int, latency time.Duration) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s, err := newSimulated(ctx, b.dir, latency)
	if err != nil {
		return err
	}
	defer s.world.Close()
	alone, err := b.renewed(ctx, s, "alone", max(1, due/sample), 1)
	if err != nil {
		return err
	}
	together, err := b.renewed(ctx, s, "together", due, manyRenewers)
	if err != nil {
		return err
	}
	whole := alone.took * time.Duration(due/max(1, due/sample))
	r := row{
		what:   fmt.Sprintf("%d renewers, %d certificates, %s for each answer", manyRenewers, due, latency),
		figure: together.String(), against: fmt.Sprintf("one renewer %s (%d certificates: %s)", short(whole), max(1, due/sample), alone),
		ratio: fmt.Sprintf("1/%.1f", float64(whole)/float64(together.took)), target: "at most 1/12",
	}
	b.table = append(b.table, r, row{what: "certificates that were made twice", figure: "0", target: "0"})
	return nil
}

// simulated is a NetSuite on this computer.
type simulated struct {
	world       *simulator.World
	accounts    []string // in which no connection was made yet
	proxy, file string
}

func newSimulated(ctx context.Context, dir string, latency time.Duration) (*simulated, error) {
	s := &simulated{world: simulator.New(simulator.Options{Now: time.Now, Latency: latency}), file: filepath.Join(dir, "netsuite.pem")}
	if err := os.WriteFile(s.file, s.world.CAPEM(), 0o600); err != nil {
		return nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.proxy = "http://" + listener.Addr().String()
	go func() { _ = s.world.Proxy(ctx, listener) }()
	return s, nil
}

// account is one in which no connection was made yet.
func (s *simulated) account() (records.Practice, error) {
	if len(s.accounts) == 0 {
		card, err := s.world.AddCompany()
		if err != nil {
			return card, err
		}
		s.accounts = []string{card.Account, card.SandboxAccount, card.PreviewAccount}
	}
	id := s.accounts[0]
	s.accounts = s.accounts[1:]
	return s.world.PracticeFor(id)
}

// due makes a connection whose certificate ends soon.
func (s *simulated) due(ctx context.Context, name string) (profile.Profile, error) {
	card, err := s.account()
	if err != nil {
		return profile.Profile{}, err
	}
	id, err := account.Parse(card.Account)
	if err != nil {
		return profile.Profile{}, err
	}
	key, err := m2m.Generate(ctx, m2m.P256)
	if err != nil {
		return profile.Profile{}, err
	}
	certificate, err := m2m.SelfSign(key, m2m.CertificateOptions{CommonName: name, From: time.Now().AddDate(0, 0, -80), Days: 90})
	if err != nil {
		return profile.Profile{}, err
	}
	p := profile.Profile{
		Name: name, Account: id, Product: "other", Method: profile.M2M, Surfaces: []profile.Surface{profile.REST}, ConsumerKey: card.ConsumerKey,
		KeyType: "p256", JWTAlgorithm: "ES256", PrivateKey: key.PEM(), Certificate: certificate.PEM(), Scopes: []string{"rest_webservices"},
		Timeout: 5 * time.Minute, Retries: 3, RetryInterval: time.Second,
	}
	p.CertificateID, err = s.world.MapCertificate(card.Account, card.ConsumerKey, records.PracticeRole, records.PracticeEntity, []byte(certificate.PEM()))
	return p, err
}

// renewed lets renewers renew so many certificates, and returns how long that takes. It
// fails if one was renewed twice, or not at all.
func (b *teamBench) renewed(ctx context.Context, s *simulated, vault string, due, renewers int) (run, error) {
	v, err := b.vault(ctx, vault)
	if err != nil {
		return run{}, err
	}
	var all []profile.Profile
	for n := range due {
		p, err := s.due(ctx, fmt.Sprintf("due-%05d", n))
		if err == nil {
			err = v.session.Save(p, storage.Change{Journey: "setup"})
		}
		if err != nil {
			return run{}, err
		}
		all = append(all, p)
	}
	machines, err := b.machines(ctx, v, renewers)
	if err != nil {
		return run{}, err
	}
	begin := time.Now()
	var group sync.WaitGroup
	var busy atomic.Int64
	failed := make([]error, len(machines))
	for i, machine := range machines {
		group.Go(func() {
			var own time.Duration
			own, failed[i] = b.renew(ctx, s, machine, due)
			busy.Add(int64(own))
		})
	}
	group.Wait()
	took := run{took: time.Since(begin), busy: time.Duration(busy.Load())}
	if err := errors.Join(failed...); err != nil {
		return run{}, err
	}
	for _, p := range all {
		now, err := v.session.Load(p.Name)
		if err != nil {
			return run{}, err
		}
		if uploads := s.world.Uploads(p.Account.String()); len(uploads) != 2 || now.CertificateID == p.CertificateID {
			return run{}, fmt.Errorf("%s has %d certificates, %v renewed", p.Name, len(uploads), now.CertificateID != p.CertificateID)
		}
	}
	return took, nil
}

// machines are renewers, each with a home and an identity of its own: their variables.
func (b *teamBench) machines(ctx context.Context, v *teamVault, count int) ([][]string, error) {
	desk := people.Options{Vault: v.name, Place: v.at, Now: time.Now, Known: v.known}
	own, err := storage.Open(vaults.FolderOf(v.home, v.name), storage.Options{}).Unlock(secret.New(benchPassphrase))
	if err != nil {
		return nil, err
	}
	desk.Identity = people.IdentityOf(storage.OwnKey(own))
	team, err := people.Open(ctx, desk)
	if err != nil {
		return nil, err
	}
	var all [][]string
	for n := range count {
		name := fmt.Sprintf("renewer-%02d", n)
		home := filepath.Join(b.dir, v.name+"-"+name)
		identity, text, err := people.NewMachine()
		if err == nil {
			err = team.Add(ctx, people.Person{Name: name, Recipient: identity.Recipient, Role: people.Renewer, Machine: true})
		}
		if err == nil {
			err = vaults.New(home, v.engine, name).Learn(team.Known())
		}
		file := filepath.Join(home, "identity.key")
		if err == nil {
			err = os.WriteFile(file, []byte(text.Reveal()), 0o600)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, []string{"SUITEKEY_HOME=" + home, "SUITEKEY_VAULT=" + v.name, "SUITEKEY_IDENTITY_FILE=" + file})
	}
	return all, nil
}

// renew runs a renewer to its end, and returns how long it has kept processors busy.
func (b *teamBench) renew(ctx context.Context, s *simulated, machine []string, due int) (busy time.Duration, err error) {
	cmd := exec.CommandContext(ctx, b.suitekey, "renew", "--all", "--due", "--json", "--handover", "cat >/dev/null")
	cmd.Env = append(append(os.Environ(), machine...), "HTTPS_PROXY="+s.proxy, "NO_PROXY=", "SSL_CERT_FILE="+s.file, "DBUS_SESSION_BUS_ADDRESS=autolaunch:")
	var told strings.Builder
	cmd.Stderr = &told
	out, err := cmd.Output()
	if err != nil {
		return 0, fmt.Errorf("suitekey renew: %w: %s", err, last(told.String()))
	}
	var results []json.RawMessage
	if err := json.Unmarshal(out, &results); err != nil || len(results) != due {
		return 0, fmt.Errorf("suitekey renew told of %d of %d connections: %w", len(results), due, err)
	}
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), nil
}

// last is the end of what a program has told.
func last(text string) string { return text[max(0, len(text)-2000):] }

package practice

import (
	"context"
	"errors"
	"fmt"
	"time"

	"suitekey/core/account"
	"suitekey/core/diagnose"
	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/simulator/records"
	"suitekey/steps"
	"suitekey/storage"
)

// errReal protects real accounts: in a run without --demo, the Practice is nil.
var errReal = errors.New("this works on practice accounts only: start suitekey --demo")

// RefreshSandbox overwrites the practice sandbox, as a refresh does, and returns
// its account ID.
func (p *Practice) RefreshSandbox() (string, error) {
	if p == nil {
		return "", errReal
	}
	id := p.World.Practice().SandboxAccount
	return id, p.World.RefreshSandbox(id)
}

// Furnish saves connections to practise the journeys with, in a vault that the
// practice passphrase opens: one whose certificate is due, and two in the sandbox.
func (p *Practice) Furnish() error {
	if p == nil {
		return errReal
	}
	if !p.Connections.Unlocked() {
		if _, err := p.Connections.CreateVault(secret.New(Passphrase), false); err != nil {
			return err
		}
	}
	card := p.World.Practice()
	sandbox, err := p.World.PracticeFor(card.SandboxAccount)
	if err != nil {
		return err
	}
	const day = 24 * time.Hour
	for _, create := range []func() (profile.Profile, error){
		func() (profile.Profile, error) { return p.byCertificate("shop", card, 34*day) },
		func() (profile.Profile, error) {
			return byToken("shop-sb1", sandbox, p.Connections.Now().Add(-200*day))
		},
		func() (profile.Profile, error) { return p.byCertificate("robot-sb1", sandbox, 500*day) },
	} {
		made, err := create()
		if err != nil {
			return err
		}
		report := diagnose.Run(context.Background(), p.NetSuite, made, diagnose.Options{Now: p.Connections.Now})
		report.Remember(&made, p.Connections.Now())
		if err := p.Connections.Session().Save(made, storage.Change{Journey: "setup"}); err != nil {
			return err
		}
	}
	return nil
}

// practised returns what the practice connections have in common.
func practised(name string, card records.Practice) (profile.Profile, error) {
	id, err := account.Parse(card.Account)
	return profile.Profile{
		Name: name, Account: id, Product: "other", Surfaces: []profile.Surface{profile.REST},
		ConsumerKey: card.ConsumerKey, Timeout: 300 * time.Second, Retries: 5, RetryInterval: 5 * time.Second,
	}, err
}

func byToken(name string, card records.Practice, since time.Time) (profile.Profile, error) {
	p, err := practised(name, card)
	p.Method, p.SignatureAlgorithm, p.TokenSince = profile.TBA, "HMAC-SHA256", since
	p.ConsumerSecret = secret.New(card.ConsumerSecret)
	p.TokenID, p.TokenSecret = card.TokenID, secret.New(card.TokenSecret)
	return p, err
}

func (w *Practice) byCertificate(name string, card records.Practice, left time.Duration) (profile.Profile, error) {
	p, err := practised(name, card)
	if err != nil {
		return p, err
	}
	key, err := m2m.Generate(context.Background(), m2m.P256)
	if err != nil {
		return p, err
	}
	const day = 24 * time.Hour
	certificate, err := m2m.SelfSign(key, m2m.CertificateOptions{
		CommonName: "suitekey " + name, From: w.Connections.Now().Add(left - m2m.MaxDays*day), Days: m2m.MaxDays,
	})
	if err != nil {
		return p, err
	}
	p.Method, p.KeyType, p.JWTAlgorithm = profile.M2M, string(m2m.P256), "ES256"
	p.PrivateKey, p.Certificate = key.PEM(), certificate.PEM()
	p.Scopes, p.Entity, p.Role = []string{m2m.ScopeREST}, card.EntityName, card.RoleName
	p.CertificateID, err = w.World.MapCertificate(card.Account, card.ConsumerKey, card.Role, card.Entity, []byte(p.Certificate))
	if err != nil {
		return p, fmt.Errorf("mapping the practice certificate: %w", err)
	}
	return p, nil
}

// newToken returns the token pair that the practice administrator makes for the
// connection of a journey. Both fields of the pair get the same one.
func (p *Practice) newToken(s steps.State, card records.Practice) (id, value string) {
	of := tokenOf(s)
	if made, ok := p.tokens[of]; ok {
		return made[0], made[1]
	}
	id, value, err := p.World.NewToken(card.Account)
	if err != nil {
		return "", ""
	}
	p.tokens[of] = [2]string{id, value}
	return id, value
}

func tokenOf(s steps.State) string { return s.Former.Name + " " + s.Former.TokenID }

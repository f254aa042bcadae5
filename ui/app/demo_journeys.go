package app

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
	"suitekey/core/simulator"
	"suitekey/steps"
	"suitekey/storage"
)

var errNoDemo = errors.New("this is for practice: start suitekey --demo")

// RefreshSandbox overwrites the practice sandbox, as a refresh does, and returns
// its account ID.
func (a *App) RefreshSandbox() (string, error) {
	if a.demo == nil {
		return "", errNoDemo
	}
	id := a.demo.world.Practice().SandboxAccount
	return id, a.demo.world.RefreshSandbox(id)
}

// Furnish saves connections to practise the journeys with, in a vault that the
// practice passphrase opens: one whose certificate is due, and two in the sandbox.
func (a *App) Furnish() error {
	if a.demo == nil {
		return errNoDemo
	}
	if !a.Unlocked() {
		if _, err := a.CreateVault(secret.New(practicePassphrase), false); err != nil {
			return err
		}
	}
	card := a.demo.world.Practice()
	sandbox, err := a.demo.world.PracticeFor(card.SandboxAccount)
	if err != nil {
		return err
	}
	const day = 24 * time.Hour
	for _, make := range []func() (profile.Profile, error){
		func() (profile.Profile, error) { return a.byCertificate("shop", card, 34*day) },
		func() (profile.Profile, error) { return byToken("shop-sb1", sandbox, a.Now().Add(-200*day)) },
		func() (profile.Profile, error) { return a.byCertificate("robot-sb1", sandbox, 500*day) },
	} {
		p, err := make()
		if err != nil {
			return err
		}
		report := diagnose.Run(context.Background(), a.client, p, diagnose.Options{Now: a.options.Now})
		report.Remember(&p, a.Now())
		if err := a.Session().Save(p, storage.Change{Journey: "setup"}); err != nil {
			return err
		}
	}
	return nil
}

// practised is what the practice connections have in common.
func practised(name string, card simulator.Practice) (profile.Profile, error) {
	id, err := account.Parse(card.Account)
	return profile.Profile{
		Name: name, Account: id, Product: "other", Surfaces: []profile.Surface{profile.REST},
		ConsumerKey: card.ConsumerKey, Timeout: 300 * time.Second, Retries: 5, RetryInterval: 5 * time.Second,
	}, err
}

func byToken(name string, card simulator.Practice, since time.Time) (profile.Profile, error) {
	p, err := practised(name, card)
	p.Method, p.SignatureAlgorithm, p.TokenSince = profile.TBA, "HMAC-SHA256", since
	p.ConsumerSecret = secret.New(card.ConsumerSecret)
	p.TokenID, p.TokenSecret = card.TokenID, secret.New(card.TokenSecret)
	return p, err
}

func (a *App) byCertificate(name string, card simulator.Practice, left time.Duration) (profile.Profile, error) {
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
		CommonName: "suitekey " + name, From: a.Now().Add(left - m2m.MaxDays*day), Days: m2m.MaxDays,
	})
	if err != nil {
		return p, err
	}
	p.Method, p.KeyType, p.JWTAlgorithm = profile.M2M, string(m2m.P256), "ES256"
	p.PrivateKey, p.Certificate = key.PEM(), certificate.PEM()
	p.Scopes, p.Entity, p.Role = []string{"rest_webservices"}, card.EntityName, card.RoleName
	p.CertificateID, err = a.demo.world.MapCertificate(card.Account, card.ConsumerKey, card.Role, card.Entity, []byte(p.Certificate))
	if err != nil {
		return p, fmt.Errorf("mapping the practice certificate: %w", err)
	}
	return p, nil
}

// newToken is the token pair that the practice administrator makes for the
// connection that a journey is about, the same for both of its fields.
func (p *Practice) newToken(s steps.State, card simulator.Practice) (id, value string) {
	of := tokenOf(s)
	if made, ok := p.tokens[of]; ok {
		return made[0], made[1]
	}
	id, value, err := p.world.NewToken(card.Account)
	if err != nil {
		return "", ""
	}
	p.tokens[of] = [2]string{id, value}
	return id, value
}

func tokenOf(s steps.State) string { return s.Former.Name + " " + s.Former.TokenID }

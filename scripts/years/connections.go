package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"suitekey/core/account"
	"suitekey/core/m2m"
	"suitekey/core/netsuite"
	"suitekey/core/secret"
	"suitekey/core/simulator/records"
	"suitekey/core/tba"
)

// company is an account, with what its products share.
type company struct {
	id      string
	where   account.ID
	card    records.Practice
	sandbox bool
	down    string // what has happened to it, "" for nothing
}

// connection is one of the vault's, and the product that uses it.
type connection struct {
	name       string
	at         *company
	byToken    bool
	tokenID    string
	secret     string
	cut        int // days on which the product could not sign in
	excused    int // days of those on which nobody could have acted
	handedOver int
}

// handover stores the key as a product would, whole or not at all.
const handover = `{ printenv NETSUITE_CERTIFICATE_ID; cat; } >"product/$SUITEKEY_PROFILE.new" && mv "product/$SUITEKEY_PROFILE.new" "product/$SUITEKEY_PROFILE"`

// settle makes four companies with three accounts each: two connections by
// certificate and one by token in each account, a second one by token in production.
func (y *years) settle() error {
	for n := range 4 {
		card := y.world.Practice()
		if n > 0 {
			var err error
			if card, err = y.world.AddCompany(); err != nil {
				return err
			}
		}
		for _, id := range []string{card.Account, card.SandboxAccount, card.PreviewAccount} {
			if err := y.open(id); err != nil {
				return err
			}
		}
	}
	return nil
}

func (y *years) open(id string) error {
	where, err := account.Parse(id)
	if err != nil {
		return err
	}
	card, err := y.world.PracticeFor(id)
	if err != nil {
		return err
	}
	c := &company{id: id, where: where, card: card, sandbox: strings.Contains(id, "_")}
	y.accounts = append(y.accounts, c)
	label := strings.ToLower(strings.ReplaceAll(id, "_", "-"))
	tokens := 1
	if !c.sandbox {
		tokens = 2
	}
	for n := range 2 {
		if err := y.setUpByCertificate(&connection{name: fmt.Sprintf("c%d-%s", n+1, label), at: c}); err != nil {
			return err
		}
	}
	for n := range tokens {
		if err := y.setUpByToken(&connection{name: fmt.Sprintf("t%d-%s", n+1, label), at: c, byToken: true}); err != nil {
			return err
		}
	}
	return nil
}

func (y *years) setUpByToken(c *connection) error {
	var err error
	if c.tokenID, c.secret, err = y.world.NewToken(c.at.id); err != nil {
		return err
	}
	code, err := y.say(nil, []string{"SUITEKEY_CONSUMER_SECRET=" + c.at.card.ConsumerSecret, "SUITEKEY_TOKEN_SECRET=" + c.secret},
		"setup", c.name, "--no-input", "--account", c.at.id, "--method", "tba", "--surfaces", "rest", "--consumer-key", c.at.card.ConsumerKey, "--token-id", c.tokenID)
	if err != nil || code != 0 {
		return errors.Join(err, fmt.Errorf("setting up %s: exit code %d", c.name, code))
	}
	y.connections = append(y.connections, c)
	return nil
}

func (y *years) setUpByCertificate(c *connection) error {
	days := fmt.Sprint(120 + y.random.IntN(610))
	args := []string{"setup", c.name, "--no-input", "--json", "--account", c.at.id, "--method", "m2m", "--surfaces", "rest",
		"--consumer-key", c.at.card.ConsumerKey, "--certificate-days", days}
	var r result
	if _, err := y.say(&r, nil, args...); err != nil {
		return err
	}
	if err := y.mapped(c.at, r.CertificateFile); err != nil {
		return err
	}
	code, err := y.say(&r, nil, args...)
	if err != nil || code != 0 {
		return errors.Join(err, fmt.Errorf("setting up %s: exit code %d", c.name, code))
	}
	y.connections = append(y.connections, c)
	return y.export(c)
}

// mapped does what an administrator does with a certificate.
func (y *years) mapped(c *company, file string) error {
	pem, err := os.ReadFile(y.path(file))
	if err != nil {
		return err
	}
	card, err := y.world.PracticeFor(c.id)
	if err != nil {
		return err
	}
	if _, err = y.world.MapCertificate(c.id, card.ConsumerKey, records.PracticeRole, records.PracticeEntity, pem); err != nil {
		return fmt.Errorf("uploading %s to %s: %w", filepath.Base(file), c.id, err)
	}
	return nil
}

func (y *years) path(file string) string {
	if filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(y.dir, file)
}

// export gives the product what the vault has, as a person does.
func (y *years) export(c *connection) error {
	c.handedOver++
	var values struct {
		TokenID       string `json:"token_id"`
		TokenSecret   string `json:"token_secret"`
		CertificateID string `json:"certificate_id"`
		PrivateKey    string `json:"private_key"`
	}
	if _, err := y.say(&values, nil, "export", c.name, "--to", "json"); err != nil {
		return err
	}
	if values.TokenID != "" {
		c.tokenID, c.secret = values.TokenID, values.TokenSecret
		return nil
	}
	c.byToken = false
	return os.WriteFile(filepath.Join(y.dir, "product", c.name), []byte(values.CertificateID+"\n"+values.PrivateKey), 0o600)
}

// signsIn is the product's sign-in, with what it was given.
func (y *years) signsIn(c *connection) error {
	ctx := y.context()
	if c.byToken {
		_, err := y.client.ServerTime(ctx, c.at.where, netsuite.TBA(tba.Credentials{Account: c.at.where, Algorithm: tba.HMACSHA256,
			ConsumerKey: c.at.card.ConsumerKey, ConsumerSecret: secret.New(c.at.card.ConsumerSecret), TokenID: c.tokenID, TokenSecret: secret.New(c.secret)}))
		return err
	}
	data, err := os.ReadFile(filepath.Join(y.dir, "product", c.name))
	if err != nil {
		return err
	}
	id, text, _ := strings.Cut(string(data), "\n")
	key, err := m2m.ParseKey(secret.New(text), secret.Secret{})
	if err != nil {
		return err
	}
	_, err = y.client.Token(ctx, c.at.where, netsuite.TokenRequest{ClientID: c.at.card.ConsumerKey, CertificateID: id, Scopes: []string{"rest_webservices"},
		Algorithm: "ES256", Key: key})
	return err
}

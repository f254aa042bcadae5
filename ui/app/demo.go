package app

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"time"

	"suitekey/core/netsuite"
	"suitekey/core/simulator"
	"suitekey/steps"
)

// demo is the world of a practice run: it vanishes with it.
type demo struct {
	folder string
	world  *simulator.World
	fault  string // what the accounts meet

	practice Practice
}

func newDemo(now func() time.Time, fault string) (*demo, error) {
	d := &demo{world: simulator.New(simulator.Options{Now: now})}
	d.practice = Practice{world: d.world, tokens: map[string][2]string{}}
	if err := d.meet(fault); err != nil {
		return nil, errors.Join(err, d.world.Close())
	}
	var err error
	if d.folder, err = os.MkdirTemp("", "suitekey-practice-"); err != nil {
		return nil, fmt.Errorf("making a folder for practice: %w", err)
	}
	return d, nil
}

func (d *demo) transport() netsuite.TransportOptions {
	return netsuite.TransportOptions{RootCAs: d.world.Pool(), DialContext: d.world.DialContext}
}

func (d *demo) close() error {
	return errors.Join(d.world.Close(), os.RemoveAll(d.folder))
}

// browse is the browser of a demo: on a page that asks for access it clicks
// Allow, and goes where it is sent then if that is this computer. No other page
// of the practice account can be opened.
func (d *demo) browse(page string) error {
	redirect, err := d.world.Browse(page, true)
	if err != nil {
		return errPractice
	}
	target, err := url.Parse(redirect)
	if err != nil || target.Scheme != "http" || target.Hostname() != "localhost" {
		return errPractice
	}
	client := http.Client{Transport: &http.Transport{}, Timeout: 5 * time.Second} // no proxy: it is this computer
	response, err := client.Get(target.String())
	if err != nil {
		return err
	}
	return response.Body.Close()
}

// practicePassphrase is offered for the throw-away vault.
const practicePassphrase = "practise makes perfect"

// Practice is the card of a demo: what a newcomer without a NetSuite account
// would copy from its pages.
type Practice struct {
	world  *simulator.World
	tokens map[string][2]string // made on the way, by what they are for
}

// Practice is the card of a demo, nil otherwise.
func (a *App) Practice() *Practice {
	if a.demo == nil {
		return nil
	}
	return &a.demo.practice
}

// PracticeLine is one value on the card.
type PracticeLine struct{ Label, Value string }

// card is the practice account that the answers name, else the first one.
func (p *Practice) card(s steps.State) simulator.Practice {
	if id := s.Account(); !id.IsZero() {
		if card, err := p.world.PracticeFor(id.Realm()); err == nil {
			return card
		}
	}
	return p.world.Practice()
}

// Lines are the values of the card that these answers need.
func (p *Practice) Lines(s steps.State) []PracticeLine {
	card := p.card(s)
	lines := []PracticeLine{{"Account", card.Account}}
	if card.SandboxAccount != card.Account {
		lines = append(lines, PracticeLine{"Sandbox", card.SandboxAccount})
	}
	lines = append(lines, PracticeLine{"Consumer key", card.ConsumerKey})
	switch s.Method() {
	case "tba":
		if made, ok := p.tokens[tokenOf(s)]; ok {
			card.TokenID, card.TokenSecret = made[0], made[1]
		} else if s.Former.TokenID != "" {
			card.TokenID, card.TokenSecret = "made when you fill the field", "the same"
		}
		lines = append(lines,
			PracticeLine{"Consumer secret", card.ConsumerSecret},
			PracticeLine{"Token ID", card.TokenID},
			PracticeLine{"Token secret", card.TokenSecret})
	case "m2m":
		lines = append(lines,
			PracticeLine{"User", fmt.Sprintf("%s (%s)", card.EntityName, card.Entity)},
			PracticeLine{"Role", fmt.Sprintf("%s (%s)", card.RoleName, card.Role)})
	}
	return append(lines, PracticeLine{"Passphrase", practicePassphrase})
}

// Value is the practice value of a field. Fields without one keep their
// defaults.
func (p *Practice) Value(s steps.State, key string) (string, bool) {
	if key == steps.KeyRedirected {
		return p.allow(s)
	}
	card := p.card(s)
	if s.Former.TokenID != "" { // what it had is what was lost: the administrator makes another
		switch key {
		case steps.KeyTokenID:
			card.TokenID, _ = p.newToken(s, card)
		case steps.KeyTokenSecret:
			_, card.TokenSecret = p.newToken(s, card)
		}
	}
	value := values(card)[key]
	return value, value != ""
}

// Knows tells whether there is a practice value, without doing anything for it.
func (p *Practice) Knows(s steps.State, key string) bool {
	if key == steps.KeyRedirected {
		return s.Authorize() != ""
	}
	if key == steps.KeyTokenID || key == steps.KeyTokenSecret {
		return true // made when it is asked for
	}
	return values(p.card(s))[key] != ""
}

func values(card simulator.Practice) map[string]string {
	return map[string]string{
		steps.KeyAccount:         card.Account,
		steps.KeyConsumerKey:     card.ConsumerKey,
		steps.KeyConsumerSecret:  card.ConsumerSecret,
		steps.KeyTokenID:         card.TokenID,
		steps.KeyTokenSecret:     card.TokenSecret,
		steps.KeyEntity:          card.EntityName,
		steps.KeyRole:            card.RoleName,
		steps.KeyPassphrase:      practicePassphrase,
		steps.KeyPassphraseAgain: practicePassphrase,
	}
}

// allow clicks Allow on the page to which the open step leads, and returns the
// address that the browser ends on.
func (p *Practice) allow(s steps.State) (string, bool) {
	link := s.Authorize()
	if link == "" {
		return "", false
	}
	address, err := p.world.Browse(link, true)
	return address, err == nil
}

// Upload does what the administrator would do on the M2M page, and returns the
// certificate ID that NetSuite would show.
func (p *Practice) Upload(s steps.State) (certificateID string, err error) {
	card := p.card(s)
	return p.world.MapCertificate(card.Account, s.Value(steps.KeyConsumerKey), card.Role, card.Entity, []byte(s.Certificate.PEM()))
}

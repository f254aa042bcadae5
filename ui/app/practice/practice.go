// Package practice is the demo: a simulated NetSuite inside this program, and a
// temporary vault.
package practice

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"time"

	"suitekey/core/netsuite"
	"suitekey/core/simulator"
	"suitekey/core/simulator/records"
	"suitekey/steps"
	"suitekey/ui/app/connections"
)

// ErrNoPages means that the practice NetSuite has no such page: a demo never opens the
// real NetSuite.
var ErrNoPages = errors.New("the practice account has no pages to open: use the practice values instead")

// Practice is the simulated NetSuite of a run, with the values that a person would copy
// from NetSuite's pages. It ends with the run.
type Practice struct {
	Folder string // for the throw-away vault
	World  *simulator.World

	// What Furnish saves with; set before it is called.
	Connections *connections.Connections
	NetSuite    *netsuite.Client

	fault  string               // what the accounts meet
	tokens map[string][2]string // made on the way, by what they are for
}

// New makes a practice world whose accounts meet fault ("" for none).
func New(now func() time.Time, fault string) (*Practice, error) {
	p := &Practice{World: simulator.New(simulator.Options{Now: now}), tokens: map[string][2]string{}}
	if err := p.Inject(fault); err != nil {
		return nil, errors.Join(err, p.World.Close())
	}
	var err error
	if p.Folder, err = os.MkdirTemp("", "suitekey-practice-"); err != nil {
		return nil, fmt.Errorf("making a folder for practice: %w", err)
	}
	return p, nil
}

// Transport sends every call to the simulated NetSuite.
func (p *Practice) Transport() netsuite.TransportOptions {
	return netsuite.TransportOptions{RootCAs: p.World.Pool(), DialContext: p.World.DialContext}
}

// Close ends the simulation and removes its folder.
func (p *Practice) Close() error {
	return errors.Join(p.World.Close(), os.RemoveAll(p.Folder))
}

// Browse is the browser of a practice run. On a page that asks for access it clicks
// Allow, and follows the redirect if it leads to this computer. It opens no other page
// of the practice account.
func (p *Practice) Browse(page string) error {
	redirect, err := p.World.Browse(page, true)
	if err != nil {
		return ErrNoPages
	}
	target, err := url.Parse(redirect)
	if err != nil || target.Scheme != "http" || target.Hostname() != "localhost" {
		return ErrNoPages
	}
	client := http.Client{Transport: &http.Transport{}, Timeout: 5 * time.Second} // no proxy: it is this computer
	response, err := client.Get(target.String())
	if err != nil {
		return err
	}
	return response.Body.Close()
}

// Passphrase is the passphrase offered for the temporary vault.
const Passphrase = "practise makes perfect"

// Line is one value on the card.
type Line struct{ Label, Value string }

// card returns the practice account that the answers name, or else the first account.
func (p *Practice) card(s steps.State) records.Practice {
	if id := s.Account(); !id.IsZero() {
		if card, err := p.World.PracticeFor(id.Realm()); err == nil {
			return card
		}
	}
	return p.World.Practice()
}

// Lines returns the values of the card that these answers need.
func (p *Practice) Lines(s steps.State) []Line {
	card := p.card(s)
	lines := []Line{{"Account", card.Account}}
	if card.SandboxAccount != card.Account {
		lines = append(lines, Line{"Sandbox", card.SandboxAccount})
	}
	lines = append(lines, Line{"Consumer key", card.ConsumerKey})
	switch s.Method() {
	case "tba":
		if made, ok := p.tokens[tokenOf(s)]; ok {
			card.TokenID, card.TokenSecret = made[0], made[1]
		} else if s.Former.TokenID != "" {
			card.TokenID, card.TokenSecret = "created when you fill the field", "the same"
		}
		lines = append(lines,
			Line{"Consumer secret", card.ConsumerSecret},
			Line{"Token ID", card.TokenID},
			Line{"Token secret", card.TokenSecret})
	case "m2m":
		lines = append(lines,
			Line{"User", fmt.Sprintf("%s (%s)", card.EntityName, card.Entity)},
			Line{"Role", fmt.Sprintf("%s (%s)", card.RoleName, card.Role)})
	}
	return append(lines, Line{"Passphrase", Passphrase})
}

// Value returns the practice value of a field. Fields without one keep their defaults.
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

// Knows reports whether a field has a practice value, without side effects.
func (p *Practice) Knows(s steps.State, key string) bool {
	if key == steps.KeyRedirected {
		return s.Authorize() != ""
	}
	if key == steps.KeyTokenID || key == steps.KeyTokenSecret {
		return true // made when it is asked for
	}
	return values(p.card(s))[key] != ""
}

func values(card records.Practice) map[string]string {
	return map[string]string{
		steps.KeyAccount:         card.Account,
		steps.KeyConsumerKey:     card.ConsumerKey,
		steps.KeyConsumerSecret:  card.ConsumerSecret,
		steps.KeyTokenID:         card.TokenID,
		steps.KeyTokenSecret:     card.TokenSecret,
		steps.KeyEntity:          card.EntityName,
		steps.KeyRole:            card.RoleName,
		steps.KeyRoleID:          card.Role,
		steps.KeyPassphrase:      Passphrase,
		steps.KeyPassphraseAgain: Passphrase,
	}
}

// allow clicks Allow on the page to which the open step leads, and returns the
// address that the browser ends on.
func (p *Practice) allow(s steps.State) (string, bool) {
	link := s.Authorize()
	if link == "" {
		return "", false
	}
	address, err := p.World.Browse(link, true)
	return address, err == nil
}

// Upload uploads the certificate as an administrator does on the M2M page, and returns
// the certificate ID that NetSuite shows.
func (p *Practice) Upload(s steps.State) (certificateID string, err error) {
	card := p.card(s)
	return p.World.MapCertificate(card.Account, s.Value(steps.KeyConsumerKey), card.Role, card.Entity, []byte(s.Certificate.PEM()))
}

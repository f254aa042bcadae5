package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// retoken repairs the connections of a sandbox that was refreshed.
func (y *years) retoken() error {
	for _, c := range y.accounts {
		if c.down != refreshed {
			continue
		}
		y.did["sandbox refreshes repaired"]++
		card, err := y.world.PracticeFor(c.id) // the records came from production
		if err != nil {
			return err
		}
		c.card = card
		if err := y.repair(c); err != nil {
			return err
		}
		for _, each := range y.connections {
			if each.at == c && each.byToken {
				if err := y.export(each); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// repair runs retoken as often as its results ask for it, and does between the runs what
// they ask for. A refresh also brings what production's role has lost: a person reads the
// refusal then, and an administrator puts the role right.
func (y *years) repair(c *company) error {
	answers, err := y.newTokens(c)
	if err != nil {
		return err
	}
	uploaded := map[string]bool{}
	var r result
	for range 5 {
		r = result{}
		code, err := y.say(&r, nil, "retoken", c.id, "--no-input", "--json", "--answers", answers)
		if err != nil {
			return err
		}
		if code == 0 {
			c.down = ""
			return nil
		}
		if code != waiting { // four sign-ins of a user may be refused within half an hour
			y.later(35 * time.Minute)
		}
		for _, inner := range r.Profiles {
			switch {
			case inner.State == "failed":
				y.did["roles of a refreshed sandbox put right"]++
				err = y.putRight(c)
			case inner.State == "waiting" && inner.CertificateFile != "" && !uploaded[inner.CertificateFile]:
				uploaded[inner.CertificateFile] = true
				y.did["certificates uploaded by hand"]++
				err = y.mapped(c, inner.CertificateFile)
			}
			if err != nil {
				return err
			}
		}
	}
	return fmt.Errorf("%s is not repaired: %+v", c.id, r)
}

// newTokens makes a token for each connection that has lost its own, and the file
// with the answers.
func (y *years) newTokens(c *company) (string, error) {
	profiles := map[string]map[string]string{}
	for _, each := range y.connections {
		if each.at != c || !each.byToken {
			continue
		}
		id, value, err := y.world.NewToken(c.id)
		if err != nil {
			return "", err
		}
		y.did["tokens made by hand"]++
		profiles[each.name] = map[string]string{"token_id": id, "token_secret": value}
	}
	text, err := json.Marshal(map[string]any{"profiles": profiles})
	if err != nil {
		return "", err
	}
	path := filepath.Join(y.dir, "answers.json")
	return path, os.WriteFile(path, text, 0o600)
}

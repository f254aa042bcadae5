package people

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"

	"filippo.io/age"

	"suitekey/core/profile"
	"suitekey/storage/place"
)

// Request is a request to be added. It is not secret, and everybody who can write to the
// engine can make one: the fingerprint has to be compared.
type Request struct {
	Name      string    `json:"name"`
	Recipient string    `json:"recipient"`
	Made      time.Time `json:"made"`
	Err       error     `json:"-"` // why it cannot be accepted; then only Name is known
}

// Fingerprint returns the text to compare over another channel.
func (r Request) Fingerprint() string { return Fingerprint(r.Recipient) }

// maxRequest is the size of the largest request, in bytes.
const maxRequest = 8 << 10

func joinKey(name string) string { return joins + "/" + name + ".age" }

// Every value in a vault is an age file, and places refuse other values. A person who asks
// to join has no key of the vault yet. Therefore a request is encrypted with a public
// passphrase.
const (
	requestPassphrase = "suitekey team join"
	requestWorkFactor = 1 // the passphrase is public, so trying it may be cheap
)

func sealRequest(text []byte) ([]byte, error) {
	recipient, err := age.NewScryptRecipient(requestPassphrase)
	if err != nil {
		return nil, err
	}
	recipient.SetWorkFactor(requestWorkFactor)
	return encrypt(text, recipient)
}

func openRequest(sealed []byte) ([]byte, error) {
	if len(sealed) > maxRequest {
		return nil, errors.New("it is larger than any request")
	}
	identity, err := age.NewScryptIdentity(requestPassphrase)
	if err != nil {
		return nil, err
	}
	identity.SetMaxWorkFactor(requestWorkFactor)
	reader, err := age.Decrypt(bytes.NewReader(sealed), identity)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(reader)
}

// Ask stores a request in place of an earlier one with the same name.
func Ask(ctx context.Context, p place.Place, name string, identity Identity, now time.Time) error {
	if err := profile.CheckName(name); err != nil {
		return fmt.Errorf("your name: %w", err)
	}
	text, err := json.Marshal(Request{Name: name, Recipient: identity.Recipient, Made: now.UTC().Truncate(time.Second)})
	if err != nil {
		return err
	}
	sealed, err := sealRequest(text)
	if err != nil {
		return err
	}
	return p.Change(ctx, "asking to join", func(tx place.Tx) error {
		tx.Write(joinKey(name), sealed)
		return nil
	})
}

// Requests returns the requests by name. A request that cannot be used is in the list with
// its error.
func (t *Team) Requests(ctx context.Context) ([]Request, error) {
	listed, err := t.place.List(ctx, joins)
	if err != nil {
		return nil, err
	}
	var all []Request
	for _, each := range listed {
		name, ok := strings.CutSuffix(path.Base(each.Key), ".age")
		if !ok || profile.CheckName(name) != nil {
			continue // not made by suitekey
		}
		value, err := t.place.Read(ctx, each.Key)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if place.IsTrouble(err) {
			return nil, err
		}
		r := Request{Name: name, Err: err}
		if err == nil {
			r = parseRequest(value, name)
		}
		all = append(all, r)
	}
	return all, nil
}

func parseRequest(value []byte, name string) Request {
	var r Request
	text, err := openRequest(value)
	if err != nil || decode(text, &r) != nil || r.Name != name {
		return Request{Name: name, Err: errors.New("this is not a request of suitekey")}
	}
	stored, _, err := ParseRecipient(r.Recipient)
	if err != nil {
		return Request{Name: name, Err: err}
	}
	r.Recipient = stored
	return r
}

// Accept is Add for somebody whose request to join has the public key of p. It fails if
// another admin has answered the request meanwhile, or if another request has replaced it:
// nobody has compared the fingerprint of that one.
func (t *Team) Accept(ctx context.Context, p Person) error {
	return t.add(ctx, p, func(tx place.Tx, m members) error {
		value, err := tx.Read(joinKey(p.Name))
		switch {
		case place.IsTrouble(err):
			return err
		case err == nil:
			if r := parseRequest(value, p.Name); r.Err != nil || r.Recipient != p.Recipient {
				return fmt.Errorf("the request of %s is another one by now, with another fingerprint: nobody was added; compare it again", p.Name)
			}
			return nil
		}
		if added, ok := m.owner(p.Recipient); ok && added.Name == p.Name {
			return fmt.Errorf("%s has already added %s, with the role %s: suitekey team add %s --role ROLE gives another one", added.By, p.Name, added.Role, p.Name)
		}
		return fmt.Errorf("nobody named %.70q asks to join any more: another admin has refused the request, or the request was withdrawn; nobody was added", p.Name)
	})
}

// Refuse removes a request.
func (t *Team) Refuse(ctx context.Context, name string) error {
	if err := t.mayChange(); err != nil {
		return err
	}
	return t.place.Change(ctx, "refusing "+name, func(tx place.Tx) error {
		if !exists(tx, joinKey(name)) {
			return fmt.Errorf("nobody named %.70q asks to join", name)
		}
		tx.Remove(joinKey(name))
		return nil
	})
}

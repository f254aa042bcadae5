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

// Request is somebody's wish to be added. It is no secret, and anybody who can write to
// the engine can make one: the fingerprint is what counts.
type Request struct {
	Name      string    `json:"name"`
	Recipient string    `json:"recipient"`
	Made      time.Time `json:"made"`
	Err       error     `json:"-"` // why it cannot be accepted; then only Name is known
}

// Fingerprint is what is compared over another channel.
func (r Request) Fingerprint() string { return Fingerprint(r.Recipient) }

// maxRequest is the size of the largest request, in bytes.
const maxRequest = 8 << 10

func joinKey(name string) string { return joins + "/" + name + ".age" }

// Every value in a vault is an age file, and places refuse others. Who asks to join
// knows no key of the vault yet, so that a request is encrypted with a passphrase that
// everybody knows.
const (
	requestPassphrase = "suitekey team join"
	requestWorkFactor = 1 // trying it costs nothing, and need not
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

// Ask leaves a request, in the place of an earlier one of the same name.
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

// Requests returns who asks to be added, by name. One that cannot be used is in the
// list with its error.
func (t *Team) Requests(ctx context.Context) ([]Request, error) {
	listed, err := t.place.List(ctx, joins)
	if err != nil {
		return nil, err
	}
	var all []Request
	for _, each := range listed {
		name, ok := strings.CutSuffix(path.Base(each.Key), ".age")
		if !ok || profile.CheckName(name) != nil {
			continue // nothing that suitekey has made
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
		return Request{Name: name, Err: errors.New("this is no request of suitekey")}
	}
	stored, _, err := ParseRecipient(r.Recipient)
	if err != nil {
		return Request{Name: name, Err: err}
	}
	r.Recipient = stored
	return r
}

// Refuse removes a request.
func (t *Team) Refuse(ctx context.Context, name string) error {
	if err := t.mayChange(); err != nil {
		return err
	}
	return t.place.Change(ctx, "refusing "+name, func(tx place.Tx) error {
		if !exists(tx, joinKey(name)) {
			return fmt.Errorf("nobody called %.70q asks to join", name)
		}
		tx.Remove(joinKey(name))
		return nil
	})
}

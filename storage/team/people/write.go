package people

import (
	"bytes"
	"fmt"

	"filippo.io/age"

	"suitekey/storage"
	"suitekey/storage/place"
	"suitekey/storage/ring"
)

// writeKeys requests the record of r, encrypted to each member.
func (t *Team) writeKeys(tx place.Tx, r *ring.Ring, m members) error {
	var recipients []age.Recipient
	for _, p := range m.People {
		_, recipient, err := ParseRecipient(p.Recipient)
		if err != nil {
			return fmt.Errorf("the public key of %s: %w", p.Name, err)
		}
		recipients = append(recipients, recipient)
	}
	sealed, err := encrypt(r.Text(), recipients...)
	if err == nil {
		tx.Write(storage.RingKey(r.Number), sealed)
	}
	return err
}

func encrypt(text []byte, to ...age.Recipient) ([]byte, error) {
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, to...)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return sealed.Bytes(), nil
}

func (t *Team) writeMembers(tx place.Tx, r *ring.Ring, m members) error {
	text, err := m.text()
	if err != nil {
		return err
	}
	sealed, err := r.Seal(text)
	if err == nil {
		tx.Write(membersKey, sealed)
	}
	return err
}

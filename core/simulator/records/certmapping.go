package records

import (
	"errors"
	"fmt"

	"suitekey/core/simulator/wire"
)

// CertificateCap is how many active certificates an integration record may have, since
// 2026.1 (docs.oracle.com, section_162686838198).
const CertificateCap = 5

// Day is the layout of the dates that people read.
const Day = "2006-01-02"

// MapCertificate maps a certificate to an integration record, a role and an entity. The
// caller holds the lock.
func (s *Accounts) MapCertificate(a *Account, i *Integration, roleID, entity string, pem []byte) (*Mapping, error) {
	if !i.Boxes[BoxM2M] {
		return nil, fmt.Errorf("the integration record %q does not have the box %q selected, so it cannot be chosen", i.Name, BoxM2M)
	}
	_, _, was := a.Sound().Usable(entity, roleID)
	if _, _, is := a.Usable(entity, roleID); !was && !is {
		return nil, fmt.Errorf("entity %s and role %s are not an active user with that role", entity, roleID)
	}
	c, err := wire.ReadCertificate(pem)
	if err != nil {
		return nil, err
	}
	now := s.ServerTime()
	if !now.Before(c.ValidTo()) {
		return nil, fmt.Errorf("the certificate expired on %s", c.ValidTo().UTC().Format(Day))
	}
	active := 0
	for _, m := range a.Mappings {
		switch {
		case m.Certificate.ID == c.ID && m.Integration == i.ID && !m.Revoked:
			return nil, errors.New("this certificate is already mapped: one certificate belongs to one integration record, entity and role")
		case m.Certificate.ID == c.ID:
			return nil, errors.New("this certificate was used before: make a new one")
		case m.Integration == i.ID && m.Active(now):
			active++
		}
	}
	if active >= CertificateCap {
		return nil, fmt.Errorf("the integration record %q has %d active certificates, the maximum: revoke one first", i.Name, active)
	}
	m := &Mapping{
		Certificate: c, Integration: i.ID, Entity: entity, Role: roleID,
		Created: now, ValidFrom: c.NotBefore, ValidTo: c.ValidTo(),
	}
	a.Mappings = append(a.Mappings, m)
	return m, nil
}

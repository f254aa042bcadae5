package access

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"suitekey/core/account"
	"suitekey/core/audit"
	"suitekey/core/m2m"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/ui/app/problem"
)

// Audited is an integration record, and who read its certificates.
type Audited struct {
	audit.Record
	Reader string // the connection that signed in to read the certificates; "" if none could
	Err    error  // why the certificates could not be read
}

// ErrNoReader means that no connection of the record can ask NetSuite for its
// certificates.
var ErrNoReader = errors.New("no connection of this record signs in by OAuth 2.0 with the scope rest_webservices")

// Records reads the certificates of each integration record that connections of the
// account use. It signs in at most once per record, and not at all with a connection
// whose last sign-in was refused.
func (c *Client) Records(ctx context.Context, id account.ID) ([]Audited, error) {
	saved, err := c.of(id)
	if err != nil {
		return nil, err
	}
	var records []Audited
	for _, p := range saved {
		if slices.ContainsFunc(records, func(r Audited) bool { return r.ConsumerKey == p.ConsumerKey }) {
			continue
		}
		r := Audited{Record: audit.Compare(id, p.ConsumerKey, nil, saved, c.now()), Err: ErrNoReader}
		if at := slices.IndexFunc(saved, func(other profile.Profile) bool {
			return other.ConsumerKey == p.ConsumerKey && reads(other)
		}); at >= 0 {
			var listed []netsuite.Mapping
			r.Reader = saved[at].Name
			if listed, r.Err = c.certificates(ctx, r.Reader, p.ConsumerKey); r.Err == nil {
				r.Record = audit.Compare(id, p.ConsumerKey, listed, saved, c.now())
			}
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		records = append(records, r)
	}
	return records, nil
}

// of returns the readable connections of an account.
func (c *Client) of(id account.ID) ([]profile.Profile, error) {
	entries, err := c.Connections.Profiles()
	if err != nil {
		return nil, err
	}
	var saved []profile.Profile
	for _, e := range entries {
		if e.Err == nil && e.Account == id {
			saved = append(saved, e.Profile)
		}
	}
	return saved, nil
}

// reads reports whether a connection can ask for certificates. A sign-in that was
// refused since the last test is not repeated.
func reads(p profile.Profile) bool {
	refused := slices.ContainsFunc(p.Refusals, p.Tested.At.Before)
	return p.Method != profile.TBA && slices.Contains(p.Scopes, m2m.ScopeREST) && !refused
}

func (c *Client) certificates(ctx context.Context, reader, consumerKey string) ([]netsuite.Mapping, error) {
	p, token, err := c.reader(ctx, reader)
	if err != nil {
		return nil, err
	}
	listed, err := c.NetSuite.With(Timeout, p.Retries, p.RetryInterval).Certificates(ctx, p.Account, netsuite.Bearer(token), consumerKey)
	if netsuite.NotOpen(err) {
		return nil, problem.WithHints(err,
			"give the role of "+reader+" the permission Manage own OAuth 2.0 Client Credentials Certificates; the account needs NetSuite 2026.1 or later",
			"or look at the list in NetSuite: "+account.PageM2MList.Menu())
	}
	return listed, err
}

func (c *Client) reader(ctx context.Context, name string) (profile.Profile, secret.Secret, error) {
	p, err := c.Connections.Load(name)
	if err != nil {
		return p, secret.Secret{}, err
	}
	token, err := c.Token(ctx, p, Options{})
	return p, token.Value, err
}

// RevokeUnknown revokes a certificate that Records has found and that no connection
// of the vault knows. told says what came of it.
func (c *Client) RevokeUnknown(ctx context.Context, r Audited, certificateID string) (told string, err error) {
	p, token, err := c.reader(ctx, r.Reader)
	if err != nil {
		return "", err
	}
	already, err := c.NetSuite.With(Timeout, p.Retries, p.RetryInterval).EnsureRevoked(ctx, p.Account, netsuite.Bearer(token), r.ConsumerKey,
		netsuite.RevokeRequest{CertificateID: certificateID, SignedInWith: p.CertificateID})
	switch {
	case err != nil:
		return "", problem.WithHints(err, "revoke it by hand, in NetSuite under "+account.PageM2MList.Menu())
	case already:
		return fmt.Sprintf("The certificate %s is already revoked.", certificateID), nil
	}
	return fmt.Sprintf("The certificate %s is revoked in NetSuite.", certificateID), nil
}

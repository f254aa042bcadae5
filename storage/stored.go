package storage

import (
	"errors"
	"fmt"
	"time"

	"suitekey/core/account"
	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// stored is a profile with its secrets in the open: this is the one place where
// they are revealed to be written, and it is only ever marshalled to be
// encrypted. The keys are those of the answers file.
type stored struct {
	Account            string      `json:"account,omitempty"`
	Tags               []string    `json:"tags,omitempty"`
	Product            string      `json:"consumer,omitempty"`
	Method             string      `json:"method,omitempty"`
	Surfaces           []string    `json:"surfaces,omitempty"`
	WSDL               string      `json:"wsdl,omitempty"`
	ConsumerKey        string      `json:"consumer_key,omitempty"`
	ConsumerSecret     string      `json:"consumer_secret,omitempty"`
	TokenID            string      `json:"token_id,omitempty"`
	TokenSecret        string      `json:"token_secret,omitempty"`
	TokenSince         time.Time   `json:"token_since,omitzero"`
	SignatureAlgorithm string      `json:"signature_algorithm,omitempty"`
	KeyType            string      `json:"key_type,omitempty"`
	JWTAlgorithm       string      `json:"jwt_algorithm,omitempty"`
	PrivateKey         string      `json:"private_key,omitempty"`
	Certificate        string      `json:"certificate,omitempty"`
	NotBefore          time.Time   `json:"certificate_not_before,omitzero"` // these two are read from the certificate once, for listing
	NotAfter           time.Time   `json:"certificate_not_after,omitzero"`
	CertificateID      string      `json:"certificate_id,omitempty"`
	Scopes             []string    `json:"scopes,omitempty"`
	Entity             string      `json:"entity,omitempty"`
	Role               string      `json:"role,omitempty"`
	RefreshToken       string      `json:"refresh_token,omitempty"`
	RefreshUntil       time.Time   `json:"refresh_until,omitzero"`
	RedirectURI        string      `json:"redirect_uri,omitempty"`
	Timeout            string      `json:"timeout,omitempty"` // as time.Duration prints it
	Retries            int         `json:"retries,omitempty"`
	RetryInterval      string      `json:"retry_interval,omitempty"`
	Tested             tested      `json:"tested,omitzero"`
	Refusals           []time.Time `json:"refusals,omitempty"`
	Created            time.Time   `json:"created,omitzero"`
	Changed            time.Time   `json:"changed,omitzero"`
	Old                *stored     `json:"old,omitempty"`
	RetireOn           time.Time   `json:"retire_on,omitzero"`
}

type tested struct {
	At      time.Time `json:"at,omitzero"`
	Company string    `json:"company,omitempty"`
	Role    string    `json:"role,omitempty"`
	Entity  string    `json:"entity,omitempty"`
}

// conceal is the stored form of p.
func conceal(p profile.Profile) *stored {
	notBefore, notAfter := validity(p.Certificate)
	return &stored{
		Account:            p.Account.Realm(),
		Tags:               texts(p.Tags),
		Product:            p.Product,
		Method:             string(p.Method),
		Surfaces:           texts(p.Surfaces),
		WSDL:               p.WSDL,
		ConsumerKey:        p.ConsumerKey,
		ConsumerSecret:     p.ConsumerSecret.Reveal(),
		TokenID:            p.TokenID,
		TokenSecret:        p.TokenSecret.Reveal(),
		TokenSince:         instant(p.TokenSince),
		SignatureAlgorithm: p.SignatureAlgorithm,
		KeyType:            p.KeyType,
		JWTAlgorithm:       p.JWTAlgorithm,
		PrivateKey:         p.PrivateKey.Reveal(),
		Certificate:        p.Certificate,
		NotBefore:          notBefore,
		NotAfter:           notAfter,
		CertificateID:      p.CertificateID,
		Scopes:             texts(p.Scopes),
		Entity:             p.Entity,
		Role:               p.Role,
		RefreshToken:       p.RefreshToken.Reveal(),
		RefreshUntil:       instant(p.RefreshUntil),
		RedirectURI:        p.RedirectURI,
		Timeout:            durationText(p.Timeout),
		Retries:            p.Retries,
		RetryInterval:      durationText(p.RetryInterval),
		Tested:             tested{At: instant(p.Tested.At), Company: p.Tested.Company, Role: p.Tested.Role, Entity: p.Tested.Entity},
		Refusals:           instants(p.Refusals),
		Created:            instant(p.Created),
		Changed:            instant(p.Changed),
		Old:                concealOld(p.Old),
		RetireOn:           instant(p.RetireOn),
	}
}

// concealOld is the stored form of a former state that is still kept beside.
func concealOld(p *profile.Profile) *stored {
	if p == nil {
		return nil
	}
	s := conceal(*p)
	s.Old = nil
	return s
}

// reveal is the profile that s stores under name.
func (s *stored) reveal(name string) (profile.Profile, error) {
	p := profile.Profile{
		Name:               name,
		Tags:               s.Tags,
		Product:            s.Product,
		Method:             profile.Method(s.Method),
		WSDL:               s.WSDL,
		ConsumerKey:        s.ConsumerKey,
		ConsumerSecret:     secret.New(s.ConsumerSecret),
		TokenID:            s.TokenID,
		TokenSecret:        secret.New(s.TokenSecret),
		TokenSince:         s.TokenSince,
		SignatureAlgorithm: s.SignatureAlgorithm,
		KeyType:            s.KeyType,
		JWTAlgorithm:       s.JWTAlgorithm,
		PrivateKey:         secret.New(s.PrivateKey),
		Certificate:        s.Certificate,
		CertificateID:      s.CertificateID,
		Scopes:             s.Scopes,
		Entity:             s.Entity,
		Role:               s.Role,
		RefreshToken:       secret.New(s.RefreshToken),
		RefreshUntil:       s.RefreshUntil,
		RedirectURI:        s.RedirectURI,
		Retries:            s.Retries,
		Tested:             profile.Tested(s.Tested),
		Refusals:           s.Refusals,
		Created:            s.Created,
		Changed:            s.Changed,
		RetireOn:           s.RetireOn,
	}
	if s.Old != nil {
		if s.Old.Old != nil {
			return profile.Profile{}, errors.New("it holds more former states than one")
		}
		old, err := s.Old.reveal(name)
		if err != nil {
			return profile.Profile{}, err
		}
		p.Old = &old
	}
	for _, surface := range s.Surfaces {
		p.Surfaces = append(p.Surfaces, profile.Surface(surface))
	}
	var err error
	if s.Account != "" {
		if p.Account, err = account.Parse(s.Account); err != nil || p.Account.Realm() != s.Account {
			return profile.Profile{}, fmt.Errorf("it holds an account ID that is none: %.40q", s.Account)
		}
	}
	if p.Timeout, err = duration(s.Timeout); err != nil {
		return profile.Profile{}, err
	}
	if p.RetryInterval, err = duration(s.RetryInterval); err != nil {
		return profile.Profile{}, err
	}
	for _, t := range append([]time.Time{s.NotBefore, s.NotAfter, s.Tested.At, s.Created, s.Changed, s.TokenSince, s.RefreshUntil, s.RetireOn}, s.Refusals...) {
		if !storable(t) {
			return profile.Profile{}, errors.New("it holds a time that is none")
		}
	}
	return p, nil
}

// storable tells whether JSON can hold t once it is in UTC.
func storable(t time.Time) bool {
	year := t.UTC().Year()
	return year >= 0 && year <= 9999
}

func texts[T ~string](values []T) []string {
	var plain []string
	for _, value := range values {
		plain = append(plain, string(value))
	}
	return plain
}

// instant drops what JSON does not keep: the zone and the monotonic clock.
func instant(t time.Time) time.Time { return t.Round(0).UTC() }

func instants(times []time.Time) []time.Time {
	var plain []time.Time
	for _, t := range times {
		plain = append(plain, instant(t))
	}
	return plain
}

func durationText(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

func duration(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, fmt.Errorf("it holds a duration that is none: %.20q", text)
	}
	return d, nil
}

// validity is from when until when NetSuite accepts a certificate; zero if there is
// none, or one that cannot be read, which the steps tell long before it is saved.
func validity(certificate string) (from, until time.Time) {
	if certificate == "" {
		return time.Time{}, time.Time{}
	}
	parsed, err := m2m.ParseCertificate([]byte(certificate))
	if err != nil {
		return time.Time{}, time.Time{}
	}
	return parsed.NotBefore().UTC(), parsed.Ends().UTC()
}

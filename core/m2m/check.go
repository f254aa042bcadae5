package m2m

import (
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"time"
)

// MaxDays is the longest validity that NetSuite grants: a longer one is
// silently shortened to two years (docs.oracle.com, subsect_162755332391).
const MaxDays = 730

// mailedDays is the validity below which NetSuite sends no reminder before a
// certificate expires (same page: certificates uploaded with less than two
// months left).
const mailedDays = 60

const day = 24 * time.Hour

// Level is the severity of a finding.
type Level string

// The levels.
const (
	Blocking Level = "error"   // NetSuite will refuse it
	Warning  Level = "warning" // works, but not as one may think
	Note     Level = "note"    // good to know
)

// Finding is one remark about a certificate: a sentence and what to do.
type Finding struct {
	Level Level
	Text  string
}

// ErrNoMatch means that a key and a certificate do not belong together.
var ErrNoMatch = errors.New("the certificate does not belong to this private key: give the certificate that was made from it, or let suitekey make a new pair")

// Match reports whether key and certificate belong together.
func Match(k Key, c Certificate) error {
	if k.IsZero() {
		return errNoKey
	}
	if c.IsZero() {
		return errors.New("there is no certificate yet: make one or bring it first")
	}
	public, ok := k.Public().(interface{ Equal(crypto.PublicKey) bool })
	if !ok || !public.Equal(c.public) {
		return ErrNoMatch
	}
	return nil
}

// Check returns the findings about the certificate at that time, the most severe first.
// A good certificate has none.
func (c Certificate) Check(now time.Time) []Finding {
	var found []Finding
	say := func(level Level, format string, values ...any) {
		found = append(found, Finding{level, fmt.Sprintf(format, values...)})
	}
	if c.IsZero() {
		say(Blocking, "there is no certificate yet: make one or bring it first")
		return found
	}
	const date = "2 January 2006 15:04 MST"
	validity := c.notAfter.Sub(c.notBefore)
	switch left := c.notAfter.Sub(now); {
	case now.After(c.notAfter):
		say(Blocking, "the certificate expired on %s: make a new key pair and certificate", c.notAfter.Format(date))
	case now.Before(c.notBefore):
		say(Blocking, "the certificate is not valid before %s: wait until then, or check this computer's clock, which says %s", c.notBefore.Format(date), now.UTC().Format(date))
	case left < mailedDays*day:
		say(Warning, "the certificate expires on %s, in %d days: renew it before then; NetSuite sends no reminder for a certificate that was uploaded in its last two months", c.notAfter.Format(date), int(left/day))
	}
	if validity > MaxDays*day {
		say(Warning, "the certificate is valid for %d days, and NetSuite silently shortens that to two years: expect it to end then", int(validity/day))
	}
	if c.usage != 0 && c.usage&x509.KeyUsageDigitalSignature == 0 {
		say(Warning, "the certificate's key usage does not include digital signatures: make a new certificate if NetSuite refuses it")
	}
	if c.pssKey {
		say(Note, "the key is marked as RSASSA-PSS; Oracle's own recipe marks it as plain RSA: if NetSuite refuses the upload, make one with suitekey keygen --key FILE")
	}
	if !c.selfSigned {
		say(Note, "the certificate is not self-signed; Oracle describes only self-signed certificates: if NetSuite refuses the upload, make one with suitekey keygen --key FILE")
	}
	return found
}

// Valid returns the first reason for which NetSuite would refuse the certificate at that
// time, or nil.
func (c Certificate) Valid(now time.Time) error {
	for _, finding := range c.Check(now) {
		if finding.Level == Blocking {
			return errors.New(finding.Text)
		}
	}
	return nil
}

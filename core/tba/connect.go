package tba

import (
	"errors"
	"strconv"
	"strings"

	"suitekey/core/secret"
)

// ConnectUser is the user name with which a driver of SuiteAnalytics Connect hands in a
// token password instead of a user's own (docs.oracle.com, article_163240162059).
const ConnectUser = "TBA"

// ConnectPassword returns the token password of SuiteAnalytics Connect: account, consumer
// key, token, nonce, timestamp, signature and algorithm, joined by &. The signature is that
// of a SOAP passport. NetSuite accepts the password for five minutes and for one session.
// It fails for incomplete credentials, and for an algorithm other than HMAC-SHA256.
// docs.oracle.com, article_163240162059
func (c Credentials) ConnectPassword(stamp Stamp) (secret.Secret, error) {
	if err := c.check(); err != nil {
		return secret.Secret{}, err
	}
	if c.TokenID == "" {
		return secret.Secret{}, errors.New("a password for SuiteAnalytics Connect needs the token ID and the token secret: give both")
	}
	if c.Algorithm.name() != string(HMACSHA256) {
		return secret.Secret{}, errors.New("SuiteAnalytics Connect accepts HMAC-SHA256 only: change the signature algorithm")
	}
	return secret.New(strings.Join([]string{
		c.Account.Realm(), c.ConsumerKey, c.TokenID, stamp.Nonce, strconv.FormatInt(stamp.Time, 10), c.PassportSignature(stamp), string(HMACSHA256),
	}, "&")), nil
}

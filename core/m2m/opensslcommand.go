package m2m

import (
	"fmt"
	"strings"
)

// OpenSSLCommand returns the openssl command that makes the same kind of key pair and
// self-signed certificate: the recipes of docs.oracle.com, subsect_162755332391, with
// the salt of 32 bytes that SelfSign uses. name is the certificate's common name; "" for
// a key type that is none.
func OpenSSLCommand(t KeyType, name string, days int) string {
	var key string
	switch {
	case t.IsRSA():
		key = fmt.Sprintf("-newkey rsa:%d -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 -sha256", t.bits())
	case t.curve() != nil:
		key = "-newkey ec -pkeyopt ec_paramgen_curve:" + t.curve().Params().Name + " -pkeyopt ec_param_enc:named_curve"
	default:
		return ""
	}
	return fmt.Sprintf("openssl req -new -x509 %s -nodes -days %d -subj '/CN=%s' -keyout private.pem -out certificate.pem", key, days, plainName(name))
}

// plainName leaves out what a shell, or openssl's -subj, would read as more than a name.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune(" ._-", r):
			return r
		}
		return '_'
	}, name)
}

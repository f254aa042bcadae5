package imports

import (
	"errors"
	"strings"

	"suitekey/core/lazyregexp"
)

var pemBlock = lazyregexp.Lazy(`(?s)-----BEGIN ([A-Z0-9 ]{1,40})-----.*?-----END [A-Z0-9 ]{1,40}-----`)

// readPEM takes the private key, and the first certificate where there is one in
// the same file: openssl puts the key's own before those that signed it.
func readPEM(c *collector, text string) error {
	text = pemIn(text)
	for _, block := range pemBlock().FindAllStringSubmatch(text, -1) {
		switch kind := block[1]; {
		case strings.HasSuffix(kind, "PRIVATE KEY"):
			c.add("key_file", candidate{"private key", block[0] + "\n", fromOwnName})
		case strings.HasSuffix(kind, "CERTIFICATE") && len(c.values["certificate_file"]) == 0:
			c.add("certificate_file", candidate{"certificate", block[0] + "\n", fromOwnName})
		}
	}
	switch keys := len(c.values["key_file"]); {
	case keys > 1:
		return errors.New("there are several private keys in it: give only the one of this connection")
	case keys == 0 && len(c.values["certificate_file"]) > 0:
		return errors.New("there is a certificate in it, and no private key: give the file of the key, and the certificate by --certificate-file")
	case keys == 0:
		return errors.New("there is no private key in it: what is wanted starts with -----BEGIN PRIVATE KEY-----")
	}
	return nil
}

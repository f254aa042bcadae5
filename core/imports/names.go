package imports

import (
	"strings"
	"sync"

	"suitekey/core/profile"
)

// known marks a name that is understood and has no answer of its own, such as an
// address or the environment. Its value may still show the account.
const known = "-"

// meaning returns the key of a name, and whether the name itself refers to NetSuite.
// loose is for files about one connection; in other files a word such as "name" may mean
// anything.
func meaning(name string, loose bool) (key string, own bool) {
	word := wordOf(name)
	for {
		if key := specific()[word]; key != "" {
			return key, own
		}
		if key := general()[word]; key != "" && (loose || own) {
			return key, own
		}
		if key := encodedKey(word); key != "" {
			return key, own
		}
		rest, isOwn := withoutPrefix(word)
		if rest == word {
			return "", false
		}
		word, own = rest, own || isOwn
	}
}

// encodedKey returns the key of a name that also says that its value is base64, such as
// PRIVATE_KEY_B64.
func encodedKey(word string) string {
	for _, ending := range []string{"base64", "b64"} {
		if rest, ok := strings.CutSuffix(word, ending); ok {
			if key := specific()[rest]; key == "key_file" || key == "certificate_file" {
				return key
			}
		}
	}
	return ""
}

// wordOf returns a name without the differences between programs: capitals, underscores,
// spaces and remarks in brackets.
func wordOf(name string) string {
	if len(name) > 80 {
		return ""
	}
	name, _, _ = strings.Cut(name, "(")
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, name)
}

// Prefixes that programs put before the names, and whether they say NetSuite.
var prefixes = []struct {
	text string
	own  bool
}{
	{"netsuite", true}, {"suitekey", true}, {"suitetalk", true}, {"suiteql", true}, {"ns", true},
	{"oauth10", false}, {"oauth1", false}, {"oauth20", false}, {"oauth2", false}, {"oauth", false},
	{"iclient", false}, {"tba", false}, {"m2m", false}, {"login", false}, {"jwtheader", false}, {"jwtpayload", false}, {"jwt", false}, {"app", false},
}

func withoutPrefix(word string) (rest string, own bool) {
	for _, p := range prefixes {
		if rest, ok := strings.CutPrefix(word, p.text); ok && rest != "" {
			return rest, p.own
		}
	}
	return word, false
}

// prefixBefore returns the part of a name before the longest word of table for key at
// its end. A name without such a word has a unique prefix.
func prefixBefore(name, key string, table map[string]string) string {
	name = wordOf(name)
	prefix := "\x00" + name
	for word, of := range table {
		if rest, ok := strings.CutSuffix(name, word); ok && of == key && len(rest) < len(prefix) {
			prefix = rest
		}
	}
	return prefix
}

// saysNetSuite reports whether a heading, or the name of a parent, refers to NetSuite.
func saysNetSuite(heading string) bool {
	word := wordOf(heading)
	return strings.Contains(word, "netsuite") || strings.Contains(word, "suitetalk") || word == "ns"
}

// specific are words that mean a value of NetSuite in every file: from the forms in
// assets/export, the variables of core/envvars, the answers file, and the names in
// client libraries and Postman collections (consumerKey of OAuth 1.0 in Postman,
// token_key of SDKs, resource_owner_key of requests-oauthlib, login.tbaConsumerKey of
// NetSuite's SOAP samples, kid of JWT).
var specific = sync.OnceValue(func() map[string]string {
	return words(map[string]string{
		"account":          "accountid accountnumber realm compid companyid companyaccountid accountrealm oauthrealm loginacct",
		"consumer_key":     "consumerkey consumerid clientid clientkey integrationclientid consumerkeyclientid",
		"consumer_secret":  "consumersecret clientsecret consumersecretkey clientsecretkey consumersecretclientsecret",
		"token_id":         "tokenid tokenkey accesstokenid accesstokenkey resourceownerkey",
		"token_secret":     "tokensecret accesstokensecret resourceownersecret",
		"access_token":     "accesstoken",
		"refresh_token":    "refreshtoken",
		"algorithm":        "signaturealgorithm signaturemethod jwtalgorithm jwtalg jwsalgorithm",
		"certificate_id":   "certificateid certid certificatekid kid keyid",
		"key_file":         "privatekey privatekeypem privatekeyfile privatekeypath keyfile keypath pemkey pemcontent certificateprivatekey",
		"key_passphrase":   "keypassphrase privatekeypassphrase privatekeypassword",
		"certificate_file": "certificatefile certificatepath certificatepem publiccertificate",
		"scopes":           "scopes",
		"sandbox":          "issandbox usesandbox sandboxmode",
		"wsdl":             "wsdlurl wsdldownloadurl wsdl",
		known:              "suitetalkurl resturl restleturl restletsurl soapurl tokenurl authenticationurl accesstokenurl tokenendpoint companyurl resthost restapiroot accounthost",
	})
})

// general are words that mean such a value in a file about a connection, or after a
// prefix with NetSuite: the words listed here, and the key and the variable of every
// answer in core/profile.
var general = sync.OnceValue(func() map[string]string {
	return withFields(words(map[string]string{
		"account":          "acct accountname",
		"name":             "connectionname connection label profile authid",
		"access_token":     "token",
		"certificate_file": "certificate cert",
		"algorithm":        "algorithm alg",
		"scopes":           "scope",
		"entity":           "entityid",
		"timeout":          "timeoutseconds calltimeout",
		"retry":            "retry retryonrecoverableexception",
		"retries":          "maximumnumberofretries maxretries",
		"retry_interval":   "retryintervalseconds",
		"certificate_id":   "certificatekeyid",
		"sandbox":          "sandbox",
		"environment":      "environment env accounttype",
		known: "url baseurl baseuri host hostname domain endpoint version nonce timestamp aud audience authenticationtype authtype granttype usejwt " +
			"redirecturi callbackurl grant authurl addparamstoheader accesstokenexpires keytype",
	}))
})

// withFields adds suitekey's own names for answers to table. A word with another meaning
// in the tables keeps that meaning.
func withFields(table map[string]string) map[string]string {
	for _, f := range profile.Fields() {
		for _, name := range []string{f.Key, f.Env} {
			word := wordOf(name)
			if f.Origin == profile.Answer && word != "" && specific()[word] == "" && table[word] == "" {
				table[word] = f.Key
			}
		}
	}
	return table
}

func words(of map[string]string) map[string]string {
	table := map[string]string{}
	for key, list := range of {
		for _, word := range strings.Fields(list) {
			table[word] = key
		}
	}
	return table
}

package imports

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"suitekey/core/m2m"
)

// TestNothingOfAFileIsRepeated puts secrets in every place of a file, also those
// where no secret belongs, reads the file as every format, whole and cut off, and
// searches all that is said for them.
func TestNothingOfAFileIsRepeated(t *testing.T) {
	p := makePair(t, m2m.P256)
	lines := strings.Split(strings.TrimSpace(p.pem), "\n")
	bare := strings.Join(lines[1:len(lines)-1], "")
	cut := strings.Repeat("/aB3dE5gH7kL+9mN", 6) // as a piece of a key that slashes cut into short runs
	secrets := map[string]string{
		"cut by slashes": cut,
		"key":            p.pem, "bare key": bare, "half a key": bare[:len(bare)/2], "end of a key": bare[len(bare)/2:], "key on a line": strings.ReplaceAll(p.pem, "\n", `\n`),
		"four dashes": strings.ReplaceAll(p.pem, "-----", "----"), "base64": base64.StdEncoding.EncodeToString([]byte(p.pem)),
		"token": ts, "capitals": strings.ToUpper(ts), "cut token": ts[:40], "passphrase": "Correct-Horse-Battery-7", "store reference": "op://vault/Correct-Horse-Battery-7/x",
	}
	places := []string{
		"NETSUITE_TOKEN_SECRET=%s\n", "NETSUITE_PRIVATE_KEY=%s\n", "NETSUITE_PRIVATE_KEY=\"%s\n", "%s=x\n", "%s\n", "[%s]\nTOKEN_ID=x\n", "NETSUITE_%s=x\n", "NS_%s_TOKEN_ID=x\nNS_PROD_TOKEN_ID=y\n",
		"NETSUITE_ACCOUNT_ID=%s\n", "NETSUITE_METHOD=%s\n", "NETSUITE_TIMEOUT=%s\n", "NETSUITE_SCOPES=%s\n", "NETSUITE_CERTIFICATE_ID=%s\n", "NETSUITE_KEY_FILE=%s\n", "NETSUITE_REST_URL=https://%s.netsuite.com\n",
		"NETSUITE_TOKEN_SECRET=%s\nNETSUITE_TOKEN_SECRET=other\n", "NETSUITE_TOKEN_ID=%s\nNS_TOKEN_KEY=other\n",
		`{"token_secret":"%s"}`, `{"%s":"x"}`, `{"%s":{"token_id":"a","account":"1234567"},"b":{"token_id":"b","account":"1234567_SB1"}}`, `{"account":"%s","role":"%s"`, `["%s"]`, `{"private_key":"%s","timeout":"%s"}`,
		`{"values":[{"key":"%s","value":"x"},{"key":"ACCOUNT","value":"%s"}]}`, `{"environments":[{"name":"%s","values":[{"key":"TOKEN_ID","value":"a"},{"key":"ACCOUNT","value":"1234567"}]},{"name":"b","values":[{"key":"TOKEN_ID","value":"b"},{"key":"ACCOUNT","value":"1234567"}]}]}`,
		"token_secret: %s\nrole: '%s'\n", "%s:\n  token_id: a\n", "a: [%s\n", "Token Secret\n%s\nAccount: %s\n", "Account,%s\n%s,x\n",
		"suitecloud account:setup:ci --account %s --certificateid '%s' --privatekeypath %s\n", "-----BEGIN PRIVATE KEY-----\n%s\n",
	}
	files := 0
	for _, format := range Formats() {
		if format.Key == Vault {
			continue
		}
		for name, text := range secrets {
			for _, place := range places {
				whole := fmt.Sprintf(strings.ReplaceAll(place, "%s", "%[1]s"), text)
				for _, data := range []string{whole, whole[:len(whole)*2/3], "NETSUITE_REALM=1234567\n" + whole, wide(whole, false, true)} {
					for _, choice := range []Choice{{}, {Section: "x"}, {Prefix: "NS_X_"}} {
						files++
						found, err := Read(format, []byte(data), choice)
						told := fmt.Sprint(err, found.Left, found.Empty, found.Remarks, found.Answers["name"])
						if piece := repeated(told, text); piece != "" {
							t.Errorf("%s, %s in %q: %q is in %s", format.Key, name, place, piece, told)
						}
						for key, value := range found.Answers {
							if key == "key_file" && name != "token" && len(value) >= 40 && (repeated(value, p.pem+bare) != "" || strings.Contains(value, cut[:12])) {
								t.Errorf("%s, %s in %q: a piece of the key is among what is not secret, as %s", format.Key, name, place, key)
							}
						}
					}
				}
			}
		}
	}
	t.Logf("%d files", files)
}

// repeated is the first piece of twelve characters of secret that is in told, after
// what every key begins with.
func repeated(told, secret string) string {
	from := 0
	if len(secret) > 100 {
		from = 80
	}
	for i := from; i+12 <= len(secret); i++ {
		piece := secret[i : i+12]
		if strings.Contains(told, piece) && !strings.ContainsAny(piece, "- \n\\") {
			return piece
		}
	}
	return ""
}

package imports

import (
	"strings"
	"testing"

	"suitekey/core/secret"
)

const (
	ck = "c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0"
	cs = "5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e"
	ti = "7070707070707070707070707070707070707070707070707070707070707070"
	ts = "7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e7e"

	keyPEM  = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----\n"
	certPEM = "-----BEGIN CERTIFICATE-----\nMIIBAgME\n-----END CERTIFICATE-----\n"
)

// tbaAnswers is what the values above come to.
func tbaAnswers(more ...string) map[string]string {
	want := map[string]string{
		"account": "1234567_SB1", "method": "tba", "consumer_key": ck, "consumer_secret": cs, "token_id": ti, "token_secret": ts,
	}
	for i := 0; i+1 < len(more); i += 2 {
		want[more[i]] = more[i+1]
	}
	return want
}

// all are the answers with the secrets among them.
func all(f Found) map[string]string {
	got := map[string]string{}
	for key, text := range f.Answers {
		got[key] = text
	}
	for key, value := range f.Secrets {
		got[key] = value.Reveal()
	}
	return got
}

// marked puts credentials in the place of their marks.
var marked = strings.NewReplacer("@CK", ck, "@CS", cs, "@TI", ti, "@TS", ts)

// readAs reads a text with such marks in a format, and fails if it cannot be read.
func readAs(t *testing.T, format, text string) Found {
	t.Helper()
	f, ok := Find(format)
	if !ok {
		t.Fatal("no such format")
	}
	found, err := Read(f, []byte(marked.Replace(text)), Choice{})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func same(t *testing.T, found Found, want map[string]string) {
	t.Helper()
	got := all(found)
	for key, text := range want {
		if got[key] != text {
			t.Errorf("%s is %q, want %q", key, got[key], text)
		}
	}
	for key, text := range got {
		if _, expected := want[key]; !expected {
			t.Errorf("%s is %q, and was not expected", key, text)
		}
	}
}

func TestRead(t *testing.T) {
	m2m := map[string]string{"account": "1234567", "method": "m2m", "consumer_key": ck, "certificate_id": "cert-1", "key_file": keyPEM, "key_type": "existing"}
	for name, test := range map[string]struct {
		format, text string
		want         map[string]string
	}{
		"our names": {"dotenv", "NETSUITE_ACCOUNT_ID='1234567_SB1'\nNETSUITE_CONSUMER_KEY='@CK'\nNETSUITE_CONSUMER_SECRET='@CS'\nNETSUITE_TOKEN_ID='@TI'\nNETSUITE_TOKEN_SECRET='@TS'\n", tbaAnswers()},
		"of an SDK": {"dotenv", "NS_ACCOUNT=1234567-sb1\nNS_CONSUMER_KEY=@CK\nNS_CONSUMER_SECRET=@CS\nNS_TOKEN_KEY=@TI\nNS_TOKEN_SECRET=@TS", tbaAnswers()},
		"bare, with export, comments, CRLF and BOM": {"dotenv",
			"\ufeff# NetSuite\r\nexport REALM=\"1234567_SB1\" # sandbox\r\nexport CONSUMER_KEY=@CK\r\nCONSUMER_SECRET = '@CS'\r\nTOKEN_ID=@TI # id\r\n\r\nTOKEN_SECRET=`@TS`\r\n", tbaAnswers()},
		"PowerShell":                     {"dotenv", "$env:NETSUITE_ACCOUNT = \"1234567_SB1\"\n$env:CONSUMER_KEY=\"@CK\"\n$env:CONSUMER_SECRET=\"@CS\"\n$env:TOKEN_ID=\"@TI\"\n$env:TOKEN_SECRET=\"@TS\"", tbaAnswers()},
		"access token for token ID":      {"dotenv", "SUITEQL_REALM=1234567_SB1\nSUITEQL_CONSUMER_KEY=@CK\nSUITEQL_CONSUMER_SECRET=@CS\nSUITEQL_ACCESS_TOKEN=@TI\nSUITEQL_TOKEN_SECRET=@TS", tbaAnswers()},
		"account from an address":        {"dotenv", "NETSUITE_REST_URL=https://1234567-sb1.suitetalk.api.netsuite.com/services/rest\nNETSUITE__CONSUMER_KEY=@CK\nNETSUITE__CONSUMER_SECRET=@CS\nNETSUITE__TOKEN_ID=@TI\nNETSUITE__TOKEN_SECRET=@TS", tbaAnswers()},
		"other settings around it":       {"dotenv", "NAME=shop\nTIMEOUT=banana\nROLE=web\nURL=https://example.com\nCLIENT_ID=other\nNETSUITE_CLIENT_ID=@CK\nNETSUITE_REALM=1234567_SB1\nCONSUMER_SECRET=@CS\nTOKEN_ID=@TI\nTOKEN_SECRET=@TS", tbaAnswers()},
		"a key of several lines":         {"dotenv", "NETSUITE_ACCOUNT_ID=1234567\nNETSUITE_CLIENT_ID=@CK\nNETSUITE_JWT_KID=cert-1\nNETSUITE_PRIVATE_KEY=\"" + keyPEM + "\"\n", m2m},
		"a key on one line":              {"dotenv", "NETSUITE_ACCOUNT_ID=1234567\nNETSUITE_CLIENT_ID=@CK\nNETSUITE_CERTIFICATE_ID=cert-1\nNETSUITE_PRIVATE_KEY=\"" + strings.ReplaceAll(keyPEM, "\n", `\n`) + "\"\n", m2m},
		"the path of a key":              {"dotenv", "NETSUITE_ACCOUNT_ID=1234567\nNETSUITE_CLIENT_ID=@CK\nNETSUITE_CERTIFICATE_ID=cert-1\nNETSUITE_PRIVATE_KEY_PATH=./keys/private.pem\n", map[string]string{"account": "1234567", "method": "m2m", "consumer_key": ck, "certificate_id": "cert-1", "key_file": "./keys/private.pem", "key_type": "existing"}},
		"placeholders are no values":     {"dotenv", "NETSUITE_ACCOUNT_ID=1234567\nNETSUITE_CONSUMER_KEY=your_consumer_key\nNETSUITE_TOKEN_ID=<token>\nNETSUITE_TOKEN_SECRET=${SECRET}\nNETSUITE_CONSUMER_SECRET=xxxxx", map[string]string{"account": "1234567"}},
		"two values for one key":         {"dotenv", "NETSUITE_ACCOUNT_ID=1234567\nNETSUITE_TOKEN_ID=@TI\nNETSUITE_TOKEN_KEY=@CK\n", map[string]string{"account": "1234567"}},
		"a WSDL":                         {"json", `{"account":1234567,"wsdl":"https://1234567.suitetalk.api.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl","token_id":"@TI"}`, map[string]string{"account": "1234567", "method": "tba", "token_id": ti, "surfaces": "soap", "wsdl": "https://1234567.suitetalk.api.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl"}},
		"nested JSON, numbers":           {"json", `{"netsuite":{"accountId":1234567,"oauth":{"clientId":"@CK","kid":"cert-1"},"scopes":["restlets","rest_webservices"]}}`, map[string]string{"key_type": "existing", "account": "1234567", "method": "m2m", "consumer_key": ck, "certificate_id": "cert-1", "scopes": "rest_webservices,restlets", "surfaces": "rest,restlet"}},
		"YAML that looks like numbers":   {"yaml", "name: Acme SB\naccount: 1234567_01\ntoken_id: 9e99\n", map[string]string{"name": "acme-sb", "token_id": "9e99", "method": "tba"}},
		"a sheet as it is exported":      {"jitterbit", "Account: 1234567_SB1\nWsdl Download Url: https://1234567-sb1.suitetalk.api.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl\nConsumer Key: @CK\nConsumer Secret: @CS\nToken Key: @TI\nToken Secret: @TS\nSignature Algorithm: HMAC-SHA256\nCall Time Out: 300\nRetry on Recoverable Exception: No\nMaximum Number of Retries:\nRetry Interval:\n", tbaAnswers("consumer", "jitterbit", "signature_algorithm", "HMAC-SHA256", "timeout", "300", "retries", "0", "wsdl", "https://1234567-sb1.suitetalk.api.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl")},
		"a sheet copied from the dialog": {"jitterbit", "NetSuite Connection\nAccount\n1234567_SB1\n\nConsumer Key\n@CK\nConsumer Secret\n@CS\nToken Key\n@TI\nToken Secret\n@TS\n", tbaAnswers("consumer", "jitterbit")},
		"a sheet as CSV":                 {"jitterbit", "Field,Value\nAccount,1234567_SB1\n\"Consumer Key\",\"@CK\"\nConsumer Secret\t@CS\nToken Key;@TI\nToken Secret,@TS", tbaAnswers("consumer", "jitterbit")},
		"Postman's environment":          {"postman", `{"id":"1","name":"NetSuite acme (1234567_SB1)","values":[{"key":"ACCOUNT_ID","value":"1234567_SB1","enabled":true},{"key":"CONSUMER_KEY","value":"@CK"},{"key":"CONSUMER_SECRET","value":"@CS","type":"secret"},{"key":"TOKEN_ID","value":"@TI"},{"key":"TOKEN_SECRET","value":"@TS"},{"key":"TOKEN_ID","value":"@CK","enabled":false},{"key":"COMPANY_URL","value":"1234567-sb1.suitetalk.api.netsuite.com"}],"_postman_variable_scope":"environment"}`, tbaAnswers("consumer", "postman", "name", "acme")},
		"Postman's collection":           {"postman", `{"info":{"name":"x"},"auth":{"type":"oauth1","oauth1":[{"key":"realm","value":"1234567_SB1"},{"key":"consumerKey","value":"@CK"},{"key":"consumerSecret","value":"@CS"},{"key":"token","value":"@TI"},{"key":"tokenSecret","value":"{{TOKEN_SECRET}}"},{"key":"signatureMethod","value":"HMAC-SHA256"},{"key":"version","value":"1.0"}]},"variable":[{"key":"TOKEN_SECRET","value":"@TS"}]}`, tbaAnswers("consumer", "postman", "signature_algorithm", "HMAC-SHA256")},
		"SuiteCloud's line":              {"suitecloud", "#!/bin/sh\n# suitecloud account:setup:ci --account=9\nset -e\nnpx suitecloud account:setup:ci \\\n  --account 1234567_SB1 --authid=\"acme-sb1\" \\\n  --certificateid='-x1' --privatekeypath=\"${KEY:-$PWD/acme.pem}\" --select\necho --account 5\n", map[string]string{"account": "1234567_SB1", "name": "acme-sb1", "certificate_id": "-x1", "key_file": "acme.pem", "key_type": "existing", "method": "m2m", "consumer": "suitecloud"}},
		"a key and its certificate":      {"pem", "Bag Attributes\n" + certPEM + keyPEM + certPEM, map[string]string{"method": "m2m", "key_type": "existing", "key_file": keyPEM, "certificate_file": certPEM}},
	} {
		t.Run(name, func(t *testing.T) {
			found := readAs(t, test.format, test.text)
			same(t, found, test.want)
			for _, list := range [][]string{found.Left, found.Empty, found.Remarks} {
				if told := strings.Join(list, "\n"); strings.Contains(told, ck) || strings.Contains(told, cs) || strings.Contains(told, ts) {
					t.Errorf("a value is quoted: %s", told)
				}
			}
		})
	}
}

func TestUTF16(t *testing.T) {
	f, _ := Find("dotenv")
	var data []byte
	for _, r := range "\ufeffNETSUITE_ACCOUNT=1234567\r\n" {
		data = append(data, byte(r), byte(r>>8))
	}
	found, err := Read(f, data, Choice{})
	if err != nil || found.Answers["account"] != "1234567" {
		t.Errorf("%v %v", found.Answers, err)
	}
}

func TestRefused(t *testing.T) {
	for _, test := range []struct{ format, text, want string }{
		{"dotenv", "", "empty"},
		{"dotenv", " \n\n", "empty"},
		{"dotenv", "\x00\x01\x02", "not text"},
		{"dotenv", "\xff\xfex", "empty"},
		{"dotenv", "\xc3\x28", "not text"},
		{"dotenv", strings.Repeat("A=b\n", maxInput/4+1), "larger than"},
		{"dotenv", "DATABASE_URL=postgres://hunter2@db", "contains nothing"},
		{"dotenv", "NETSUITE_TOKEN_SECRET=\nNETSUITE_CONSUMER_SECRET=''\n", "values are empty (NETSUITE_TOKEN_SECRET"},
		{"dotenv", "NETSUITE_TOKEN_SECRET='hunter2", "contains nothing"},
		{"postman", `{"values":[{"key":"TOKEN_ID","value":""}]}`, "values are empty"},
		{"postman", `[1]`, "not a Postman environment"},
		{"postman", `{"values":[`, "not JSON"},
		{"json", `{"token_secret":"hunter2"} {}`, "there is text after"},
		{"json", `["hunter2"]`, "object"},
		{"json", strings.Repeat(`{"a":`, 9000) + "1" + strings.Repeat("}", 9000), "contains nothing"},
		{"yaml", "hunter2", "list of keys"},
		{"yaml", "a: [hunter2", "not YAML"},
		{"yaml", "a: &a [x]\nb: &b [*a,*a]\ntoken_secret: *b\n", "its values are empty"},
		{"jitterbit", "hunter2\nhunter3", "contains nothing"},
		{"suitecloud", "suitecloud project:deploy", "no line with account:setup:ci"},
		{"pem", certPEM, "--certificate-file"},
		{"pem", keyPEM + keyPEM, "several private keys"},
		{"pem", keyPEM + certPEM[:len(certPEM)/2], "end of the last part"},
		{"pem", "hunter2", "no private key"},
		{"vault", "x", "folder"},
	} {
		f, _ := Find(test.format)
		_, err := Read(f, []byte(test.text), Choice{})
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "hunter") {
			t.Errorf("%s %.40q: %v, want %q", test.format, test.text, err, test.want)
		}
	}
}

// What cannot be a name is not repeated: it may be a secret in the wrong place.
func TestNamesOfSecretsAreNotShown(t *testing.T) {
	for _, test := range []struct{ format, text string }{
		{"json", `{"account":"1234567","` + cs + `":"x"}`},
		{"yaml", "account: 1234567\n" + cs + ": x\n"},
		{"jitterbit", "Account: 1234567\n" + cs + ": x\nns" + cs + ": y\n" + cs},
		{"dotenv", "NETSUITE_ACCOUNT=1234567\nNETSUITE_" + cs + "=x\n" + cs + "\n"},
	} {
		f, _ := Find(test.format)
		found, err := Read(f, []byte(test.text), Choice{})
		if err != nil || len(found.Left) == 0 {
			t.Errorf("%s: %v %v", test.format, found.Left, err)
		}
		if strings.Contains(strings.Join(found.Left, "\n"), cs[:12]) {
			t.Errorf("%s: %v", test.format, found.Left)
		}
	}
}

func TestEncryptedIsKnown(t *testing.T) {
	f, _ := Find("pem")
	for text, want := range map[string]bool{
		keyPEM: false,
		strings.ReplaceAll(keyPEM, "PRIVATE KEY", "ENCRYPTED PRIVATE KEY"):                                          true,
		"-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: x\n\nAA==\n-----END EC PRIVATE KEY-----": true,
	} {
		found, err := Read(f, []byte(text), Choice{})
		if err != nil || found.Encrypted != want || !found.HasSecrets() {
			t.Errorf("%.30q: %v %v", text, found.Encrypted, err)
		}
	}
}

// Whatever a file holds, it is read without a panic, what is said is fit for a
// terminal, and no secret value is in it.
func FuzzRead(f *testing.F) {
	for i, seed := range []string{
		"NETSUITE_ACCOUNT_ID='1234567'\nNETSUITE_TOKEN_SECRET=\"a\\\nb\" # c", `{"values":[{"key":"TOKEN_ID","value":"x"}]}`,
		"Account: 1234567\nToken Secret\nx", "suitecloud account:setup:ci --account='1 2", keyPEM, `{"a":{"b":[{"consumer_secret":"x"}]}}`, "a: &a [*a]\nrealm: 1",
	} {
		f.Add(byte(i), seed)
	}
	formats := Formats()
	f.Fuzz(func(t *testing.T, n byte, text string) {
		format := formats[int(n)%(len(formats)-1)]
		found, err := Read(format, []byte(text), Choice{})
		told := strings.Join(append(append(found.Left, found.Empty...), found.Remarks...), "\n")
		if err != nil {
			told = err.Error()
		}
		if strings.ContainsAny(told, "\x1b\x00\x7f") {
			t.Errorf("not fit for a terminal: %q", told)
		}
		for key, value := range found.Secrets {
			if value.IsEmpty() || value.Equal(secret.New(value.Reveal()+"x")) {
				t.Errorf("%s is empty", key)
			}
		}
		for key, text := range found.Answers {
			if text == "" {
				t.Errorf("%s is empty", key)
			}
			if isPEM(text) {
				t.Errorf("%s: a PEM is among what is not secret", key)
			}
		}
	})
}

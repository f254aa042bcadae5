package tba

import (
	"strings"
	"testing"

	"suitekey/core/account"
	"suitekey/core/secret"
)

// Oracle's published credentials (docs.oracle.com, section_1534941088).
const (
	consumerKey    = "ef40afdd8abaac111b13825dd5e5e2ddddb44f86d5a0dd6dcf38c20aae6b67e4"
	consumerSecret = "d26ad321a4b2f23b0741c8d38392ce01c3e23e109df6c96eac6d099e9ab9e8b5"
	tokenID        = "2b0ce516420110bcbd36b69e99196d1b7f6de3c6234c5afb799b73d87569f5cc"
	tokenSecret    = "c29a677df7d5439a458c063654187e3d678d73aca8e3c9d8bea1478a3eb0d295"
)

var stampA = Stamp{Nonce: "fjaLirsIcCGVZWzBX0pg", Time: 1508242306}

func accountID(t testing.TB, text string) account.ID {
	t.Helper()
	id, err := account.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func credentialsA(t testing.TB, account string) Credentials {
	t.Helper()
	return Credentials{
		Account:     accountID(t, account),
		ConsumerKey: consumerKey, ConsumerSecret: secret.New(consumerSecret),
		TokenID: tokenID, TokenSecret: secret.New(tokenSecret),
	}
}

// signatureOf takes the signature out of a header, as it is sent.
func signatureOf(t testing.TB, header string) string {
	t.Helper()
	_, rest, found := strings.Cut(header, `oauth_signature="`)
	signature, _, ended := strings.Cut(rest, `"`)
	if !found || !ended {
		t.Fatalf("no signature in %s", header)
	}
	return signature
}

// encodedBase64 encodes what occurs in base64, by a way of its own.
func encodedBase64(signature string) string {
	return strings.NewReplacer("+", "%2B", "/", "%2F", "=", "%3D").Replace(signature)
}

const restletQuery = "/app/site/hosting/restlet.nl?script=6&deploy=1&customParam=someValue&testParam=someOtherValue"

func TestPublishedHeaderSignatures(t *testing.T) {
	cases := []struct{ name, account, method, url, want string }{
		// Oracle prints A2 without the leading plus sign.
		{"A2", "123456", "POST", "https://123456.restlets.api.netsuite.com" + restletQuery, "+KK4SKNgz4ZiILGLwOMtfYlgcXSy1eis8ldE9X90azQ="},
		{"A3", "123456", "GET", "https://123456.suitetalk.api.netsuite.com/services/rest/record/v1/employee/40", "B5OIWznZ2YP0OB7VrJrGkYsTh+8H+5T9Hag+o92q0zY="},
		{"A6", "1234567", "POST", "https://1234567.restlets.api.netsuite.com" + restletQuery, "i7MEtGwhCTIZbTsTrNGw9LdcERn4wsjt5C7TxmKWIfU="},
		{"A7", "123456", "GET", "https://123456.restlets.api.netsuite.com" + restletQuery, "69yRT5dMMb+R3ROfoOor3u7l3XTx2fGvPB0jk9/tKL0="},
		{"A8", "123456", "POST", "https://123456.suitetalk.api.netsuite.com/services/rest/record/v1/employee/40", "JG7phugI/dT/GjMp56W9Wa9Orr1dY2CpnA0bSMiTadA="},
	}
	for _, c := range cases {
		for _, algorithm := range []Algorithm{"", HMACSHA256} {
			credentials := credentialsA(t, c.account)
			credentials.Algorithm = algorithm
			header, err := credentials.Header(c.method, c.url, stampA)
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			} else if got := signatureOf(t, header); got != encodedBase64(c.want) {
				t.Errorf("%s: signature %s, want %s", c.name, got, encodedBase64(c.want))
			}
		}
	}
}

func TestPublishedHeader(t *testing.T) {
	const want = `OAuth realm="123456", oauth_consumer_key="` + consumerKey + `", oauth_token="` + tokenID +
		`", oauth_nonce="fjaLirsIcCGVZWzBX0pg", oauth_timestamp="1508242306", oauth_signature_method="HMAC-SHA256", ` +
		`oauth_version="1.0", oauth_signature="B5OIWznZ2YP0OB7VrJrGkYsTh%2B8H%2B5T9Hag%2Bo92q0zY%3D"`
	got, err := credentialsA(t, "123456").Header("get", "https://123456.SuiteTalk.api.netsuite.com/services/rest/record/v1/employee/40", stampA)
	if err != nil || got != want {
		t.Errorf("got %s, %v\nwant %s", got, err, want)
	}
}

func TestPublishedBaseStrings(t *testing.T) {
	const oauth = "oauth_consumer_key%3Def40afdd8abaac111b13825dd5e5e2ddddb44f86d5a0dd6dcf38c20aae6b67e4%26oauth_nonce%3DfjaLirsIcCGVZWzBX0pg%26oauth_signature_method%3DHMAC-SHA256%26oauth_timestamp%3D1508242306%26oauth_token%3D2b0ce516420110bcbd36b69e99196d1b7f6de3c6234c5afb799b73d87569f5cc%26oauth_version%3D1.0"
	cases := []struct{ name, method, url, want string }{
		{
			"A2", "POST", "https://123456.restlets.api.netsuite.com" + restletQuery,
			"POST&https%3A%2F%2F123456.restlets.api.netsuite.com%2Fapp%2Fsite%2Fhosting%2Frestlet.nl&customParam%3DsomeValue%26deploy%3D1%26" + oauth + "%26script%3D6%26testParam%3DsomeOtherValue",
		},
		{
			"A3", "GET", "https://123456.suitetalk.api.netsuite.com/services/rest/record/v1/employee/40",
			"GET&https%3A%2F%2F123456.suitetalk.api.netsuite.com%2Fservices%2Frest%2Frecord%2Fv1%2Femployee%2F40&" + oauth,
		},
	}
	for _, c := range cases {
		got, err := credentialsA(t, "123456").BaseString(c.method, c.url, stampA)
		if err != nil || got != c.want {
			t.Errorf("%s: %v\ngot  %s\nwant %s", c.name, err, got, c.want)
		}
	}
	const soap = "123456&ef40afdd8abaac111b13825dd5e5e2ddddb44f86d5a0dd6dcf38c20aae6b67e4&2b0ce516420110bcbd36b69e99196d1b7f6de3c6234c5afb799b73d87569f5cc&fjaLirsIcCGVZWzBX0pg&1508242306"
	if got := credentialsA(t, "123456").PassportBaseString(stampA); got != soap {
		t.Errorf("A1: got %s, want %s", got, soap)
	}
}

func TestPublishedPassports(t *testing.T) {
	for account, want := range map[string]string{
		"123456":     "tIcC5zyKUmycB5Ml/cNxOHDusw03Y5KPQiXVNUHHp4U=", // A1
		"123456_SB1": "UHKKNZLnz//9mGAV0aPWT+FYHDLZsLgS5RBCox9RhL0=", // A9
		"123456-sb1": "UHKKNZLnz//9mGAV0aPWT+FYHDLZsLgS5RBCox9RhL0=",
	} {
		if got := credentialsA(t, account).PassportSignature(stampA); got != want {
			t.Errorf("%s: got %s, want %s", account, got, want)
		}
	}
}

// TestPublishedThreeSteps has the first and the last step of the authorization
// flow (docs.oracle.com, section_157652390285 and section_157652573296).
func TestPublishedThreeSteps(t *testing.T) {
	const consumer = "60712990bc09623786e7047c226bcb3f86d49dca0b04efc21001dc76d97a81f5"
	credentials := Credentials{Account: accountID(t, "1234567"), ConsumerKey: consumer, ConsumerSecret: secret.New(consumer)}
	header, err := credentials.Header("POST", "https://1234567.restlets.api.netsuite.com/rest/requesttoken",
		Stamp{"bUvpxBX93OWo0FLswq5M", 1575998103},
		Param{"role", "45678"}, Param{"oauth_callback", "https://my.example.com/TBA/?callbackRequest"})
	if err != nil {
		t.Fatal(err)
	}
	if got := signatureOf(t, header); got != "7kgwwmiAylqeMdHjCBnIUUW%2BdrDrGCbZGBkuCt39J90%3D" {
		t.Errorf("B: signature %s", got)
	}
	if !strings.HasPrefix(header, `OAuth realm="1234567", role="45678", `) || strings.Contains(header, "oauth_token") ||
		!strings.Contains(header, `oauth_callback="https%3A%2F%2Fmy.example.com%2FTBA%2F%3FcallbackRequest"`) {
		t.Errorf("B: %s", header)
	}

	const token = "447d0cba5569a2d616e32a537110bc8c10ebcf42cc1fa34d6f76d08531abc179"
	credentials.TokenID, credentials.TokenSecret = token, secret.New(token)
	header, err = credentials.Header("POST", "https://1234567.restlets.api.netsuite.com/rest/accesstoken",
		Stamp{"wjRgXQPWhYtKl0A7bO8Z", 1576079512},
		Param{"oauth_verifier", "3eff1ae4de6f924014b88e489a41e88da8ed1ba8bd5ad7684a71579d7e97f4ee"})
	if err != nil {
		t.Fatal(err)
	}
	if got := signatureOf(t, header); got != "BBzawyjesZyFrwBjUAJfBsPDDGUY2FRdp3k4NwGDAO0%3D" {
		t.Errorf("C: signature %s", got)
	}
}

package simulator

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"mime/multipart"
	"os"
	"strings"
	"testing"
	"time"

	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

func (s *stage) certificatesURL() string {
	return s.restlets(certificatesPath + s.card.ConsumerKey + "/certificates")
}

func uploadBody(certificate []byte, role, entity any) string {
	body, err := json.Marshal(map[string]any{"fileContent": string(certificate), "role": role, "entity": entity})
	if err != nil {
		panic(err)
	}
	return string(body)
}

// TestRotation uploads, lists, uses and revokes, up to the cap.
func TestRotation(t *testing.T) {
	s := newStage(t)
	token := s.accessToken() // the first of five
	var newest keyPair
	var id string
	for n := 2; n <= records.CertificateCap; n++ {
		newest = ecPair(t, elliptic.P256(), "ES256")
		r := s.do(s.bearer("POST", s.certificatesURL(), token, uploadBody(newest.certificate, 1000, "1207")))
		answer := r.json(t)
		id, _ = answer["certificate_id"].(string)
		if r.status != 200 || len(id) != 43 || answer["algorithm"] != "EC" || answer["invalidated"] != false || answer["created_at"] != "2027-02-03" {
			t.Fatalf("certificate %d: %d %s", n, r.status, r.text)
		}
	}
	sixth := uploadBody(ecPair(t, elliptic.P256(), "ES256").certificate, 1000, 1207)
	if r := s.do(s.bearer("POST", s.certificatesURL(), token, sixth)); r.status != 400 || !strings.Contains(r.text, "5 active certificates") {
		t.Errorf("the sixth: %d %s", r.status, r.text)
	}
	if r := s.askToken(s.assertion(newest, id, nil)); r.status != 200 {
		t.Errorf("with the new one: %d %s", r.status, r.text)
	}
	if r := s.do(s.bearer("POST", s.certificatesURL()+"/"+id+"/revoke", token, "")); r.status != 200 || r.text != "Successfully revoked" {
		t.Errorf("revoking: %d %s", r.status, r.text)
	}
	if r := s.askToken(s.assertion(newest, id, nil)); r.status != 401 {
		t.Errorf("with a revoked one: %d %s", r.status, r.text)
	}
	if r := s.do(s.bearer("POST", s.certificatesURL(), token, sixth)); r.status != 200 {
		t.Errorf("the revoked one still counts: %d %s", r.status, r.text)
	}
	r := s.do(s.bearer("GET", s.certificatesURL(), token, ""))
	var list []struct {
		Application, Entity, Role struct{ ID int }
		ValidFrom                 string `json:"valid_from"`
		CertificateID             string `json:"certificate_id"`
		Revoked                   bool
	}
	s.must(json.Unmarshal([]byte(r.text), &list))
	revoked := 0
	for _, c := range list {
		if c.Revoked {
			revoked++
		}
		if c.Entity.ID != 1207 || c.Role.ID != 1000 || c.Application.ID != 1 || c.ValidFrom != "2027-02-02" {
			t.Errorf("listed: %+v", c)
		}
	}
	if len(list) != 6 || revoked != 1 {
		t.Errorf("%d listed, %d of them revoked", len(list), revoked)
	}
}

func TestRotationRefused(t *testing.T) {
	good := func() []byte { return ecPair(t, elliptic.P256(), "ES256").certificate }
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	expired := selfSigned(t, key, testStart.AddDate(-1, 0, 0), testStart.AddDate(0, 0, -1))
	tests := []struct {
		name   string
		do     func(s *stage, token string) response
		status int
		want   string
	}{
		{"permission taken", func(s *stage, token string) response {
			s.must(s.world.TakePermission(s.card.Account, records.PermissionCertificates))
			return s.do(s.bearer("GET", s.certificatesURL(), token, ""))
		}, 403, "INSUFFICIENT_PERMISSION"},
		{"for somebody else", func(s *stage, token string) response {
			return s.do(s.bearer("POST", s.certificatesURL(), token, uploadBody(good(), 3, "-5")))
		}, 403, "your own"},
		{"no JSON", func(s *stage, token string) response {
			return s.do(s.bearer("POST", s.certificatesURL(), token, "-----BEGIN"))
		}, 400, "INVALID_CONTENT"},
		{"expired", func(s *stage, token string) response {
			return s.do(s.bearer("POST", s.certificatesURL(), token, uploadBody(expired, 1000, 1207)))
		}, 400, "expired on 2027-02-02"},
		{"same again", func(s *stage, token string) response {
			body := uploadBody(good(), 1000, 1207)
			s.do(s.bearer("POST", s.certificatesURL(), token, body))
			return s.do(s.bearer("POST", s.certificatesURL(), token, body))
		}, 400, "already mapped"},
		{"another client", func(s *stage, token string) response {
			return s.do(s.bearer("GET", strings.Replace(s.certificatesURL(), s.card.ConsumerKey, "nobody", 1), token, ""))
		}, 404, "NONEXISTENT_ID"},
		{"no such certificate", func(s *stage, token string) response {
			return s.do(s.bearer("POST", s.certificatesURL()+"/x/revoke", token, ""))
		}, 404, "NONEXISTENT_ID"},
		{"wrong method", func(s *stage, token string) response {
			return s.do(s.bearer("DELETE", s.certificatesURL()+"/x", token, ""))
		}, 405, ""},
		{"the other host", func(s *stage, token string) response {
			return s.do(s.bearer("GET", s.suiteTalk(certificatesPath+s.card.ConsumerKey+"/certificates"), token, ""))
		}, 404, ""},
		{"by TBA", func(s *stage, _ string) response { return s.do(s.signed("GET", s.certificatesURL(), nil, nil)) }, 401, "INVALID_LOGIN"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := newStage(t)
			if r := test.do(s, s.accessToken()); r.status != test.status || !strings.Contains(r.text, test.want) {
				t.Errorf("%d %s", r.status, r.text)
			}
		})
	}
}

// TestCertificateID is the published pair of docs.oracle.com, article_0209112025.
func TestCertificateID(t *testing.T) {
	sample, err := os.ReadFile("../m2m/testdata/oracle-sample.pem")
	if err != nil {
		t.Fatal(err)
	}
	c, err := wire.ReadCertificate(sample)
	if err != nil || c.ID != "NPMnRyPg-WDWhPiAbisjKiH0fqnBpjOZ367wDTe0pqA" {
		t.Errorf("certificate ID %s, %v", c.ID, err)
	}
}

func TestMapCertificate(t *testing.T) {
	s := newStage(t)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	s.must(err)
	weak, err := rsa.GenerateKey(rand.Reader, 2048)
	s.must(err)
	small, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	s.must(err)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	s.must(err)
	good := ecPair(t, elliptic.P256(), "ES256").certificate
	from, to := testStart.AddDate(0, 0, -1), testStart.AddDate(1, 0, 0)
	tests := []struct {
		name                  string
		account, client, role string
		pem                   []byte
		want                  string
	}{
		{"no account", "1234567", s.card.ConsumerKey, "1000", good, "no account"},
		{"no client", "9999901", "x", "1000", good, "no integration record"},
		{"not their role", "9999901", s.card.ConsumerKey, "3", good, "not an active user"},
		{"private key", "9999901", s.card.ConsumerKey, "1000", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), "never be uploaded"},
		{"RSA-2048", "9999901", s.card.ConsumerKey, "1000", selfSigned(t, weak, from, to), "2048 bits"},
		{"P-224", "9999901", s.card.ConsumerKey, "1000", selfSigned(t, small, from, to), "224 bits"},
		{"nonsense", "9999901", s.card.ConsumerKey, "1000", []byte("hello"), "not a PEM"},
		{"public key", "9999901", s.card.ConsumerKey, "1000", pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), "PUBLIC KEY"},
		{"two", "9999901", s.card.ConsumerKey, "1000", append(append([]byte{}, good...), good...), "more than one"},
		{"as it should be", "9999901", s.card.ConsumerKey, "1000", good, ""},
	}
	for _, test := range tests {
		id, err := s.world.MapCertificate(test.account, test.client, test.role, "1207", test.pem)
		switch {
		case test.want == "" && (err != nil || len(id) != 43):
			t.Errorf("%s: %q %v", test.name, id, err)
		case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
			t.Errorf("%s: %v", test.name, err)
		}
	}
	s.must(s.world.UntickBox("9999901", records.BoxM2M))
	if _, err := s.world.MapCertificate("9999901", s.card.ConsumerKey, "1000", "1207", good); err == nil || !strings.Contains(err.Error(), "selected") {
		t.Errorf("box cleared: %v", err)
	}
}

// TestShortened: what is valid for longer than two years lives for two.
func TestShortened(t *testing.T) {
	s := newStage(t)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	s.must(err)
	pair := keyPair{key, "ES256", selfSigned(t, key, testStart, testStart.AddDate(10, 0, 0))}
	id := s.mapped(pair)
	s.clock.move(testStart.AddDate(2, 0, 0).Sub(testStart) - time.Second)
	if r := s.askToken(s.assertion(pair, id, nil)); r.status != 200 {
		t.Errorf("a second before: %d", r.status)
	}
	s.clock.move(time.Second)
	s.askToken(s.assertion(pair, id, nil))
	if row := s.lastSignIn(); row.Detail != "MissingKey" {
		t.Errorf("after two years: %+v", row)
	}
}

func TestPracticePage(t *testing.T) {
	s := newStage(t)
	address := "https://9999901.app.netsuite.com/practice/m2m"
	r := s.get(address)
	if r.status != 200 || !strings.Contains(r.text, "<form") || !strings.Contains(r.text, "suitekey practice") {
		t.Errorf("the form: %d %s", r.status, r.text)
	}
	for _, contentType := range []string{"application/x-www-form-urlencoded", "application/x-pem-file", ""} { // the first is what curl says
		pair := ecPair(t, elliptic.P256(), "ES256")
		r := s.do(s.request("POST", address, contentType, string(pair.certificate)))
		if r.status != 200 || len(strings.TrimSpace(r.text)) != 43 {
			t.Fatalf("PEM as the body: %d %s", r.status, r.text)
		}
		if answer := s.askToken(s.assertion(pair, strings.TrimSpace(r.text), nil)); answer.status != 200 {
			t.Errorf("the token: %d %s", answer.status, answer.text)
		}
	}
	if r := s.do(s.request("POST", address, "", "<script>")); r.status != 400 || !strings.HasPrefix(r.header.Get("Content-Type"), "text/plain") {
		t.Errorf("nonsense as the body: %d %s", r.status, r.text)
	}
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	file, err := form.CreateFormFile("certificate", "public.pem")
	s.must(err)
	pair := ecPair(t, elliptic.P256(), "ES256")
	_, err = file.Write(pair.certificate)
	s.must(err)
	for name, value := range map[string]string{"application": s.card.ConsumerKey, "role": "1000", "entity": "1207", "certificate": " "} {
		s.must(form.WriteField(name, value))
	}
	s.must(form.Close())
	r = s.do(s.request("POST", address, form.FormDataContentType(), b.String()))
	c, err := wire.ReadCertificate(pair.certificate)
	s.must(err)
	if r.status != 200 || !strings.Contains(r.text, "Certificate ID: "+c.ID) {
		t.Errorf("the form: %d %s", r.status, r.text)
	}
	r = s.do(s.request("POST", address, form.FormDataContentType(), b.String()))
	if r.status != 400 || !strings.Contains(r.text, "already mapped") {
		t.Errorf("the form again: %d %s", r.status, r.text)
	}
	r = s.do(s.request("POST", address+"?application=nobody", "", string(pair.certificate)))
	if r.status != 400 || !strings.Contains(r.text, "client ID") {
		t.Errorf("another application: %d %s", r.status, r.text)
	}
	if r := s.get("https://9999901.app.netsuite.com/app/setup/rolelist.nl"); r.status != 404 || !strings.Contains(r.text, address) {
		t.Errorf("another page: %d %s", r.status, r.text)
	}
	if r := s.do(s.request("DELETE", address, "", "")); r.status != 405 {
		t.Errorf("DELETE: %d", r.status)
	}
}

func TestPageEscapes(t *testing.T) {
	s := newStage(t)
	s.world.server.ByID["9999901"].Integrations[0].Name = "<b>&\"'"
	if r := s.get("https://9999901.app.netsuite.com/practice/m2m"); strings.Contains(r.text, "<b>") {
		t.Error("a name becomes markup")
	}
	if got := fmt.Sprint(wire.Page(200, "x", "").Header.Get("Content-Security-Policy")); !strings.Contains(got, "default-src 'none'") {
		t.Errorf("policy %q", got)
	}
}

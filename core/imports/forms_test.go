package imports

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/pavlo-v-chernykh/keystore-go/v4"
	"go.yaml.in/yaml/v3"
	"golang.org/x/crypto/ssh"
	pkcs12 "software.sslmate.com/src/go-pkcs12"

	"suitekey/core/m2m"
	"suitekey/core/secret"
)

// pair is a key with its certificate, as Go has them.
type pair struct {
	key         m2m.Key
	pem, cert   string
	certificate *x509.Certificate
	private     any
}

func makePair(t *testing.T, kind m2m.KeyType) pair {
	t.Helper()
	key, err := m2m.Generate(context.Background(), kind)
	if err != nil {
		t.Fatal(err)
	}
	made, err := m2m.SelfSign(key, m2m.CertificateOptions{CommonName: "acme", From: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Days: 300})
	if err != nil {
		t.Fatal(err)
	}
	p := pair{key: key, pem: key.PEM().Reveal(), cert: made.PEM()}
	block, _ := pem.Decode([]byte(p.pem))
	if p.private, err = x509.ParsePKCS8PrivateKey(block.Bytes); err != nil {
		t.Fatal(err)
	}
	block, _ = pem.Decode([]byte(p.cert))
	if p.certificate, err = x509.ParseCertificate(block.Bytes); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p pair) der() []byte {
	block, _ := pem.Decode([]byte(p.pem))
	return block.Bytes
}

func wide(text string, bigEndian bool, mark bool) string {
	var data []byte
	units := utf16.Encode([]rune(text))
	if mark {
		units = append([]uint16{0xfeff}, units...)
	}
	for _, unit := range units {
		low, high := byte(unit), byte(unit>>8)
		if bigEndian {
			low, high = high, low
		}
		data = append(data, low, high)
	}
	return string(data)
}

func eachLine(text, before, after string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i, line := range lines {
		lines[i] = before + line + after
	}
	return strings.Join(lines, "\n") + "\n"
}

// textForms are the forms in which a PEM is carried as text, in a file of its own or
// as the value of something.
func (p pair) textForms() map[string]string {
	lines := strings.Split(strings.TrimSpace(p.pem), "\n")
	body := strings.Join(lines[1:len(lines)-1], "\n")
	return map[string]string{
		"as it is":                  p.pem,
		"Windows line ends":         strings.ReplaceAll(p.pem, "\n", "\r\n"),
		"one line, blanks":          strings.TrimSpace(strings.ReplaceAll(p.pem, "\n", " ")),
		"one line, nothing between": strings.ReplaceAll(p.pem, "\n", ""),
		`backslash n`:               strings.ReplaceAll(p.pem, "\n", `\n`),
		`backslash r backslash n`:   strings.ReplaceAll(p.pem, "\n", `\r\n`),
		"two backslashes and n":     strings.ReplaceAll(p.pem, "\n", `\\n`),
		"n":                         strings.ReplaceAll(p.pem, "\n", "n"),
		"no BEGIN and END":          body,
		"bare, one line":            strings.ReplaceAll(body, "\n", ""),
		"bare, base64url":           strings.NewReplacer("\n", "", "+", "-", "/", "_", "=", "").Replace(body),
		"base64 of the PEM":         base64.StdEncoding.EncodeToString([]byte(p.pem)),
		"base64 of DER":             base64.StdEncoding.EncodeToString(p.der()),
		"backslashes at line ends":  eachLine(p.pem, "", `\`),
		"four dashes":               strings.ReplaceAll(p.pem, "-----", "----"),
		"long dashes":               strings.ReplaceAll(p.pem, "-----", "——-"),
	}
}

// fileForms are those of a file of its own, beside the text forms.
func (p pair) fileForms(t *testing.T) map[string]string {
	t.Helper()
	openSSH, err := ssh.MarshalPrivateKey(p.private, "acme")
	if err != nil {
		t.Fatal(err)
	}
	empty, err := pkcs12.Modern.Encode(p.private, p.certificate, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	forms := map[string]string{
		"byte order mark":       "\ufeff" + p.pem,
		"old Mac line ends":     strings.ReplaceAll(p.pem, "\n", "\r"),
		"UTF-16LE":              wide(strings.ReplaceAll(p.pem, "\n", "\r\n"), false, true),
		"UTF-16BE":              wide(p.pem, true, true),
		"UTF-16LE, no mark":     wide(p.pem, false, false),
		"UTF-16BE, no mark":     wide(p.pem, true, false),
		"indented":              eachLine(p.pem, "    ", ""),
		"quoted mail":           eachLine(p.pem, "> ", ""),
		"in quotes":             `"` + strings.TrimSpace(p.pem) + `"`,
		"blank lines between":   eachLine(p.pem, "", "\n"),
		"words around it":       "Bag Attributes\n    friendlyName: acme\n" + p.pem + "\nthat was it\n",
		"escaped as in a URL":   url.PathEscape(p.pem),
		"escaped as in JSON":    strings.NewReplacer("\n", `\n`, "+", `\u002b`, "/", `\/`).Replace(p.pem),
		"DER":                   string(p.der()),
		"OpenSSH":               string(pem.EncodeToMemory(openSSH)),
		"PKCS#12, no password":  string(empty),
		"certificate after it":  p.pem + p.cert,
		"certificate before it": p.cert + p.pem,
		"both on one line":      strings.ReplaceAll(p.pem+p.cert, "\n", ""),
		"both between blanks":   strings.ReplaceAll(p.cert+p.pem, "\n", " "),
	}
	return forms
}

// stores are closed: they are read with their password.
func (p pair) stores(t *testing.T) map[string][]byte {
	t.Helper()
	stores := map[string][]byte{}
	for name, encoder := range map[string]*pkcs12.Encoder{"PKCS#12, OpenSSL 3": pkcs12.Modern, "PKCS#12, older": pkcs12.LegacyDES, "PKCS#12, RC2": pkcs12.LegacyRC2} {
		data, err := encoder.Encode(p.private, p.certificate, nil, "changeit")
		if err != nil {
			t.Fatal(err)
		}
		stores[name] = data
	}
	store := keystore.New(keystore.WithCustomRandomNumberGenerator(rand.Reader))
	err := store.SetPrivateKeyEntry("acme", keystore.PrivateKeyEntry{
		CreationTime: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), PrivateKey: p.der(),
		CertificateChain: []keystore.Certificate{{Type: "X509", Content: p.certificate.Raw}},
	}, []byte("changeit"))
	if err != nil {
		t.Fatal(err)
	}
	var data bytes.Buffer
	if err := store.Store(&data, []byte("changeit")); err != nil {
		t.Fatal(err)
	}
	stores["Java keystore"] = data.Bytes()
	return stores
}

// carriers put a value into files of other programs.
var carriers = map[string]struct {
	format string
	write  func(t *testing.T, value string) string
}{
	".env, in double quotes": {"dotenv", func(_ *testing.T, v string) string {
		return "NETSUITE_ACCOUNT_ID=1234567\nNETSUITE_PRIVATE_KEY=\"" + v + "\"\n"
	}},
	".env, in single quotes": {"dotenv", func(_ *testing.T, v string) string {
		return "export NETSUITE_PRIVATE_KEY='" + v + "'\nNETSUITE_ACCOUNT_ID=1234567\n"
	}},
	"$GITHUB_ENV": {"dotenv", func(_ *testing.T, v string) string {
		return "NETSUITE_PRIVATE_KEY<<EOF\n" + v + "\nEOF\nNETSUITE_ACCOUNT_ID=1234567\n"
	}},
	"JSON": {"json", func(t *testing.T, v string) string {
		data, err := json.Marshal(map[string]string{"account": "1234567", "private_key": v})
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}},
	"YAML": {"yaml", func(t *testing.T, v string) string {
		data, err := yaml.Marshal(map[string]string{"account": "1234567", "private_key": v})
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}},
	"Kubernetes": {"yaml", func(_ *testing.T, v string) string {
		return "kind: Secret\ndata:\n  NETSUITE_PRIVATE_KEY: " + base64.StdEncoding.EncodeToString([]byte(v)) + "\n  NETSUITE_ACCOUNT_ID: MTIzNDU2Nw==\n"
	}},
	"Postman": {"postman", func(t *testing.T, v string) string {
		data, err := json.Marshal([]map[string]string{{"key": "ACCOUNT", "value": "1234567"}, {"key": "PRIVATE_KEY", "value": v}})
		if err != nil {
			t.Fatal(err)
		}
		return `{"name":"NS","values":` + string(data) + "}"
	}},
}

// isKey reports whether what was read is that very key.
func isKey(t *testing.T, p pair, found Found, password string) {
	t.Helper()
	read, err := m2m.ParseKey(found.Secrets["key_file"], secret.New(password))
	if err != nil {
		t.Fatal(err)
	}
	if read.PEM().Reveal() != p.pem {
		t.Error("another key was read")
	}
}

// TestKeysInEveryForm reads a key of each family in every form that people carry it
// in, byte for byte: from a file of its own and from the files of other programs.
func TestKeysInEveryForm(t *testing.T) {
	files := 0
	for _, kind := range []m2m.KeyType{m2m.P256, m2m.RSA3072} {
		p := makePair(t, kind)
		alone := p.fileForms(t)
		for name, text := range p.textForms() {
			alone[name] = text
			for carrier, c := range carriers {
				files++
				t.Run(fmt.Sprintf("%s/%s/%s", kind, carrier, name), func(t *testing.T) {
					f, _ := Find(c.format)
					found, err := Read(f, []byte(c.write(t, text)), Choice{})
					if err != nil {
						t.Fatal(err)
					}
					if found.Answers["account"] != "1234567" {
						t.Errorf("what stands beside the key is lost: %v", found.Left)
					}
					isKey(t, p, found, "")
				})
			}
		}
		f, _ := Find("pem")
		for name, text := range alone {
			files++
			t.Run(fmt.Sprintf("%s/file/%s", kind, name), func(t *testing.T) {
				found, err := Read(f, []byte(text), Choice{})
				if err != nil {
					t.Fatal(err)
				}
				isKey(t, p, found, "")
			})
		}
		for name, data := range p.stores(t) {
			files += 2
			t.Run(fmt.Sprintf("%s/store/%s", kind, name), func(t *testing.T) {
				for _, text := range []string{string(data), base64.StdEncoding.EncodeToString(data)} {
					found, err := Read(f, []byte(text), Choice{})
					if err != nil || !found.Encrypted {
						t.Fatalf("%v, closed: %v", err, found.Encrypted)
					}
					isKey(t, p, found, "changeit")
					if _, err := m2m.ParseKey(found.Secrets["key_file"], secret.New("wrong")); err == nil || !strings.Contains(err.Error(), "this is a ") {
						t.Errorf("with a wrong password: %v", err)
					}
				}
			})
		}
	}
	t.Logf("%d files", files)
	if files < 120 {
		t.Errorf("%d files", files)
	}
}

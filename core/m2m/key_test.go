package m2m

import (
	"bytes"
	"context"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"suitekey/core/secret"
)

func TestKeyTypes(t *testing.T) {
	cases := []struct {
		kind       KeyType
		name       string
		spellings  []string
		algorithms []Algorithm
	}{
		{P256, "EC P-256", []string{"p256", "P-256", "EC P-256", "prime256v1", " secp256r1 "}, []Algorithm{ES256}},
		{P384, "EC P-384", []string{"p384", "secp384r1", "ec-p384"}, []Algorithm{ES384}},
		{P521, "EC P-521", []string{"P521", "secp521r1", "EC P-521"}, []Algorithm{ES512}},
		{RSA3072, "RSA 3072", []string{"rsa3072", "RSA-3072", "rsa:3072"}, []Algorithm{PS256, PS384, PS512}},
		{RSA4096, "RSA 4096", []string{"rsa4096", "RSA 4096", "rsa_4096"}, []Algorithm{PS256, PS384, PS512}},
	}
	for i, c := range cases {
		if KeyTypes()[i] != c.kind || c.kind.Name() != c.name || fmt.Sprint(c.kind.Algorithms()) != fmt.Sprint(c.algorithms) {
			t.Errorf("%s: name %q, algorithms %v", c.kind, c.kind.Name(), c.kind.Algorithms())
		}
		for _, spelling := range c.spellings {
			if got, err := ParseKeyType(spelling); got != c.kind || err != nil {
				t.Errorf("ParseKeyType(%q) = %q, %v", spelling, got, err)
			}
		}
		key := keyOf(t, c.kind)
		if key.Type() != c.kind || key.IsZero() {
			t.Errorf("generated %s, got %s", c.kind, key.Type())
		}
		again, err := ParseKey(key.PEM(), secret.Secret{})
		if err != nil || !again.PEM().Equal(key.PEM()) {
			t.Errorf("%s does not survive being written and read: %v", c.kind, err)
		}
	}
	if DefaultKeyType != P256 || KeyTypes()[0] != P256 {
		t.Error("the default is P-256")
	}
}

func TestParseNamesRefused(t *testing.T) {
	var unsupported *UnsupportedKeyError
	if _, err := ParseKeyType("RSA-2048"); !errors.As(err, &unsupported) {
		t.Errorf("RSA-2048: %v", err)
	}
	for _, text := range []string{"", "dsa", "p224", "ed25519", strings.Repeat("x", 5<<20), "\x1b[2J"} {
		if _, err := ParseKeyType(text); err == nil || len(err.Error()) > 300 || strings.ContainsRune(err.Error(), 0x1b) {
			t.Errorf("ParseKeyType(%.20q): %v", text, err)
		}
		if _, err := ParseAlgorithm(text); err == nil || len(err.Error()) > 300 || strings.ContainsRune(err.Error(), 0x1b) {
			t.Errorf("ParseAlgorithm(%.20q): %v", text, err)
		}
	}
	if _, err := ParseAlgorithm("RS256"); err == nil || !strings.Contains(err.Error(), "PS256") {
		t.Errorf("RS256: %v", err)
	}
	for _, a := range Algorithms() {
		if got, err := ParseAlgorithm(strings.ToLower(string(a))); got != a || err != nil {
			t.Errorf("%s: %s, %v", a, got, err)
		}
	}
	if err := P256.CheckAlgorithm(ES384); err == nil || !strings.Contains(err.Error(), "choose ES256") {
		t.Errorf("P-256 with ES384: %v", err)
	}
}

func TestGenerateIsCancelledAtOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(time.Millisecond, cancel)
	_, err := Generate(ctx, RSA4096)
	// A key that is found within a millisecond is next to impossible.
	wantErr(t, err, context.Canceled)
	if _, err := Generate(ctx, P256); !errors.Is(err, context.Canceled) {
		t.Errorf("an already cancelled context: %v", err)
	}
	if _, err := Generate(context.Background(), "rsa1024"); err == nil {
		t.Error("an unknown type was made")
	}
}

func TestKeyNeverPrints(t *testing.T) {
	key := keyOf(t, P256)
	type holder struct {
		key  Key
		ptr  *Key
		Open Key
		list []Key
	}
	h := holder{key, &key, key, []Key{key}}
	var output strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%X"} {
		for _, value := range []any{key, &key, h, &h, []any{key, h}, map[string]Key{"k": key}} {
			fmt.Fprintf(&output, verb+"\n", value)
		}
	}
	slog.New(slog.NewTextHandler(&output, nil)).Info("m", "key", key, "holder", h)
	slog.New(slog.NewJSONHandler(&output, nil)).Info("m", "key", key, "holder", h)
	var buffer bytes.Buffer
	for name, err := range map[string]error{
		"json": func() error { _, err := json.Marshal(key); return err }(),
		"xml":  func() error { _, err := xml.Marshal(key); return err }(),
		"gob":  gob.NewEncoder(&buffer).Encode(key),
	} {
		if !errors.Is(err, secret.ErrMarshal) {
			t.Errorf("%s: %v", name, err)
		}
	}
	private := keyNumbers(t, key)
	for _, form := range private {
		if strings.Contains(output.String(), form) {
			t.Errorf("the private number shows:\n%s", output.String())
		}
	}
}

func TestZeroKey(t *testing.T) {
	var none Key
	if !none.IsZero() || none.Type() != "" || none.Public() != nil || !none.PEM().IsEmpty() {
		t.Error("the zero key is not empty")
	}
	if _, err := SelfSign(none, CertificateOptions{}); err == nil {
		t.Error("a certificate of no key was made")
	}
	if _, err := benchAssertion().Sign(none); err == nil {
		t.Error("an assertion was signed with no key")
	}
	if err := Match(none, Certificate{}); err == nil {
		t.Error("nothing matches nothing")
	}
}

package secret

import (
	"bytes"
	"encoding/base64"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"text/template"
)

const marked = "MARKED-d26ad321a4b2f23b0741c8d38392ce01"

// leaks lists the encodings in which the marked text must never be found.
func leaks(output string) string {
	for name, form := range map[string]string{
		"plain":  marked,
		"hex":    hex.EncodeToString([]byte(marked)),
		"HEX":    strings.ToUpper(hex.EncodeToString([]byte(marked))),
		"spaced": strings.TrimSpace(fmt.Sprintf("% x", marked)),
		"base64": base64.RawStdEncoding.EncodeToString([]byte(marked)),
		"bytes":  strings.Trim(fmt.Sprint([]byte(marked)), "[]"),
	} {
		if strings.Contains(output, form) {
			return name
		}
	}
	return ""
}

type exported struct {
	Name  string
	Value Secret
	Ptr   *Secret
	List  []Secret
	Map   map[string]Secret
	Keyed map[Secret]int
	Any   any
}

type hidden struct {
	name  string
	value Secret
	ptr   *Secret
	list  []Secret
	array [1]Secret
	table map[string]Secret
	keyed map[Secret]int
	inner struct{ value Secret }
	any   any
}

func carriers() map[string]any {
	s := New(marked)
	out := exported{"n", s, &s, []Secret{s}, map[string]Secret{"k": s}, map[Secret]int{s: 1}, s}
	in := hidden{
		name: "n", value: s, ptr: &s, list: []Secret{s}, array: [1]Secret{s},
		table: map[string]Secret{"k": s}, keyed: map[Secret]int{s: 1}, any: s,
	}
	in.inner.value = s
	return map[string]any{
		"itself":              s,
		"pointer":             &s,
		"slice":               []Secret{s},
		"slice of pointers":   []*Secret{&s},
		"array":               [2]Secret{s, s},
		"map":                 map[string]Secret{"k": s},
		"map of pointers":     map[string]*Secret{"k": &s},
		"map key":             map[Secret]string{s: "v"},
		"exported fields":     out,
		"exported, pointer":   &out,
		"unexported fields":   in,
		"unexported, pointer": &in,
		"slice of structs":    []hidden{in},
		"any":                 []any{s, &s, in},
		"anonymous":           struct{ s Secret }{s},
	}
}

func TestFormattingNeverShowsTheText(t *testing.T) {
	verbs := []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d", "%c", "%U", "%t", "%e", "%p", "%T", "%10.3s", "%z"}
	for name, carrier := range carriers() {
		for _, verb := range verbs {
			if form := leaks(fmt.Sprintf(verb, carrier)); form != "" {
				t.Errorf("%s printed with %s shows the text (%s)", name, verb, form)
			}
		}
		if form := leaks(fmt.Sprint(carrier) + fmt.Sprintln(carrier) + fmt.Errorf("failed: %v", carrier).Error()); form != "" {
			t.Errorf("%s printed by default shows the text (%s)", name, form)
		}
	}
}

func TestEncodersRefuseOrRedact(t *testing.T) {
	gob.Register(Secret{})
	encoders := map[string]func(any) (string, error){
		"json": func(v any) (string, error) { b, err := json.Marshal(v); return string(b), err },
		"json indent": func(v any) (string, error) {
			b, err := json.MarshalIndent(v, "", " ")
			return string(b), err
		},
		"xml": func(v any) (string, error) { b, err := xml.Marshal(v); return string(b), err },
		"gob": func(v any) (string, error) {
			var buffer bytes.Buffer
			err := gob.NewEncoder(&buffer).Encode(v)
			return buffer.String(), err
		},
		"template": func(v any) (string, error) {
			var buffer bytes.Buffer
			err := template.Must(template.New("t").Parse("{{.}} {{printf \"%s %x\" . .}}")).Execute(&buffer, v)
			return buffer.String(), err
		},
	}
	for name, carrier := range carriers() {
		for encoder, encode := range encoders {
			output, err := encode(carrier)
			if err != nil {
				output += err.Error()
			}
			if form := leaks(output); form != "" {
				t.Errorf("%s through %s shows the text (%s)", name, encoder, form)
			}
		}
	}
}

func TestSerialisingIsAnError(t *testing.T) {
	s := New(marked)
	type record struct{ Value Secret }
	type attribute struct {
		Value Secret `xml:"value,attr"`
	}
	for name, err := range map[string]error{
		"json":           second(json.Marshal(s)),
		"json pointer":   second(json.Marshal(&s)),
		"json field":     second(json.Marshal(record{s})),
		"xml":            second(xml.Marshal(s)),
		"xml field":      second(xml.Marshal(record{s})),
		"xml attribute":  second(xml.Marshal(attribute{s})),
		"gob":            gob.NewEncoder(new(bytes.Buffer)).Encode(s),
		"gob field":      gob.NewEncoder(new(bytes.Buffer)).Encode(record{s}),
		"text":           second(s.MarshalText()),
		"binary":         second(s.MarshalBinary()),
		"empty is no ok": second(json.Marshal(Secret{})),
	} {
		if !errors.Is(err, ErrMarshal) {
			t.Errorf("%s: got %v, want ErrMarshal", name, err)
		}
	}
	// encoding/json flattens the error of a map's key to text.
	if _, err := json.Marshal(map[Secret]int{s: 1}); err == nil {
		t.Error("json map key: no error")
	}
}

func second[T any](_ T, err error) error { return err }

func TestLogsNeverShowTheText(t *testing.T) {
	for name, carrier := range carriers() {
		var buffer bytes.Buffer
		for _, handler := range []slog.Handler{slog.NewTextHandler(&buffer, nil), slog.NewJSONHandler(&buffer, nil)} {
			log := slog.New(handler)
			log.Info("message", "value", carrier, slog.Group("group", slog.Any("value", carrier)))
			log.With("value", carrier).WithGroup("g").Error("again", slog.Any("err", fmt.Errorf("bad %v", carrier)))
		}
		if form := leaks(buffer.String()); form != "" {
			t.Errorf("%s in a log shows the text (%s):\n%s", name, form, buffer.String())
		}
	}
}

func TestRedactionIsReadable(t *testing.T) {
	s := New(marked)
	for _, got := range []string{s.String(), s.GoString(), fmt.Sprint(s), fmt.Sprintf("%#v", &s), fmt.Sprintf("%x", s), s.LogValue().String()} {
		if got != "[secret]" {
			t.Errorf("got %q, want [secret]", got)
		}
	}
}

func TestReveal(t *testing.T) {
	cases := []struct {
		text, tail string
		empty      bool
	}{
		{"", "", true},
		{"short", "", false},
		{"fifteen letters", "", false},
		{"sixteen letters!", "ers!", false},
		{"sechzehn Zeichen für", " für", false},
	}
	for _, c := range cases {
		s := New(c.text)
		if s.Reveal() != c.text || s.Len() != len(c.text) || s.IsEmpty() != c.empty || s.Tail() != c.tail {
			t.Errorf("%q: reveal %q, length %d, empty %v, tail %q", c.text, s.Reveal(), s.Len(), s.IsEmpty(), s.Tail())
		}
	}
	if New("") != (Secret{}) {
		t.Error("the empty secret is the zero value")
	}
}

func TestEqual(t *testing.T) {
	if !New("a").Equal(New("a")) || New("a").Equal(New("b")) || New("a").Equal(New("aa")) ||
		New("a").Equal(Secret{}) || !(Secret{}).Equal(New("")) {
		t.Error("Equal does not compare the texts")
	}
}

package export

import (
	"slices"
	"strings"
	"testing"

	"suitekey/core/profile"
	"suitekey/core/secret"
)

func TestReaders(t *testing.T) {
	keys := map[string]bool{}
	for _, r := range Readers() {
		if keys[r.Key] || r.Name == "" || !strings.HasPrefix(r.Source, "https://") || r.Tried == "" || envForms[r.Form] == nil {
			t.Errorf("%q is incomplete or twice there", r.Key)
		}
		keys[r.Key] = true
		if !r.Lines && (r.Instead == "" || r.Default) {
			t.Errorf("%s holds no value of several lines: what to do instead is %q, default is %v", r.Key, r.Instead, r.Default)
		}
		if err := CheckReader(m2m(t), r); r.Lines != (err == nil) {
			t.Errorf("%s: %v", r.Key, err)
		}
		if err := CheckReader(tba(t), r); err != nil {
			t.Errorf("%s cannot hold TBA: %v", r.Key, err)
		}
	}
}

// What a reader would change is refused, and never repeated.
func TestReadersRefuse(t *testing.T) {
	f, _ := Find(Dotenv)
	for key, texts := range map[string][]string{
		"docker": {"a\nb", ` ends with a blank `, `"quoted"`, "# comment"}, "node": {"it's"}, "next": {"a$b"}, "php": {"a$b", `a"b`, `a\b`}, "python": {`a\nb`},
	} {
		r, ok := FindReader(key)
		if !ok {
			t.Fatalf("there is no reader %s", key)
		}
		for _, text := range texts {
			p := tba(t)
			p.TokenSecret = secret.New(text)
			if err := CheckReader(p, r); err == nil || strings.Contains(err.Error(), text) || !strings.Contains(err.Error(), "the token secret") {
				t.Errorf("%s and %q: %v", key, text, err)
			}
			if _, err := Render(p, f, Options{Reader: key}); err == nil || strings.Contains(err.Error(), text) {
				t.Errorf("%s and %q: %v", key, text, err)
			}
		}
	}
	if _, err := Render(tba(t), f, Options{Reader: "nobody"}); err == nil {
		t.Error("a reader that does not exist is taken")
	}
}

// The head says who cannot read the file, only where there is such a value.
func TestHeadOfDotenv(t *testing.T) {
	f, _ := Find(Dotenv)
	for _, c := range []struct {
		p      profile.Profile
		reader string
		want   []string
		no     []string
	}{
		{tba(t), "", nil, []string{"Readers"}},
		{m2m(t), "", []string{"--reader): env-cmd", "cannot read such a key: docker", "suitekey exec acme_m2m.sb1 --"}, []string{"systemd"}},
		{m2m(t), "systemd", []string{"# Written for systemd (EnvironmentFile)."}, []string{"docker"}},
	} {
		text, err := Render(c.p, f, Options{Reader: c.reader})
		if err != nil {
			t.Fatal(err)
		}
		head := text.Reveal()[:strings.Index(text.Reveal(), "NETSUITE_")]
		if slices.ContainsFunc(c.want, func(w string) bool { return !strings.Contains(head, w) }) || slices.ContainsFunc(c.no, func(w string) bool { return strings.Contains(head, w) }) {
			t.Errorf("%s for %q: the head is\n%s", c.p.Name, c.reader, head)
		}
	}
}

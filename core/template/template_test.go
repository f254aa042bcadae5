package template

import (
	"errors"
	"strings"
	"testing"
	texttemplate "text/template"
)

type field struct{ Key, Text string }

type page struct {
	Name, Empty string
	Secret      bool
	Fields      []field
	None        []field
	Scopes      []string
	Guide       struct{ Next []string }
}

func (p page) Value(name string) (string, error) {
	if name != "id" {
		return "", errors.New("there is no such value")
	}
	return "7", nil
}

func (p page) scope(name string, args ...string) (any, error) {
	fields := func(list []field) (scopes []Scope) {
		for _, f := range list {
			scopes = append(scopes, func(name string, _ ...string) (any, error) {
				return map[string]any{"Key": f.Key, "Text": f.Text}[name], nil
			})
		}
		return scopes
	}
	switch name {
	case "Value":
		return p.Value(args[0])
	case "Guide":
		return Scope(func(string, ...string) (any, error) { return p.Guide.Next, nil }), nil
	}
	return map[string]any{
		"Name": p.Name, "Empty": p.Empty, "Secret": p.Secret, "Fields": fields(p.Fields), "None": fields(p.None), "Scopes": p.Scopes,
	}[name], nil
}

func upper(args ...string) (string, error) { return strings.ToUpper(strings.Join(args, "-")), nil }

var whole = page{Name: "acme", Secret: true, Fields: []field{{"a", "1"}, {"b", "2"}}, Scopes: []string{"x", "y"}}

// TestFillIsTextTemplate compares with the library whose language it is.
func TestFillIsTextTemplate(t *testing.T) {
	whole.Guide.Next = []string{"then", "last"}
	for _, text := range []string{
		"", "plain", "{{.Name}}", "{{ .Name -}}  \n x", "{{upper .Name}}", `{{upper .Name "b"}}`, `{{upper (print .Name ".p12" (.Value "id"))}}`,
		"{{range .Fields}}{{.Key}}={{.Text}};{{end}}", "{{range $i, $f := .Fields}}{{if $i}},{{end}}{{$f.Key}}{{$.Name}}{{end}}",
		"{{range $s := .Scopes}}{{$s}}{{.}}{{end}}", "{{range .None}}x{{else}}none{{end}}", "{{if .Secret}}s{{else}}p{{end}}",
		"{{if .Empty}}s{{else if .Name}}n{{else}}p{{end}}", `{{if eq .Name "acme"}}yes{{end}}`, `{{if eq .Name "other"}}yes{{end}}`,
		"{{with .Name}}{{.}}{{$.Name}}{{end}}", "{{range .Guide.Next}}{{.}}\n{{end}}", `{{"${{"}}{{.Secret}}{{/* nothing */}}`, "{{range $i, $f := .Scopes}}{{$i}}{{end}}",
	} {
		var want strings.Builder
		made, err := texttemplate.New("").Funcs(texttemplate.FuncMap{"upper": upper}).Parse(text)
		if err == nil {
			err = made.Execute(&want, whole)
		}
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		got, err := Fill("t", text, Functions{"upper": upper}, whole.scope)
		if err != nil || got != want.String() {
			t.Errorf("%s: %q, %v, not %q", text, got, err, want.String())
		}
	}
}

// What Fill does not know is an error, and so is what a scope or a function refuses.
func TestFillRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"{{.Name | upper}}":                     "not known",
		"{{range .Name}}{{end}}":                "not known",
		"{{.Scopes}}":                           "not known",
		"{{.Name.Other}}":                       "not known",
		"{{len .Name}}":                         "not defined",
		"{{define `x`}}{{end}}{{template `x`}}": "not known",
		"{{3}}":                                 "not known",
		"{{.Name":                               "unclosed action",
		`{{.Value "other"}}`:                    "there is no such value",
		`{{upper (.Value "other")}}`:            "there is no such value",
		"{{range .Fields}}{{break}}{{end}}":     "not known",
	} {
		if got, err := Fill("t", text, Functions{"upper": upper}, whole.scope); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %q, %v, not an error with %q", text, got, err, want)
		}
	}
}

package export

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"suitekey/core/profile"
)

// A list of scopes is written in the product's own way.
func TestScopes(t *testing.T) {
	scopes := []string{"rest_webservices", "restlets"}
	for _, f := range Formats() {
		p := m2m(t)
		if _, takes := f.variant(p); !takes {
			continue
		}
		text, err := Render(p, f, Options{})
		if err != nil {
			t.Errorf("%s: %v", f.Key, err)
		}
		want := strings.Join(scopes, f.Scopes)
		switch f.Scopes {
		case NoScopes:
			want = ""
		case ScopeList:
			want = `"rest_webservices", "restlets"`
		}
		if got := text.Reveal(); !strings.Contains(got, want) || (want == "") == strings.Contains(got, "rest_webservices") {
			t.Errorf("%s does not write its scopes as %q:\n%s", f.Key, want, got)
		}
	}
}

// Celigo fills in the two times; with them the payload is JSON.
func TestCeligoPayload(t *testing.T) {
	f, _ := Find("celigo")
	for _, field := range Fields(m2m(t), f) {
		if field.Label != "JWT payload" {
			continue
		}
		var claims struct {
			Iss, Aud string
			Scope    []string
			Iat, Exp int
		}
		text := regexp.MustCompile(`\{\{[^}]+\}\}`).ReplaceAllString(field.Value, "7")
		if err := json.Unmarshal([]byte(text), &claims); err != nil {
			t.Fatalf("%v:\n%s", err, text)
		}
		if claims.Iss != m2m(t).ConsumerKey || claims.Aud != m2m(t).Account.TokenURL() || len(claims.Scope) != 2 || claims.Iat != 7 || claims.Exp != 7 {
			t.Errorf("the claims are %+v", claims)
		}
		return
	}
	t.Error("there is no field for the payload")
}

// The names of Kubernetes: its validation of a DNS subdomain, v1.32.
var subdomain = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`)

func TestDNSName(t *testing.T) {
	names := []string{"acme", "acme-1", "acme_1", "acme_1_", "acme-1-", "a.b", "a.-b", "a_.b", "a-.b", "a._.b", "a.b_", "a._._.b", strings.Repeat("x", 63)}
	made := map[string]string{}
	for _, name := range names {
		if err := profile.CheckName(name); err != nil {
			t.Fatal(err)
		}
		got := dnsName(name)
		if !subdomain.MatchString(got) || len(got) > 253 {
			t.Errorf("%s becomes %s, which Kubernetes refuses", name, got)
		}
		if other, twice := made[got]; twice {
			t.Errorf("%s and %s both become %s", name, other, got)
		}
		made[got] = name
	}
	if got := dnsName("acme-1.sb"); got != "netsuite-acme-1.sb" {
		t.Errorf("a name without faults becomes %s", got)
	}
}

// Docker Swarm takes 64 characters (swarmkit, controlapi/common.go).
func TestNamesOfDocker(t *testing.T) {
	f, _ := Find("docker")
	for _, p := range []profile.Profile{tba(t), m2m(t), code(t)} {
		for _, length := range []int{20, 30, 40, 63} {
			p.Name = strings.Repeat("n", length)
			text, err := Render(p, f, Options{})
			if err != nil {
				t.Fatal(err)
			}
			longest := 0
			for _, found := range regexp.MustCompile(`docker secret create (\S+)`).FindAllStringSubmatch(text.Reveal(), -1) {
				longest = max(longest, len(found[1]))
			}
			problems := ""
			for _, found := range Check(p, f) {
				problems += found.Problem
			}
			if (longest > 64) != strings.Contains(problems, "names of 64 characters at most") {
				t.Errorf("%s with a name of %d: the longest secret has %d, and the problems are %q", p.Method, length, longest, problems)
			}
		}
	}
}

// The lines that the head of the script gives for a workflow are YAML.
func TestGitHubHead(t *testing.T) {
	f, _ := Find("github")
	text, err := Render(m2m(t), f, Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, head, _ := strings.Cut(text.Reveal(), "gets them by\n")
	head, _, _ = strings.Cut(head, "set -euo")
	var step struct{ Env map[string]string }
	if err := yaml.Unmarshal([]byte(strings.ReplaceAll(head, "#  ", "")), &step); err != nil {
		t.Fatal(err)
	}
	if step.Env["NETSUITE_PRIVATE_KEY"] != "${{ secrets.NETSUITE_PRIVATE_KEY }}" || step.Env["NETSUITE_CERTIFICATE_ID"] != "${{ vars.NETSUITE_CERTIFICATE_ID }}" {
		t.Errorf("the step gets %v", step.Env)
	}
}

// TestEveryFieldIsAValue fails when an answer of a connection cannot be exported.
func TestEveryFieldIsAValue(t *testing.T) {
	for _, p := range []profile.Profile{tba(t), m2m(t)} {
		values := valuesOf(p, ",")
		for _, f := range profile.Fields() {
			v := values[f.Key]
			if v.label == "" || v.secret.IsEmpty() == (f.IsSecret() && !f.IsZero(&p)) {
				t.Errorf("the value %s of core/profile is not there to export: %+v", f.Key, v)
			}
			if f.Origin == profile.Answer && !f.IsSecret() && !f.IsZero(&p) && v.text == "" {
				t.Errorf("the value %s is empty", f.Key)
			}
		}
	}
}

package diagnose

import (
	"slices"
	"strings"
	"testing"

	"suitekey/core/account"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
)

// vocabulary is every word of evidence without a value of its own.
var vocabulary = []string{
	"production", "sandbox", "release-preview", "developer",
	"refused", "forbidden", "limited", "timed-out", "unreachable", "tls", "no-account", "unexpected",
	"tba", "m2m", "code", "tested", "refusals", "refusals-spent", "hmac-sha1", "no-certificate", "family", "query", "mended", "inspected", "records-listed", "unseen-records",
	"signed-in", "slow", "clock-ahead", "clock-behind", "clock-off", "posed", "repeated", "administrator", "other-account",
	"ambiguous-authentication",
}

func TestCatalogue(t *testing.T) {
	c := readCatalogue()
	if len(c.Causes) < 60 {
		t.Errorf("%d causes", len(c.Causes))
	}
	for _, class := range []netsuite.Class{netsuite.Unreachable, netsuite.TimedOut, netsuite.TLS, netsuite.NoAccount,
		netsuite.Refused, netsuite.Forbidden, netsuite.Limited, netsuite.Unexpected} {
		if word := strings.ReplaceAll(string(class), " ", "-"); !slices.Contains(vocabulary, word) {
			t.Errorf("class %q is not in the vocabulary", class)
		}
	}
	seen := map[string]bool{}
	for _, entry := range c.Causes {
		name := string(entry.Method) + " " + entry.Code
		if seen[name] || seen[" "+entry.Code] {
			t.Errorf("%s is there twice", name)
		}
		seen[name] = true
		if entry.Code == "" || entry.Title == "" || !strings.HasSuffix(entry.Cause, ".") || len(entry.Fix) == 0 {
			t.Errorf("%s lacks something: %+v", name, entry)
		}
		for _, sentence := range entry.Fix {
			if !strings.HasSuffix(sentence, ".") {
				t.Errorf("%s: no sentence: %q", name, sentence)
			}
		}
		if entry.Field != "" && !slices.Contains(c.Fields, entry.Field) {
			t.Errorf("%s names the field %q, which is unknown", name, entry.Field)
		}
		if entry.Page != "" && entry.Page.Menu() == "" {
			t.Errorf("%s names the page %q, which is unknown", name, entry.Page)
		}
		if entry.Step != "" && !slices.Contains(c.Steps, entry.Step) {
			t.Errorf("%s names the step %q, which is unknown", name, entry.Step)
		}
		for _, rule := range entry.Rules {
			if rule.Weight < 1 || rule.Weight > 100 || len(rule.If) == 0 {
				t.Errorf("%s: rule %+v", name, rule)
			}
			for _, word := range rule.If {
				word = strings.TrimPrefix(word, "!")
				if !slices.Contains(vocabulary, word) && !strings.Contains(word, ":") {
					t.Errorf("%s: no evidence is called %q", name, word)
				}
			}
		}
	}
}

func TestRank(t *testing.T) {
	sandbox, err := account.Parse("1234567_SB1")
	if err != nil {
		t.Fatal(err)
	}
	production, err := account.Parse("1234567")
	if err != nil {
		t.Fatal(err)
	}
	tba := facts{account: production, method: profile.TBA}
	m2m := facts{account: production, method: profile.M2M}
	tests := []struct {
		name     string
		facts    facts
		evidence []string
		first    string
	}{
		{"a new connection", tba, []string{"refused", "tba", "production"}, "InvalidSignature"},
		{"one that worked", tba, []string{"refused", "tba", "production", "tested"}, "token_rejected"},
		{"a sandbox that worked", facts{account: sandbox, method: profile.TBA}, []string{"refused", "tba", "sandbox", "tested"}, "SandboxRefreshed"},
		{"HMAC-SHA1", tba, []string{"refused", "tba", "production", "hmac-sha1"}, "UnknownAlgorithm"},
		{"after a minute", tba, []string{"refused", "tba", "production", "slow"}, "Overload"},
		{"an odd consumer key", tba, []string{"refused", "tba", "production", "local:ConsumerKeyShape"}, "consumer_key_unknown"},
		{"a told reason", tba, []string{"refused", "tba", "production", "auth:consumer_key_refused"}, "consumer_key_refused"},
		{"a reason that tells nothing", tba, []string{"refused", "tba", "production", "auth:token_rejected"}, "InvalidSignature"},
		{"scope", m2m, []string{"refused", "m2m", "production", "code:invalid_scope"}, "ScopeMismatched"},
		{"certificate", m2m, []string{"refused", "m2m", "production", "code:invalid_client"}, "MissingKey"},
		{"SOAP permission", tba, []string{"forbidden", "tba", "at:soap", "signed-in", "code:WS_PERMISSION_REQD"}, "WS_PERMISSION_REQD"},
		{"unknown account", tba, []string{"no-account", "tba"}, "AccountUnknown"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := evidence{}
			e.add(test.evidence...)
			causes := rank(e, test.facts, false)
			if len(causes) == 0 || causes[0].Code != test.first {
				t.Errorf("got %+v, want %s first", causes, test.first)
			}
		})
	}
}

func TestLookup(t *testing.T) {
	id, err := account.Parse("1234567_SB1")
	if err != nil {
		t.Fatal(err)
	}
	cause, ok := Lookup(" Consumer_Key_Refused ", profile.Profile{Account: id, Method: profile.TBA})
	if !ok || cause.Step != "integration" || cause.Menu == "" || !strings.HasPrefix(cause.URL, "https://1234567-sb1.app.netsuite.com/") {
		t.Errorf("got %+v", cause)
	}
	if _, ok := Lookup("MissingKey", profile.Profile{Method: profile.TBA}); ok {
		t.Error("a value of the other method was found")
	}
}

package answers

import (
	"strings"
	"testing"

	"suitekey/core/secret"
	"suitekey/steps"
)

func readAll(t *testing.T, text string, secretsOnly bool) (steps.Given, error) {
	t.Helper()
	given := steps.Given{Answers: map[string]string{}, Secrets: map[string]secret.Secret{}}
	return given, Read([]byte(text), "a.yaml", &given, secretsOnly)
}

// YAML would read several of these as numbers, truths or times.
func TestValuesAreTakenAsWritten(t *testing.T) {
	given, err := readAll(t, `
account: 9999901_01
consumer_key: 1234e56789012345678901234567890123456789012345678901234567890123
token_id: 0123456789012345678901234567890123456789012345678901234567890123
role: 2026-11-21
timeout: 0x10
accept-sha1: true
remember: no
surfaces: [rest, soap]
scopes: rest_webservices restlets
entity: ~
consumer_secret: 12e5
`, false)
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"account": "9999901_01", "consumer_key": "1234e56789012345678901234567890123456789012345678901234567890123",
		"token_id": "0123456789012345678901234567890123456789012345678901234567890123", "role": "2026-11-21", "timeout": "0x10",
		"accept_sha1": "yes", "remember": "no", "surfaces": "rest,soap", "scopes": "rest_webservices restlets", "entity": "",
	} {
		if got := given.Answers[key]; got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if got := given.Secrets["consumer_secret"].Reveal(); got != "12e5" {
		t.Errorf("the secret is %q", got)
	}
	if _, leaked := given.Answers["consumer_secret"]; leaked {
		t.Error("the secret is among the answers")
	}
}

func TestJSONAnswers(t *testing.T) {
	given, err := readAll(t, `{"account": "1234567", "timeout": 120, "surfaces": ["rest"], "accept_sha1": false, "key_passphrase": "a \"b\" ü"}`, false)
	if err != nil || given.Answers["timeout"] != "120" || given.Answers["accept_sha1"] != "no" || given.Secrets["key_passphrase"].Reveal() != `a "b" ü` {
		t.Errorf("got %v, %v", given.Answers, err)
	}
}

func TestRefusedAnswersAreNotQuoted(t *testing.T) {
	for _, text := range []string{
		"consumer_secret: *canary", "consumer_secret: {canary: canary}", "{\"consumer_secret\": \"canary", "consumer_secret: [a, [canary]]",
		"canary", "- canary", "consumer_secret: canary: canary", "consumer_secret: !!binary canary!", "consumer_secret: |\n\tcanary", "? [canary]\n: canary",
	} {
		if _, err := readAll(t, text, false); err == nil && text != "consumer_secret: !!binary canary!" {
			t.Errorf("%q was taken", text)
		} else if err != nil && strings.Contains(err.Error(), "canary") {
			t.Errorf("%q is quoted: %v", text, err)
		}
	}
	if _, err := readAll(t, "account: 1\n\tmethod: tba", false); err == nil || !strings.Contains(err.Error(), "(line 2)") {
		t.Errorf("the place is not named: %v", err)
	}
	if _, err := readAll(t, "hunter2-key-passphrase: yes", false); err == nil || strings.Contains(err.Error(), "hunter2-key") || !strings.Contains(err.Error(), "hunter2-") {
		t.Errorf("a secret in the place of a key is quoted: %v", err)
	}
	hidden := "line 1: there is no such answer: a value of 64 characters"
	if _, err := readAll(t, strings.Repeat("11d0ca10", 8)+": x", false); err == nil || !strings.Contains(err.Error(), hidden) || strings.Contains(err.Error(), "11d0") {
		t.Errorf("the beginning of a secret in the place of a key is quoted: %v", err)
	}
	if _, err := readAll(t, "consumer_sekret: x", false); err == nil || !strings.Contains(err.Error(), `"consumer_sekret": did you mean consumer_secret?`) {
		t.Errorf("a slip of the finger is not named: %v", err)
	}
	if _, err := readAll(t, "account: 1234567", true); err == nil {
		t.Error("a secrets file with an account was taken")
	}
}

func FuzzAnswers(f *testing.F) {
	for _, seed := range []string{"account: 1", `{"account": "1"}`, "- a", "a: &a [*a]", "", "\x00", "consumer_secret: |\n  x\n", "<<: {account: 1}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		given, err := readAll(t, text, false)
		if err == nil && len(given.Answers)+len(given.Secrets) == 0 && strings.TrimSpace(text) != "{}" && !strings.Contains(text, "{") && !strings.Contains(text, "#") {
			t.Logf("%q gives nothing", text)
		}
	})
}

package journeys

import (
	"encoding/json"
	"strings"
	"testing"

	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/steps/setup"
)

// A draft keeps the diagnosis of its failed test, for exactly the tested values. Whatever
// form another version has stored, the draft itself can be resumed.
func TestADraftHasItsFailedTest(t *testing.T) {
	env, world, _ := practice(t)
	card, err := world.PracticeFor("9999901")
	if err != nil {
		t.Fatal(err)
	}
	wrong := tbaAnswers(card)
	wrong.Secrets[steps.KeyTokenSecret] = secret.New(strings.Repeat("ab", 32))
	walk := start(env, wrong)
	if _, err := steps.Run(t.Context(), walk, nil); err == nil {
		t.Fatal("the test has passed")
	}
	data, err := walk.Draft()
	if err != nil {
		t.Fatal(err)
	}
	spent := len(refusals(world))
	edited := func(change func(draft map[string]json.RawMessage)) secret.Secret {
		var draft map[string]json.RawMessage
		if err := json.Unmarshal([]byte(data.Reveal()), &draft); err != nil {
			t.Fatal(err)
		}
		change(draft)
		text, err := json.Marshal(draft)
		if err != nil {
			t.Fatal(err)
		}
		return secret.New(string(text))
	}
	form := func(from, to string) func(map[string]json.RawMessage) {
		return func(draft map[string]json.RawMessage) {
			text := strings.Replace(string(draft["failed_test"]), from, to, 1)
			if text == string(draft["failed_test"]) {
				t.Errorf("%s is not in the stored form", from)
			}
			draft["failed_test"] = json.RawMessage(text)
		}
	}
	for name, row := range map[string]struct {
		draft secret.Secret
		given steps.Given
		kept  bool
	}{
		"as stored":        {data, steps.Given{}, true},
		"other value":      {data, steps.Given{Secrets: map[string]secret.Secret{steps.KeyTokenSecret: secret.New(card.TokenSecret)}}, false},
		"same value":       {data, steps.Given{Secrets: map[string]secret.Secret{steps.KeyTokenSecret: wrong.Secrets[steps.KeyTokenSecret]}}, true},
		"older version":    {edited(func(draft map[string]json.RawMessage) { delete(draft, "failed_test") }), steps.Given{}, false},
		"newer form":       {edited(form(`"version":1`, `"version":2`)), steps.Given{}, false},
		"other values":     {edited(form(`"of":"`, `"of":"x`)), steps.Given{}, false},
		"no form":          {edited(func(draft map[string]json.RawMessage) { draft["failed_test"] = json.RawMessage(`[7]`) }), steps.Given{}, false},
		"a later addition": {edited(func(draft map[string]json.RawMessage) { draft["later"] = json.RawMessage(`{}`) }), steps.Given{}, true},
	} {
		t.Run(name, func(t *testing.T) {
			again, err := resume(env, setup.Setup(), steps.Facts{Now: env.Now()}, row.draft, row.given)
			if err != nil {
				t.Fatal(err)
			}
			report := again.State().Report
			if report.Kept != row.kept || row.kept && (len(report.Causes) == 0 || !report.Refused || report.Profile != "acme") {
				t.Errorf("kept %v: %+v", report.Kept, report.Causes)
			}
		})
	}
	if now := len(refusals(world)); spent != 1 || now != spent {
		t.Errorf("%d sign-ins were refused, and %d before the drafts were resumed", now, spent)
	}
	edited(func(draft map[string]json.RawMessage) {
		for _, value := range []string{card.ConsumerSecret, card.ConsumerKey, card.TokenID, wrong.Secrets[steps.KeyTokenSecret].Reveal()} {
			if strings.Contains(string(draft["failed_test"]), value) {
				t.Error("the diagnosis contains a value of the connection")
			}
		}
	})
}

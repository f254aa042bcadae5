package diagnose

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// checkKept stores a report, reads it again and compares all that is shown of it.
func checkKept(t *testing.T, r Report) {
	t.Helper()
	if r.Decided != "" { // Keep leaves the person's decision out
		return
	}
	data := r.Keep()
	if r.OK {
		if data != nil {
			t.Error("a passed test has a diagnosis")
		}
		return
	}
	var k kept
	if err := json.Unmarshal(data, &k); err != nil {
		t.Fatalf("%s: %v", codes(r), err)
	}
	id, _ := account.Parse(r.Account) // a fault may be that there is none
	got := k.report(profile.Profile{Name: r.Profile, Account: id, Method: profile.Method(r.Method)})
	type shown struct {
		Causes, Warnings         []Cause
		Ask                      *Question
		Ambiguous, Refused       bool
		Refusals                 int
		Corrections, Others      []string
		Permissions              []Right
		Checks                   []string
		Err, Class               string
		At                       time.Time
		Route                    netsuite.Route
		Evidence                 []string
		Stages                   []Stage
		Limits                   *netsuite.Limits
		Profile, Account, Method string
	}
	of := func(r Report) string {
		s := shown{r.Causes, r.Warnings, r.Ask, r.Ambiguous, r.Refused, r.Refusals, r.Corrections, r.Others, r.Permissions, nil,
			fmt.Sprint(r.Err), string(classOf(r.Err)), r.At.UTC(), r.Route, r.Bundle().Evidence, r.Bundle().Stages, r.Limits, r.Profile, r.Account, r.Method}
		for _, c := range r.Checks {
			s.Checks = append(s.Checks, fmt.Sprint(c.Name, c.Title, c.State, c.Duration.Milliseconds(), c.Detail))
		}
		text, err := json.MarshalIndent(s, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		return strings.ReplaceAll(string(text), "null", "[]")
	}
	if want, got := of(r), of(got); got != want {
		for n, line := range strings.Split(want, "\n") {
			if lines := strings.Split(got, "\n"); n >= len(lines) || lines[n] != line {
				t.Errorf("%s: read again:\n%s\nstored:\n%s", codes(r), lines[min(n, len(lines)-1)], line)
				return
			}
		}
		t.Errorf("%s: read again there is more", codes(r))
	}
}

func failedReport(t *testing.T) (profile.Profile, Report) {
	t.Helper()
	b := newBench(t)
	p := b.tbaProfile(t, production)
	p.TokenSecret = secret.New(strings.Repeat("0", 64))
	return p, b.run(t, p)
}

func TestRecallIsOfTheTestedValues(t *testing.T) {
	p, r := failedReport(t)
	data := r.Keep()
	again, ok := Recall(data, p)
	if !ok || !again.Kept || !again.At.Equal(r.At) || !slices.EqualFunc(again.Causes, r.Causes, func(a, b Cause) bool { return reflect.DeepEqual(a, b) }) {
		t.Errorf("recalled %v: %s, stored %s", ok, codes(again), codes(r))
	}
	var failed *netsuite.Error
	if !errors.As(again.Err, &failed) || failed.Class != netsuite.Refused || again.Err.Error() != r.Err.Error() {
		t.Errorf("error %v, class %v", again.Err, failed)
	}
	if decided := Decide(again, "token_rejected"); decided.Decided != "token_rejected" {
		t.Errorf("the person's answer is not taken: %q", decided.Decided)
	}
	renamed := p
	renamed.Name, renamed.Tags = "other", []string{"finance"}
	if again, ok := Recall(data, renamed); !ok || again.Profile != "other" {
		t.Error("a new name is no new value")
	}
	changed := p
	changed.TokenSecret = secret.New(strings.Repeat("1", 64))
	if _, ok := Recall(data, changed); ok {
		t.Error("recalled for another token secret")
	}
}

// TestRecallOfOtherForms reads what another version, or nobody, has stored.
func TestRecallOfOtherForms(t *testing.T) {
	p, r := failedReport(t)
	data := string(r.Keep())
	for name, text := range map[string]string{
		"nothing": "", "no JSON": "age", "null": "null", "no stages": `{"version":1,"of":"` + profile.Fingerprint(p) + `","bundle":{}}`,
		"newer":            strings.Replace(data, `"version":1`, `"version":2`, 1),
		"of another form":  strings.Replace(data, `"stages":[`, `"stages":{"a":[`, 1),
		"larger than ours": data + strings.Repeat(" ", maxKept),
	} {
		if got, ok := Recall([]byte(text), p); ok || len(got.Checks) > 0 {
			t.Errorf("%s: recalled %s", name, codes(got))
		}
	}
	if _, ok := Recall([]byte(strings.Replace(data, `{`, `{"later":[1],`, 1)), p); !ok {
		t.Error("a field of a later program hides the rest")
	}
	unknown := strings.Replace(data, `"name":"values"`, `"name":"of a later program"`, 1)
	if got, ok := Recall([]byte(unknown), p); !ok || len(got.Checks) != len(r.Checks)-1 {
		t.Errorf("with a stage that is not known: %v, %d stages", ok, len(got.Checks))
	}
}

// TestKeepIsBounded stores reports with hostile answers: whatever their size, the form stays
// small, and contains nothing that a terminal obeys.
func TestKeepIsBounded(t *testing.T) {
	p, r := failedReport(t)
	long := strings.Repeat("\x1b[2J\u202e0123456789", 200)
	for name, spoil := range map[string]func(*Report){
		"one text": func(r *Report) { r.details.Stages[7].Detail, r.details.Error = long, long },
		"many words": func(r *Report) {
			r.details.Evidence = append(r.details.Evidence, slices.Repeat([]string{long}, 2*maxKeptList)...)
		},
		"many calls": func(r *Report) { r.details.Calls = slices.Repeat([]Call{{Code: long, Host: long}}, 2*maxKeptList) },
		"outside the bundle": func(r *Report) {
			r.facts.issuer, r.Others, r.facts.unseen = long, slices.Repeat([]string{long}, 10), []string{long}
		},
	} {
		spoiled := r
		spoiled.details.Stages = slices.Clone(r.details.Stages)
		spoil(&spoiled)
		data := spoiled.Keep()
		if len(data) > maxKept {
			t.Errorf("%s: %d bytes", name, len(data))
		}
		if strings.ContainsAny(string(data), "\x1b\u202e") || strings.Contains(string(data), `\u001b`) {
			t.Errorf("%s: control characters are stored", name)
		}
		if name == "many words" { // too much for a diagnosis
			if data != nil {
				t.Errorf("%s: %d bytes are stored", name, len(data))
			}
			continue
		}
		if again, ok := Recall(data, p); !ok || codes(again) != codes(r) {
			t.Errorf("%s: recalled %v, %s, stored %s", name, ok, codes(again), codes(r))
		}
	}
}

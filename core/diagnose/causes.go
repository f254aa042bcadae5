package diagnose

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"sync"

	"suitekey/assets"
	"suitekey/core/account"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
)

// Likelihood of a cause.
type Likelihood string

// The likelihoods.
const (
	High   Likelihood = "high"
	Medium Likelihood = "medium"
	Low    Likelihood = "low"
)

// Cause is one thing that may be wrong, and what to do about it.
type Cause struct {
	Code       string     `json:"code"` // value of the Login Audit Trail's Detail column, where there is one
	Likelihood Likelihood `json:"likelihood"`
	Title      string     `json:"title"`
	Fix        string     `json:"fix"`
	Menu       string     `json:"menu,omitempty"` // the way through NetSuite's menus
	URL        string     `json:"url,omitempty"`  // the page itself, where its address is known
	Step       string     `json:"step,omitempty"` // the set-up step that mends it
}

// entry is a cause as the catalogue has it.
type entry struct {
	Code   string         `json:"code"`
	Method profile.Method `json:"method"` // "" for both
	Title  string         `json:"title"`
	Fix    string         `json:"fix"`
	Page   account.Page   `json:"page"`
	Step   string         `json:"step"`
	Rules  []struct {
		Weight int      `json:"weight"`
		If     []string `json:"if"`
	} `json:"rules"`
}

type catalogue struct {
	Steps         []string `json:"steps"`
	Uninformative []string `json:"uninformative"` // error= values that say no more than "refused"
	Causes        []entry  `json:"causes"`
}

var readCatalogue = sync.OnceValue(func() catalogue {
	var c catalogue
	if err := json.Unmarshal(assets.Read("causes.json"), &c); err != nil {
		panic("assets/causes.json: " + err.Error()) // a mistake in the program; a test reads it
	}
	return c
})

// evidence is a set of words. The catalogue's rules name them.
type evidence map[string]bool

func (e evidence) add(words ...string) {
	for _, word := range words {
		e[word] = true
	}
}

// addError adds what a failed call tells.
func (e evidence) addError(failed *netsuite.Error) {
	e.add(strings.ReplaceAll(string(failed.Class), " ", "-"))
	for kind, value := range map[string]string{"code:": failed.Code, "auth:": failed.AuthError, "fault:": failed.Fault} {
		if value != "" {
			e.add(kind + value)
		}
	}
	if failed.Status != 0 {
		e.add("status:" + strconv.Itoa(failed.Status))
	}
}

// has tells whether all words are there, and none of those after a "!".
func (e evidence) has(words []string) bool {
	for _, word := range words {
		name, absent := strings.CutPrefix(word, "!")
		if e[name] == absent {
			return false
		}
	}
	return true
}

// describe puts into the evidence what is known before the first call.
func (r *run) describe() {
	p := r.profile
	r.evidence.add(string(p.Method), strings.ReplaceAll(string(p.Account.Kind()), " ", "-"))
	if !p.Tested.At.IsZero() {
		r.evidence.add("tested")
	}
	if len(checkRefusals(p, r.options.Now(), true)) > 0 {
		r.evidence.add("refusals")
	}
	if strings.HasSuffix(strings.ToUpper(p.SignatureAlgorithm), "SHA1") {
		r.evidence.add("hmac-sha1")
	}
	if p.Method == profile.M2M && p.Certificate == "" {
		r.evidence.add("no-certificate")
	}
}

// told is the weight of a cause that NetSuite named itself.
const told = 97

// rank lists the causes that the evidence speaks for, the likeliest first.
func rank(e evidence, p profile.Profile) []Cause {
	type weighed struct {
		cause  Cause
		weight int
	}
	var found []weighed
	c := readCatalogue()
	for _, entry := range c.Causes {
		if entry.Method != "" && entry.Method != p.Method {
			continue
		}
		weight := 0
		if e["auth:"+entry.Code] && !slices.Contains(c.Uninformative, entry.Code) {
			weight = told
		}
		for _, rule := range entry.Rules {
			if e.has(rule.If) {
				weight = max(weight, rule.Weight)
			}
		}
		if weight > 0 {
			found = append(found, weighed{entry.cause(p, likelihood(weight)), weight})
		}
	}
	slices.SortStableFunc(found, func(a, b weighed) int { return b.weight - a.weight })
	causes := make([]Cause, len(found))
	for i, f := range found {
		causes[i] = f.cause
	}
	return causes
}

func likelihood(weight int) Likelihood {
	switch {
	case weight >= 70:
		return High
	case weight >= 35:
		return Medium
	default:
		return Low
	}
}

func (e entry) cause(p profile.Profile, l Likelihood) Cause {
	return Cause{
		Code: e.Code, Likelihood: l, Title: e.Title, Fix: e.Fix, Step: e.Step,
		Menu: e.Page.Menu(), URL: p.Account.Link(e.Page),
	}
}

// Lookup finds the cause for a value that a person read in the Login Audit
// Trail's Detail column; the answer is then exact.
func Lookup(code string, p profile.Profile) (Cause, bool) {
	for _, entry := range readCatalogue().Causes {
		if strings.EqualFold(entry.Code, strings.TrimSpace(code)) && (entry.Method == "" || entry.Method == p.Method) {
			return entry.cause(p, High), true
		}
	}
	return Cause{}, false
}

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

// Cause is a possible cause of a failure, with its fix.
type Cause struct {
	Code       string     `json:"code"` // value of the Login Audit Trail's Detail column, where there is one
	Likelihood Likelihood `json:"likelihood"`
	Weight     int        `json:"weight"` // 1 to 100; from 95 on the evidence leaves no doubt
	Title      string     `json:"title"`
	Why        string     `json:"why,omitempty"` // what has happened, in a sentence
	Fix        string     `json:"fix"`           // Do, as a text
	Do         []string   `json:"do"`            // what to do, one thing after the other
	Menu       string     `json:"menu,omitempty"`
	URL        string     `json:"url,omitempty"`   // the page itself, where its address is known
	Step       string     `json:"step,omitempty"`  // the set-up step that mends it
	Field      string     `json:"field,omitempty"` // the answer in that step
	Costs      bool       `json:"costs_sign_in"`   // meeting it counts towards the five that lock the user
}

// RecordGone reports whether the account does not know the consumer key: its
// tokens and certificate mappings are gone as well. A refresh of a sandbox removes
// a record that existed in the sandbox alone (docs.oracle.com, section_1515139626).
func (c Cause) RecordGone() bool {
	switch c.Code {
	case "consumer_key_unknown", "InvalidIssuer", "InvalidIntegration":
		return true
	}
	return false
}

// entry is a cause in the catalogue.
type entry struct {
	Code   string         `json:"code"`
	Also   []string       `json:"also"`   // other spellings, and codes with the same meaning
	Method profile.Method `json:"method"` // "" for all
	// CodeGrant: an entry of M2M that the authorization code grant shares.
	CodeGrant bool `json:"code_grant"`
	// Trail is the value of the Detail column, where Code is not one itself;
	// "-" where nothing is in the audit trail.
	Trail   string       `json:"trail"`
	Detail  bool         `json:"detail"`  // Code is a value of the Detail column
	Warning bool         `json:"warning"` // it works all the same
	Title   string       `json:"title"`
	Cause   string       `json:"cause"`
	Fix     []string     `json:"fix"`
	Page    account.Page `json:"page"`
	Step    string       `json:"step"`
	Field   string       `json:"field"`
	Costs   bool         `json:"costs"`
	Rules   []struct {
		Weight int      `json:"weight"`
		If     []string `json:"if"`
	} `json:"rules"`
}

type catalogue struct {
	Steps         []string   `json:"steps"`
	Fields        []string   `json:"fields"`
	Uninformative []string   `json:"uninformative"` // error= values that say no more than "refused"
	Interceptors  []string   `json:"interceptors"`  // products whose names stand in the certificates they make
	Questions     []question `json:"questions"`
	Causes        []entry    `json:"causes"`
	Permissions   []right    `json:"permissions"`
}

var readCatalogue = sync.OnceValue(func() catalogue {
	var c catalogue
	if err := json.Unmarshal(assets.Read("causes.json"), &c); err != nil {
		panic("assets/causes.json: " + err.Error()) // a mistake in the program; a test reads it
	}
	return c
})

func uninformative(authError string) bool {
	return slices.Contains(readCatalogue().Uninformative, authError)
}

// evidence is a set of words. The catalogue's rules name them.
type evidence map[string]bool

func (e evidence) add(words ...string) {
	for _, word := range words {
		e[word] = true
	}
}

// addError adds the evidence of a failed call.
func (e evidence) addError(failed *netsuite.Error) {
	e.add(strings.ReplaceAll(string(failed.Class), " ", "-"))
	for kind, value := range map[string]string{
		"code:": failed.Code, "auth:": failed.AuthError, "fault:": failed.Fault, "mark:": string(failed.Mark),
	} {
		if value != "" {
			e.add(kind + value)
		}
	}
	if strings.Contains(failed.Message, "Ambiguous authentication") {
		e.add("ambiguous-authentication")
	}
	if failed.Status != 0 {
		e.add("status:" + strconv.Itoa(failed.Status))
	}
}

// has reports whether the evidence contains all words, and no word with a "!" before it.
func (e evidence) has(words []string) bool {
	for _, word := range words {
		name, absent := strings.CutPrefix(word, "!")
		if e[name] == absent {
			return false
		}
	}
	return true
}

// facts fill the placeholders in the texts of a cause.
type facts struct {
	account account.ID
	method  profile.Method
	issuer  string
	others  []string
	unseen  []string // permissions of records that the role lacks
}

// told is the weight of a cause that NetSuite itself names. From the weight certain on,
// no question is necessary. Causes below the weight listed are left to the question,
// because a screen has no room for rare causes.
const (
	listed  = 10
	certain = 95
	told    = 97
)

// rank returns the causes, or the warnings, that the evidence supports, the most likely
// first.
func rank(e evidence, f facts, warnings bool) []Cause {
	var causes []Cause
	for _, entry := range readCatalogue().Causes {
		if entry.Warning != warnings || !entry.fits(f.method) {
			continue
		}
		if weight := entry.weigh(e); weight >= listed {
			causes = append(causes, entry.cause(f, weight))
		}
	}
	slices.SortStableFunc(causes, func(a, b Cause) int { return b.Weight - a.Weight })
	return causes
}

// fits reports whether a connection with this method can have the cause.
func (e entry) fits(method profile.Method) bool {
	return e.Method == "" || e.Method == method || e.CodeGrant && method == profile.Code
}

func (e entry) weigh(found evidence) int {
	weight := 0
	for _, code := range append([]string{e.Code}, e.Also...) {
		if found["auth:"+code] && !uninformative(code) {
			weight = told
		}
	}
	for _, rule := range e.Rules {
		if found.has(rule.If) {
			weight = max(weight, rule.Weight)
		}
	}
	return weight
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

func (e entry) cause(f facts, weight int) Cause {
	others, issuer := strings.Join(f.others, " or "), f.issuer
	if others == "" {
		others = "another account of the company"
	}
	if issuer == "" {
		issuer = "an unknown authority"
	}
	fill := strings.NewReplacer("{account}", f.account.Realm(), "{others}", others, "{issuer}", issuer, "{records}", strings.Join(f.unseen, ", "))
	do := make([]string, len(e.Fix))
	for i, sentence := range e.Fix {
		do[i] = fill.Replace(sentence)
	}
	return Cause{
		Code: e.Code, Likelihood: likelihood(weight), Weight: weight,
		Title: fill.Replace(e.Title), Why: fill.Replace(e.Cause), Fix: strings.Join(do, " "), Do: do,
		Menu: e.Page.Menu(), URL: f.account.Link(e.Page), Step: e.Step, Field: e.Field, Costs: e.Costs,
	}
}

// find looks up a code in any spelling: the audit trail writes NonceUsed for one
// interface and nonce_used for another.
func find(code string, method profile.Method) (entry, bool) {
	code = strings.TrimSpace(code)
	for _, same := range []func(a, b string) bool{
		func(a, b string) bool { return a == b }, // InvalidRequest is not INVALID_REQUEST
		func(a, b string) bool { return fold(a) == fold(b) },
	} {
		for _, entry := range readCatalogue().Causes {
			if !entry.fits(method) {
				continue
			}
			if same(entry.Code, code) || slices.ContainsFunc(entry.Also, func(also string) bool { return same(also, code) }) {
				return entry, true
			}
		}
	}
	return entry{}, false
}

// fold returns a code's letters and digits in lower case. In InvalidCallback, the
// refused address follows the code.
func fold(code string) string {
	code, _, _ = strings.Cut(strings.TrimSpace(code), " ")
	return strings.ToLower(strings.NewReplacer("_", "", "-", "", ".", "").Replace(code))
}

// Lookup finds the cause for a value that a person read in the Login Audit
// Trail's Detail column, or for a code from a log; the answer is then exact.
func Lookup(code string, p profile.Profile) (Cause, bool) {
	found, ok := find(code, p.Method)
	if !ok || strings.TrimSpace(code) == "" {
		return Cause{}, false
	}
	return found.cause(facts{account: p.Account, method: p.Method}, 100), true
}

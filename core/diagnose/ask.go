package diagnose

import (
	"slices"

	"suitekey/core/account"
)

// Question asks for the one observation that decides between causes with the same answer.
type Question struct {
	Text   string   `json:"text"`
	How    []string `json:"how"` // what to do to see it
	Menu   string   `json:"menu"`
	URL    string   `json:"url,omitempty"` // where it is known
	Values []Answer `json:"values"`        // what may stand there, likeliest first; Decide takes its code
}

// Answer is a possible answer to a Question.
type Answer struct {
	Code  string `json:"code"`
	Title string `json:"title"`
}

// question is a question in the catalogue.
type question struct {
	If     []string     `json:"if"`
	Page   account.Page `json:"page"`
	Trail  bool         `json:"trail"` // it is about the Login Audit Trail
	Text   string       `json:"text"`
	How    []string     `json:"how"`
	Values []Answer     `json:"values"`
}

// ask adds the question if the order of the causes is uncertain.
func (r *Report) ask(e evidence) {
	if len(r.Causes) == 0 || r.Causes[0].Weight >= certain {
		return
	}
	for _, q := range readCatalogue().Questions {
		if !e.has(q.If) {
			continue
		}
		r.Ambiguous = true
		r.Ask = &Question{
			Text: q.Text, How: q.How, Values: slices.Clone(q.Values),
			Menu: q.Page.Menu(), URL: r.facts.account.Link(q.Page),
		}
		if q.Trail {
			r.offerTrail()
		}
		return
	}
}

// offerTrail lists the possible values of the audit trail: first the values that fit the
// answer, in the order of the causes, then the method's other values.
func (r *Report) offerTrail() {
	for _, cause := range r.Causes {
		if found, ok := find(cause.Code, r.facts.method); ok {
			r.Ask.offer(found)
		}
	}
	for _, other := range readCatalogue().Causes {
		// A cause without a rule belongs to another kind of sign-in.
		if other.Detail && len(other.Rules) > 0 && other.fits(r.facts.method) {
			r.Ask.offer(other)
		}
	}
}

func (q *Question) offer(e entry) {
	answer := Answer{Code: e.Code, Title: e.Title}
	switch {
	case e.Trail == "-":
		answer.Title = "no line at that time: " + e.Title
	case !e.Detail:
		return
	}
	if !slices.Contains(q.Values, answer) {
		q.Values = append(q.Values, answer)
	}
}

// Decide returns the report after a person has read the Login Audit Trail: the cause is
// then exact, and the other known causes follow. An unknown value leaves the report
// unchanged.
func Decide(r Report, detail string) Report {
	exact, ok := find(detail, r.facts.method)
	if !ok || detail == "" {
		return r
	}
	causes := []Cause{exact.cause(r.facts, 100)}
	for _, guess := range r.Causes { // a refreshed sandbox is also a token that is not there
		if found, ok := find(guess.Code, r.facts.method); ok && found.Trail != "" && fold(found.Trail) == fold(exact.Code) {
			causes = append(causes, guess)
		}
	}
	r.Causes, r.Ambiguous, r.Ask, r.Decided = causes, false, nil, exact.Code
	r.details.Causes, r.details.Decided = causes, exact.Code
	return r
}

package diagnose

import (
	"bytes"
	"encoding/json"
	"time"

	"suitekey/core/netsuite"
)

// MarshalJSON writes the object of `suitekey test --json`, one for each profile.
func (r Report) MarshalJSON() ([]byte, error) {
	type check struct {
		Name   string `json:"name"`
		OK     bool   `json:"ok"`
		State  State  `json:"state"`
		MS     int64  `json:"ms"`
		Detail string `json:"detail"`
	}
	object := struct {
		Profile     string           `json:"profile"`
		Account     string           `json:"account"`
		Method      string           `json:"method"`
		OK          bool             `json:"ok"`
		Refused     bool             `json:"refused_sign_in"`  // the run ended in one
		Refusals    int              `json:"refused_sign_ins"` // of the five that lock the user
		Error       string           `json:"error,omitempty"`
		Checks      []check          `json:"checks"`
		Causes      []Cause          `json:"causes"`
		Ambiguous   bool             `json:"ambiguous"`
		Ask         *Question        `json:"ask,omitempty"`
		Decided     string           `json:"decided,omitempty"`
		Warnings    []Cause          `json:"warnings"`
		Corrections []string         `json:"corrections"`
		Others      []string         `json:"other_accounts"`
		Company     string           `json:"company,omitempty"`
		Role        string           `json:"role,omitempty"`
		Entity      string           `json:"entity,omitempty"`
		Permissions []Right          `json:"permissions"`
		Limits      *netsuite.Limits `json:"limits,omitempty"`
		KeptAt      *time.Time       `json:"kept_at,omitempty"` // of an earlier test that is shown again
	}{
		Profile: r.Profile, Account: r.Account, Method: r.Method, OK: r.OK, Refused: r.Refused, Refusals: r.Refusals,
		Checks: []check{}, Causes: filled(r.Causes), Ambiguous: r.Ambiguous, Ask: r.Ask, Decided: r.Decided,
		Warnings: filled(r.Warnings), Corrections: filled(r.Corrections), Others: filled(r.Others),
		Company: r.Tested.Company, Role: r.Tested.Role, Entity: r.Tested.Entity,
		Permissions: filled(r.Permissions), Limits: r.Limits,
	}
	if r.Kept {
		object.KeptAt = &r.At
	}
	if r.Err != nil {
		object.Error = r.Err.Error()
	}
	for _, c := range r.Checks {
		object.Checks = append(object.Checks, check{c.Name, c.State == OK || c.State == Warn, c.State, c.Duration.Milliseconds(), c.Detail})
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false) // a menu path has > in it
	err := encoder.Encode(object)
	return text.Bytes(), err
}

// filled turns a nil list into an empty one, because programs loop over it.
func filled[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

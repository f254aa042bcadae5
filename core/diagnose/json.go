package diagnose

import "encoding/json"

// MarshalJSON writes the object of `suitekey test --json`, one for a profile.
func (r Report) MarshalJSON() ([]byte, error) {
	type check struct {
		Name   string `json:"name"`
		OK     bool   `json:"ok"`
		State  State  `json:"state"`
		MS     int64  `json:"ms"`
		Detail string `json:"detail"`
	}
	object := struct {
		Profile string  `json:"profile"`
		Account string  `json:"account"`
		Method  string  `json:"method"`
		OK      bool    `json:"ok"`
		Refused bool    `json:"refused_sign_in"` // the run cost one of the five that may fail
		Error   string  `json:"error,omitempty"`
		Checks  []check `json:"checks"`
		Causes  []Cause `json:"causes"`
	}{
		Profile: r.Profile, Account: r.Account, Method: r.Method, OK: r.OK, Refused: r.Refused,
		Checks: []check{}, Causes: r.Causes,
	}
	if r.Err != nil {
		object.Error = r.Err.Error()
	}
	if object.Causes == nil {
		object.Causes = []Cause{}
	}
	for _, c := range r.Checks {
		object.Checks = append(object.Checks, check{c.Name, c.State == OK || c.State == Warn, c.State, c.Duration.Milliseconds(), c.Detail})
	}
	return json.Marshal(object)
}

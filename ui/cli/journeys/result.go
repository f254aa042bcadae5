package journeys

import (
	"time"

	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/core/tbaexit"
	"suitekey/steps"
	"suitekey/steps/journeys"
	"suitekey/ui/cli/verb"
)

// The states of a journey, and of each connection of a journey about several. All
// verbs use the same words.
const (
	stateDone      = "done"
	stateUnchanged = "unchanged" // nothing had to be done, or nothing could be done yet
	stateWaiting   = "waiting"   // for a person
	statePlanned   = "planned"   // by --dry-run
	stateFailed    = "failed"
)

// result is what every verb of a journey prints with --json. docs/schema/journey.json
// describes the keys.
type result struct {
	Journey             string         `json:"journey,omitempty"`
	Profile             string         `json:"profile,omitempty"`
	From                string         `json:"from,omitempty"`
	Account             string         `json:"account,omitempty"`
	Method              profile.Method `json:"method,omitempty"`
	State               string         `json:"state"`
	WaitingFor          steps.WaitKind `json:"waiting_for,omitempty"`
	Changed             []string       `json:"changed,omitempty"`
	CertificateID       string         `json:"certificate_id,omitempty"`
	Expires             string         `json:"expires,omitempty"`
	Urgency             string         `json:"urgency,omitempty"`
	FormerCredential    string         `json:"former_credential,omitempty"`
	FormerCertificateID string         `json:"former_certificate_id,omitempty"`
	RetireOn            string         `json:"retire_on,omitempty"`
	ByHand              string         `json:"by_hand,omitempty"`
	CertificateFile     string         `json:"certificate_file,omitempty"`
	PageFile            string         `json:"page_file,omitempty"`
	AuthorizeURL        string         `json:"authorize_url,omitempty"`
	Differences         []difference   `json:"differences,omitempty"`
	Next                string         `json:"next,omitempty"`
	Error               string         `json:"error,omitempty"`
	HookError           string         `json:"hook_error,omitempty"`
	Plan                []string       `json:"plan,omitempty"`
	Test                any            `json:"test,omitempty"`
	RecoveryKey         string         `json:"recovery_key,omitempty"` // of a new vault
	Imported            *imported      `json:"imported,omitempty"`

	// Keys of a journey about several connections, and of each of them.
	Happened      string        `json:"happened,omitempty"`
	ChecklistFile string        `json:"checklist_file,omitempty"`
	Profiles      []result      `json:"profiles,omitempty"`
	TestBefore    steps.Verdict `json:"test_before,omitempty"`
	Code          string        `json:"code,omitempty"`
	Cause         string        `json:"cause,omitempty"`
	NewValues     []string      `json:"new_values,omitempty"`

	err error // that the exit code is made from
}

// difference is one difference between what two credentials see.
type difference struct {
	What  string `json:"what"`
	Old   string `json:"old"`
	New   string `json:"new"`
	Means string `json:"means"`
}

// resultOf describes a connection.
func resultOf(journey string, p profile.Profile, now time.Time) result {
	r := result{Journey: journey, Profile: p.Name, Account: p.Account.Realm(), Method: p.Method, CertificateID: p.CertificateID}
	if p.Old != nil {
		r.FormerCredential, r.FormerCertificateID = "kept", p.Old.CertificateID
	}
	if p.Unrevoked != "" {
		r.Next = "revoke the former credential in NetSuite, then run: suitekey " + journeys.RetiredBy(*p.Old) + " " + p.Name + " --retire by_hand"
	}
	if !p.RetireOn.IsZero() {
		r.RetireOn = p.RetireOn.Format(time.DateOnly)
	}
	if c, err := m2m.ParseCertificate([]byte(p.Certificate)); err == nil {
		r.Expires, r.Urgency = verb.Instant(c.Ends()), c.Due(now).String()
	}
	return r
}

// since adds the fields that a journey changed; before is the connection before the
// journey.
func (r *result) since(before, now profile.Profile) {
	r.Changed = profile.Diff(before, now)
	replaced := before.Method != now.Method || before.Method == profile.M2M && before.CertificateID != now.CertificateID
	if now.Old == nil && (before.Old != nil || replaced) {
		r.FormerCredential = "retired"
	}
}

// waits adds what a journey waits for. While it waits for an upload, the result has the
// certificate to upload, and the certificate in use as the former one.
func (r *result) waits(s steps.State, w steps.Waiting) {
	r.State, r.WaitingFor, r.Next, r.AuthorizeURL = stateWaiting, w.Kind, w.Next, s.Authorize()
	r.CertificateFile, r.PageFile = w.File(steps.FileCertificate), w.File(steps.FilePage)
	for _, id := range w.IDs {
		if id.Key != steps.KeyCertificateID || id.Value == r.CertificateID {
			continue
		}
		if r.CertificateID != "" && s.Former.CertificateID == r.CertificateID {
			r.FormerCertificateID = r.CertificateID
		}
		r.CertificateID = id.Value
	}
	if s.Former.Name == "" {
		r.Urgency = "" // no certificate is in use yet
	}
	if w.Kind == steps.WaitUpload && !s.Certificate.IsZero() {
		r.Expires = verb.Instant(s.Certificate.NotAfter())
	}
	if w.Kind == steps.WaitDecision {
		for _, row := range tbaexit.Different(s.Compared) {
			r.Differences = append(r.Differences, difference{row.What, row.Old, row.New, row.Means})
		}
	}
}

// itemStates are the states of the connections of a journey about several.
var itemStates = map[steps.ItemState]string{"": stateUnchanged, steps.Fixed: stateDone, steps.Selected: stateWaiting, steps.Skipped: stateFailed}

// items describes each connection of a journey about several.
func items(s steps.State) []result {
	all := []result{}
	for _, i := range s.Items {
		r := result{
			Profile: i.Name, Account: s.Account().Realm(), Method: i.Method, State: itemStates[i.State], Changed: i.Changed,
			TestBefore: i.Verdict, Code: i.Code, Cause: i.Cause, NewValues: journeys.NewValues(i.Method, i), CertificateID: i.CertificateID,
		}
		if i.State == steps.Selected {
			r.CertificateFile, r.PageFile = i.CertificateFile, i.PageFile
			if i.Name == s.Item.Name {
				r.AuthorizeURL = s.Authorize()
			}
		}
		all = append(all, r)
	}
	return all
}

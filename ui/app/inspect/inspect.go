// Package inspect describes a file with a certificate or a private key.
package inspect

import (
	"context"
	"errors"
	"strings"
	"time"

	"suitekey/core/m2m"
	"suitekey/core/secret"
	"suitekey/steps"
)

// TimeFormat is the format of the dates in a Result.
const TimeFormat = time.RFC3339

// Result describes a file; `inspect --json` prints it.
type Result struct {
	Kind          string    `json:"kind"`            // "certificate" or "private key"
	Store         string    `json:"store,omitempty"` // what holds the key, if that is no plain file
	OK            bool      `json:"ok"`
	CertificateID string    `json:"certificate_id,omitempty"`
	KeyType       string    `json:"key_type,omitempty"`
	Algorithms    []string  `json:"algorithms,omitempty"`
	Subject       string    `json:"subject,omitempty"`
	Issuer        string    `json:"issuer,omitempty"`
	Serial        string    `json:"serial,omitempty"`
	NotBefore     string    `json:"not_before,omitempty"`
	NotAfter      string    `json:"not_after,omitempty"`
	Signature     string    `json:"signature,omitempty"`
	Fingerprint   string    `json:"fingerprint,omitempty"`
	Encrypted     bool      `json:"encrypted,omitempty"`
	Findings      []Finding `json:"findings"`
}

// Finding is a remark about a file.
type Finding struct {
	Level m2m.Level `json:"level"`
	Text  string    `json:"text"`
}

// Of describes data: a certificate or a private key. It repeats nothing of a private
// key.
func Of(data []byte, now time.Time) (Result, error) {
	if m2m.HoldsPrivateKey(data) {
		return ofKey(data)
	}
	return ofCertificate(data, now)
}

func ofKey(data []byte) (Result, error) {
	result := Result{Kind: "private key", OK: true, Store: m2m.StoreOf(data)}
	key, err := m2m.ParseKey(secret.New(string(data)), secret.Secret{})
	switch {
	case errors.Is(err, m2m.ErrPassphraseNeeded):
		result.Encrypted = true
	case err != nil:
		return result, err
	default:
		result.KeyType = string(key.Type())
		result.Algorithms = algorithms(key.Type())
	}
	result.Findings = []Finding{{m2m.Warning, "this is a private key: keep it on this computer, and upload its certificate, never this file"}}
	return result, nil
}

func ofCertificate(data []byte, now time.Time) (Result, error) {
	c, err := m2m.ParseCertificate(data)
	if err != nil {
		return Result{}, err
	}
	result := Result{
		Kind: "certificate", OK: true, CertificateID: c.ID(), KeyType: string(c.KeyType()), Algorithms: algorithms(c.KeyType()),
		Subject: c.Subject(), Issuer: c.Issuer(), Serial: c.Serial(),
		NotBefore: c.NotBefore().UTC().Format(TimeFormat), NotAfter: c.NotAfter().UTC().Format(TimeFormat),
		Signature: c.Signature(), Fingerprint: c.Fingerprint(), Findings: []Finding{},
	}
	for _, f := range c.Check(now) {
		result.Findings = append(result.Findings, Finding{f.Level, f.Text})
		result.OK = result.OK && f.Level != m2m.Blocking
	}
	return result, nil
}

func algorithms(t m2m.KeyType) []string {
	var names []string
	for _, a := range t.Algorithms() {
		names = append(names, string(a))
	}
	return names
}

// Lines returns the result for people: labels with values, then the findings.
func (r Result) Lines() [][2]string {
	lines := r.facts()
	for _, f := range r.Findings {
		lines = append(lines, [2]string{string(f.Level), f.Text})
	}
	if r.Kind == "certificate" && r.OK {
		lines = append(lines, [2]string{"NetSuite", "accepts this certificate"})
	}
	return lines
}

// facts returns the properties of the file as labels with values.
func (r Result) facts() [][2]string {
	key := m2m.KeyType(r.KeyType).Name()
	if r.Encrypted {
		key = "protected by a passphrase"
	}
	var lines [][2]string
	for _, line := range [][2]string{
		{"Kind", r.Kind}, {"Store", strings.TrimPrefix(r.Store, "a ")}, {"Certificate ID", r.CertificateID}, {"Key", key}, {"Algorithms", strings.Join(r.Algorithms, ", ")},
		{"Valid from", r.NotBefore}, {"Valid until", r.NotAfter}, {"Subject", r.Subject}, {"Issuer", r.Issuer},
		{"Serial number", r.Serial}, {"Signature", r.Signature}, {"SHA-256", r.Fingerprint},
	} {
		if line[1] != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// told returns the result for a screen: the kind, the values in a column, the findings.
func (r Result) told() []string {
	const label = 16
	first := "This is a " + r.Kind + "."
	switch {
	case r.Kind == "certificate" && r.OK:
		first = "NetSuite accepts this certificate."
	case r.Kind == "certificate":
		first = steps.Caution + "NetSuite does not accept this certificate."
	}
	told := []string{first}
	for _, line := range r.facts() {
		told = append(told, "  "+line[0]+strings.Repeat(" ", max(label-len(line[0]), 1))+line[1])
	}
	for _, f := range r.Findings {
		told = append(told, steps.Caution+strings.ToUpper(f.Text[:1])+f.Text[1:]+".")
	}
	return told
}

// fileKey is the field with the file.
const fileKey = "inspected_file"

// Flow asks for a file and describes it. It stores nothing.
func Flow() steps.Flow {
	var found Result
	return steps.Flow{Name: "inspect", Title: "certificate or key", Steps: []steps.Step{{
		Name: "inspect", Title: "File",
		Doc: steps.StaticPage("Read a certificate or a key",
			"suitekey shows the certificate ID, the validity and the key of a certificate, and whether NetSuite accepts it. A private key is recognised, and never shown.",
			"PEM, DER, PKCS#12 (PFX) and Java key stores are recognised."),
		Fields: []steps.Field{{Key: fileKey, Label: "File (path, or paste the PEM)", Kind: steps.File, Placeholder: "~/acme-certificate.pem", Needed: "Name the file, or paste the PEM."}},
		Work: func(ctx context.Context, env steps.Env, s steps.State, _ func(steps.Progress)) (steps.State, error) {
			data, err := s.PEM(ctx, env, fileKey)
			if err == nil {
				found, err = Of([]byte(data.Reveal()), env.Now())
			}
			if err != nil {
				return s, steps.NewFieldError(fileKey, err)
			}
			return s, nil
		},
		Show: func(steps.State) []string {
			return found.told()
		},
	}}}
}

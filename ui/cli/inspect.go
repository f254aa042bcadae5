package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"suitekey/core/m2m"
	"suitekey/core/secret"
	"suitekey/ui/app"
	"suitekey/ui/cli/verb"
)

func inspectCommand(g *verb.Globals) *cobra.Command {
	return &cobra.Command{
		Use:   "inspect FILE",
		Short: "Show a certificate, with its certificate ID",
		Long: `Shows the certificate ID, the validity and the key of a certificate, and whether
NetSuite accepts it. A private key is recognised, but never printed. - reads
standard input.` + verb.Codes(verb.CodeDone, verb.CodeLine(verb.ExitFailed, "NetSuite would refuse it, or it cannot be read"), verb.CodeUsage, verb.CodeExpired),
		Example: "  suitekey inspect acme-certificate.pem\n  suitekey inspect - --json < acme-certificate.pem",
		Args:    verb.Words("FILE"),
		RunE:    func(cmd *cobra.Command, args []string) error { return runInspect(cmd.Context(), g, args[0]) },
	}
}

// inspected is what `inspect --json` prints.
type inspected struct {
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
	Findings      []finding `json:"findings"`
}

type finding struct {
	Level m2m.Level `json:"level"`
	Text  string    `json:"text"`
}

func runInspect(ctx context.Context, g *verb.Globals, path string) error {
	a, err := g.OpenWithoutVault()
	if err != nil {
		return err
	}
	data, err := g.FileOrStdin(ctx, a, path)
	if err != nil {
		return err
	}
	var result inspected
	if m2m.HoldsPrivateKey(data) {
		result, err = inspectKey(data)
	} else {
		result, err = inspectCertificate(data, a.Now())
	}
	if err != nil {
		return fmt.Errorf("%s: %w", verb.NameOf(path), err)
	}
	readAloud(g, result)
	if err := g.PrintJSON(result); err != nil {
		return err
	}
	return verdict(result, a.Now())
}

// errWouldRefuse is told by the findings already.
var errWouldRefuse = errors.New("NetSuite would refuse it")

func verdict(r inspected, now time.Time) error {
	if r.OK {
		return nil
	}
	if end, err := time.Parse(verb.TimeFormat, r.NotAfter); err == nil && now.After(end) {
		return &verb.Reported{Err: app.ErrExpired}
	}
	return &verb.Reported{Err: errWouldRefuse}
}

func inspectKey(data []byte) (inspected, error) {
	result := inspected{Kind: "private key", OK: true, Store: m2m.StoreOf(data)}
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
	result.Findings = []finding{{m2m.Warning, "this is a private key: keep it on this computer, and upload its certificate, never this file"}}
	return result, nil
}

func inspectCertificate(data []byte, now time.Time) (inspected, error) {
	c, err := m2m.ParseCertificate(data)
	if err != nil {
		return inspected{}, err
	}
	result := inspected{
		Kind: "certificate", OK: true, CertificateID: c.ID(), KeyType: string(c.KeyType()), Algorithms: algorithms(c.KeyType()),
		Subject: c.Subject(), Issuer: c.Issuer(), Serial: c.Serial(),
		NotBefore: c.NotBefore().UTC().Format(verb.TimeFormat), NotAfter: c.NotAfter().UTC().Format(verb.TimeFormat),
		Signature: c.Signature(), Fingerprint: c.Fingerprint(), Findings: []finding{},
	}
	for _, f := range c.Check(now) {
		result.Findings = append(result.Findings, finding{f.Level, f.Text})
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

func readAloud(g *verb.Globals, r inspected) {
	if g.JSON {
		return
	}
	key := m2m.KeyType(r.KeyType).Name()
	if r.Encrypted {
		key = "protected by a passphrase"
	}
	for _, line := range [][2]string{
		{"Kind", r.Kind}, {"Store", strings.TrimPrefix(r.Store, "a ")}, {"Certificate ID", r.CertificateID}, {"Key", key}, {"Algorithms", strings.Join(r.Algorithms, ", ")},
		{"Valid from", r.NotBefore}, {"Valid until", r.NotAfter}, {"Subject", r.Subject}, {"Issuer", r.Issuer},
		{"Serial number", r.Serial}, {"Signature", r.Signature}, {"SHA-256", r.Fingerprint},
	} {
		if line[1] != "" {
			g.Line("%-15s %s", line[0], line[1])
		}
	}
	for _, f := range r.Findings {
		g.Line("%-15s %s", f.Level, f.Text)
	}
	if r.Kind == "certificate" && r.OK {
		g.Line("%-15s %s", "NetSuite", "accepts this certificate")
	}
}

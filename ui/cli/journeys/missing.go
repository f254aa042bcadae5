package journeys

import (
	"errors"
	"strings"

	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/steps/journeys"
	"suitekey/steps/setup"
	"suitekey/ui/app"
	"suitekey/ui/cli/verb"
)

// missing adds the sources of secrets and of the passphrase to a list of missing
// answers.
func missing(flow steps.Flow, state steps.State, err error) error {
	var m *steps.MissingError
	if !errors.As(err, &m) {
		return err
	}
	var fields []steps.Field
	hints := []string{"answers: --answers FILE or the flag of the same name (suitekey " + flow.Name + " --help)"}
	secrets, passphrase := false, false
	for _, f := range m.Missing {
		switch {
		case f.Key == steps.KeyPassphraseAgain:
			continue // nobody types it twice here
		case f.Key == steps.KeyPassphrase:
			passphrase = true
		case f.Kind == steps.Secret:
			secrets = true
		}
		fields = append(fields, f)
	}
	if secrets {
		hints = append(hints, "secrets: --secrets-file FILE, --secrets-command CMD, SUITEKEY_CONSUMER_SECRET, SUITEKEY_TOKEN_SECRET (suitekey help answers)")
	}
	if passphrase {
		hints = append(hints, "passphrase of the new vault: --passphrase-file, SUITEKEY_PASSPHRASE_FILE or SUITEKEY_PASSPHRASE_COMMAND")
	}
	if _, twice := m.Problems[steps.KeyPassphrase]; twice {
		delete(m.Problems, steps.KeyPassphraseAgain)
	}
	hints = append(hints, forEachMethod(flow, state, m)...)
	return &app.UsageError{Err: &steps.MissingError{Missing: fields, Problems: m.Problems}, Hints: hints}
}

// forEachMethod says which other answers each method needs, if the method itself is
// missing.
func forEachMethod(flow steps.Flow, state steps.State, m *steps.MissingError) []string {
	named := map[string]bool{}
	for _, f := range m.Missing {
		named[f.Key] = true
	}
	if !named[steps.KeyMethod] {
		return nil
	}
	var hints []string
	for _, method := range []profile.Method{profile.TBA, profile.M2M} {
		var more []string
		var needs *steps.MissingError
		if errors.As(steps.Audit(flow, state.With(steps.KeyMethod, string(method))), &needs) {
			for _, f := range needs.Missing {
				if !named[f.Key] {
					more = append(more, f.Key)
				}
			}
		}
		text := "method " + string(method) + " needs nothing else"
		if len(more) > 0 {
			text = "method " + string(method) + " needs as well: " + strings.Join(more, ", ")
		}
		hints = append(hints, text)
	}
	return hints
}

// lacking names the sources of the answers for several connections.
func lacking(err error) error {
	var lacks *journeys.BatchMissingError
	if !errors.As(err, &lacks) {
		return err
	}
	return &app.UsageError{Err: lacks, Hints: []string{
		"answers: --answers FILE with   profiles: {" + lacks.Names[0] + ": {token_id: ...}}",
		"secrets: --secrets-file FILE with   profiles: {" + lacks.Names[0] + ": {token_secret: ...}}",
		"only some of them: --mend NAME,NAME",
	}}
}

// lockedAndMore names the missing answers together with the missing passphrase of the
// vault.
func lockedAndMore(flow steps.Flow, given steps.Given, a *app.App, locked error) error {
	state := given.Apply(steps.NewState(steps.Facts{VaultExists: true, Now: a.Now()}))
	found := missing(flow, state, steps.Audit(flow, state))
	var wrongCall *app.UsageError
	if !errors.As(found, &wrongCall) {
		return locked
	}
	hints := append(wrongCall.Hints, "unless an unfinished set-up of this name has them: the vault is locked, and needs its passphrase from --passphrase-file, SUITEKEY_PASSPHRASE_FILE or SUITEKEY_PASSPHRASE_COMMAND")
	var m *steps.MissingError
	if errors.As(found, &m) {
		m.Missing = append(m.Missing, steps.Field{Key: steps.KeyPassphrase, Kind: steps.Secret})
	}
	return &app.UsageError{Err: wrongCall.Err, Hints: hints}
}

// warnOfCertificateID warns if the returned certificate ID is not the ID of this
// certificate.
func warnOfCertificateID(g *verb.Globals, s steps.State) {
	for _, f := range setup.Setup().Fields() {
		if f.Key != steps.KeyCertificateID || s.Certificate.IsZero() {
			continue
		}
		if finding := f.Examine(s, s.Value(f.Key)); finding.Warning != "" {
			g.Warn("certificate_id: " + finding.Warning)
		}
	}
}

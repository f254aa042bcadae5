package form

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"suitekey/core/m2m"
	"suitekey/core/secret"
	"suitekey/steps"
)

// keepPEM keeps a key or certificate off the screen. It rejects one that does not belong in
// this field, and the form immediately says what it is.
func (f *Form) keepPEM(field steps.Field, text string) {
	state := f.State()
	delete(f.pending, field.Key)
	f.tried[field.Key] = true
	delete(f.repairs, field.Key)
	what, err := examinePEM(field.Key, text, state.Secret(steps.KeyKeyPassphrase), f.clock())
	f.changed()
	if err != nil {
		f.editor.replace(f.editor.at, f.walk.Text(field))
		f.Blame(field.Key, err)
		f.refused = field.Key
		return
	}
	f.walk.SetPEM(field, text)
	f.changed()
	f.editor.replace(f.editor.at, f.walk.Text(field))
	f.ClearProblem()
	f.repairs[field.Key] = what + "; it is not shown"
}

// notePEM says of each PEM that the journey has brought along what it is, as a paste does.
func notePEM(f *Form, fields []steps.Field) {
	for _, field := range fields {
		if _, noted := f.repairs[field.Key]; noted || !f.holdsPEM(field) {
			continue
		}
		state := f.State()
		if what, err := examinePEM(field.Key, state.Secret(field.Key).Reveal(), state.Secret(steps.KeyKeyPassphrase), f.clock()); err == nil {
			f.repairs[field.Key] = what + "; it is not shown"
		}
	}
}

// unheeded returns the problem of a field that may stay empty, and into which something
// was pasted that it did not take: enter does not go on as if nothing had been pasted.
// The second enter leaves the field empty.
func unheeded(f *Form) map[string]string {
	key := f.refused
	f.refused = ""
	for i, field := range f.editor.fields {
		if field.Key == key && key == f.problemKey && f.problem != "" && f.Text(i) == "" {
			f.problem = strings.TrimSuffix(f.problem, ".") + ". Press enter again to leave this field empty."
			f.editor.focus(i)
			return map[string]string{key: f.problem}
		}
	}
	return nil
}

// wholePEM reports whether a PEM is complete. Without BEGIN and END lines, an empty line
// ends it.
func wholePEM(text string) bool {
	return m2m.IsWhole(text) || !strings.Contains(text, "-----BEGIN") && strings.HasSuffix(text, "\n")
}

// examinePEM describes what was pasted into the field key, or says why the field cannot
// accept it.
func examinePEM(key, text string, passphrase secret.Secret, now time.Time) (what string, err error) {
	if key == steps.KeyCertificateFile {
		return examineCertificate(text, now)
	}
	k, err := m2m.ParseKey(secret.New(text), passphrase)
	switch {
	case err == nil:
		return "a private key, " + k.Type().Name(), nil
	case errors.Is(err, m2m.ErrPassphraseNeeded), errors.Is(err, m2m.ErrPassphraseWrong):
		return "an encrypted private key: type its passphrase in the field below", nil
	}
	if cert, other := m2m.ParseCertificate([]byte(text)); other == nil {
		return "", fmt.Errorf("this is %s: paste it into the field for the certificate", certificateIs(cert))
	}
	return "", err
}

func examineCertificate(text string, now time.Time) (what string, err error) {
	if strings.Contains(text, "PRIVATE KEY-----") {
		return "", errors.New("this is a private key: paste it into the field for the key, and never upload it to NetSuite")
	}
	cert, err := m2m.ParseCertificate([]byte(text))
	if err == nil {
		err = cert.Valid(now)
	}
	if err != nil {
		return "", err
	}
	return certificateIs(cert), nil
}

func certificateIs(c m2m.Certificate) string {
	return fmt.Sprintf("a certificate, %s, valid until %s", c.KeyType().Name(), c.NotAfter().Format("2 January 2006"))
}

package tui

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"suitekey/core/m2m"
	"suitekey/core/secret"
	"suitekey/steps"
)

// keepPEM keeps a key or certificate out of sight. One that cannot stand in this
// field is not kept, and what it is is said at once.
func (m *model) keepPEM(w *wizard, field steps.Field, text string) {
	state := w.tentative().State()
	delete(w.pending, field.Key)
	w.tried[field.Key] = true
	delete(w.repairs, field.Key)
	what, err := examinePEM(field.Key, text, state.Secret(steps.KeyKeyPassphrase), m.now())
	if err != nil {
		w.form.replace(w.form.at, w.walk.Text(field))
		w.problem, w.problemKey = steps.Sentence(err), field.Key
		return
	}
	w.walk.SetPEM(field, text)
	w.form.replace(w.form.at, w.walk.Text(field))
	w.problem, w.problemKey = "", ""
	w.repairs[field.Key] = what + "; it is not shown"
}

// examinePEM tells what was pasted into the field key, or why it cannot stand
// there.
func examinePEM(key, text string, passphrase secret.Secret, now time.Time) (what string, err error) {
	if key == steps.KeyCertificateFile {
		return examineCertificate(text, now)
	}
	k, err := m2m.ParseKey(secret.New(text), passphrase)
	switch {
	case err == nil:
		return "a private key, " + k.Type().Name(), nil
	case errors.Is(err, m2m.ErrPassphraseNeeded), errors.Is(err, m2m.ErrPassphraseWrong):
		return "a private key that is encrypted: the field below wants its passphrase", nil
	}
	if cert, other := m2m.ParseCertificate([]byte(text)); other == nil {
		return "", fmt.Errorf("this is %s: it belongs into the field for the certificate and was not put in here", certificateIs(cert))
	}
	return "", err
}

func examineCertificate(text string, now time.Time) (what string, err error) {
	if strings.Contains(text, "PRIVATE KEY-----") {
		return "", errors.New("this is a private key: it belongs into the field for the key and was not put in here; never upload it to NetSuite")
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

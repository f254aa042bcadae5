package drafts

import (
	"errors"
	"io/fs"
	"os"

	"suitekey/steps"
	"suitekey/steps/journeys"
	"suitekey/steps/setup"
)

// writeAgain writes the certificates for the upload whose files are not there: a colleague has
// begun the journey on another computer, or somebody has removed a file. Where that fails, the
// journey goes on with the path that it had.
func writeAgain(env steps.Env, w *steps.Walk, kept steps.State) {
	s := w.State()
	if len(s.Items) > 0 {
		w.Finish(journeys.WrittenAgain(env, s, gone))
		return
	}
	if s.CertificateFile == "" || s.CertificateFile != kept.CertificateFile || s.Certificate.IsZero() || !gone(s.CertificateFile) {
		return
	}
	if written, err := setup.WriteCertificate(env, s); err == nil {
		w.Finish(written)
	}
}

// gone reports whether there is no such file.
func gone(path string) bool {
	_, err := os.Lstat(path)
	return errors.Is(err, fs.ErrNotExist)
}

package journeys

import (
	"fmt"

	"suitekey/core/account"
	"suitekey/steps"
	"suitekey/steps/setup"
)

// describe names a journey about one saved connection, or about unknown if none is chosen
// yet.
func describe(what, unknown string) func(steps.Unfinished) string {
	return func(u steps.Unfinished) string {
		return what + " of " + steps.OrElse(steps.OrElse(u.Subject, u.Name), unknown)
	}
}

// Discarding explains the effect of discarding an unfinished journey.
func Discarding(w *steps.Walk) string {
	s, name := w.State(), w.State().Former.Name
	switch {
	case !w.Flow().AboutSaved && steps.AlreadySaved(s):
		return name + " is already saved, and stays."
	case !w.Flow().AboutSaved:
		return "Your answers and the new key pair will be lost. An uploaded certificate becomes useless."
	case w.Flow().Name == "retoken":
		return "Fixed connections stay fixed. The others stay unchanged, and their new key pairs will be lost."
	case s.Former.Old != nil:
		return fmt.Sprintf("%s keeps its current credential, and %s also continues to work until you retire it with suitekey %s %s.",
			name, credentialOf(*s.Former.Old), RetiredBy(*s.Former.Old), name)
	case uploadedAlready(s), w.Past("upload") && steps.IsM2M(s):
		return fmt.Sprintf("%s stays unchanged. NetSuite already has the new certificate: it stays valid and unused until an administrator revokes it under %s.",
			name, account.PageM2MList.Menu())
	case s.Former.Name == "":
		return "Your answers will be lost."
	case !s.Certificate.IsZero() && s.Certificate.ID() != fingerprint(s.Former):
		return name + " stays unchanged. The new key pair will be lost: an uploaded certificate becomes useless."
	}
	return name + " stays unchanged. Your answers will be lost."
}

// Written is a file that a journey has written for somebody.
type Written struct{ Path, Text string }

// Files returns the files of an unfinished journey, with the text that it wrote.
func Files(env steps.Env, s steps.State) []Written {
	files := []Written{{s.CertificateFile, s.Certificate.PEM()}, {s.PageFile, setup.HandOff(s)}}
	for _, item := range s.Items.In(steps.Selected, steps.Skipped) {
		about, err := withItsPair(env, s, item)
		if err != nil {
			continue // the contents cannot be checked, so the file stays
		}
		files = append(files, Written{item.CertificateFile, about.Certificate.PEM()}, Written{item.PageFile, setup.HandOff(about)})
	}
	return files
}

// WrittenAgain writes the certificates and pages of a batch whose certificate is gone from
// this computer: a colleague has begun the batch on another one. Where that fails, the paths
// stay as they were.
func WrittenAgain(env steps.Env, s steps.State, gone func(path string) bool) steps.State {
	current := s.Item
	for _, item := range s.Items.In(steps.Selected) {
		if item.CertificateFile == "" || !gone(item.CertificateFile) {
			continue
		}
		about, err := withItsPair(env, s, item)
		if err == nil {
			about, err = setup.WriteCertificate(env, about)
		}
		if err != nil {
			continue
		}
		item.CertificateFile, item.PageFile = about.CertificateFile, about.PageFile
		s = s.WithItem(item)
		if item.Name == current.Name {
			current, s.CertificateFile, s.PageFile = item, item.CertificateFile, item.PageFile
		}
	}
	s.Item = current
	return s
}

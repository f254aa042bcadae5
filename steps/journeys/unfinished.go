package journeys

import (
	"fmt"

	"suitekey/core/account"
	"suitekey/steps"
	"suitekey/steps/setup"
)

// describe names a journey about one saved connection, which is still unknown where
// none was chosen.
func describe(what, unknown string) func(steps.Unfinished) string {
	return func(u steps.Unfinished) string {
		return what + " of " + steps.OrElse(steps.OrElse(u.Subject, u.Name), unknown)
	}
}

// Discarding tells what it means to throw an unfinished journey away.
func Discarding(w *steps.Walk) string {
	s, name := w.State(), w.State().Former.Name
	switch {
	case !w.Flow().AboutSaved && steps.AlreadySaved(s):
		return name + " is saved already, and stays."
	case !w.Flow().AboutSaved:
		return "What was entered and the key pair made for it are lost. A certificate that is uploaded already is of no use then."
	case w.Flow().Name == "retoken":
		return "What was mended so far stays mended. The others stay as they are, and what was made for them is lost."
	case s.Former.Old != nil:
		return fmt.Sprintf("%s keeps what it has now, and %s goes on working as well, until it is retired: suitekey %s %s does that at any time.",
			name, credentialOf(*s.Former.Old), retiredBy(*s.Former.Old), name)
	case uploadedAlready(s), w.Past("upload") && steps.IsM2M(s):
		return fmt.Sprintf("%s goes on as it was. NetSuite has the new certificate already: it stays there, valid and without a use, until an administrator revokes it under %s.",
			name, account.PageM2MList.Menu())
	case s.Former.Name == "":
		return "What was entered is lost."
	case !s.Certificate.IsZero() && s.Certificate.ID() != fingerprint(s.Former):
		return name + " goes on as it was. The new key pair is lost: a certificate that somebody has uploaded already is of no use then."
	}
	return name + " goes on as it was. What was entered is lost."
}

// Written is a file that a journey has written for somebody.
type Written struct{ Path, Text string }

// Files are those of an unfinished journey, with what it wrote into them.
func Files(env steps.Env, s steps.State) []Written {
	files := []Written{{s.CertificateFile, s.Certificate.PEM()}, {s.PageFile, setup.HandOff(s)}}
	for _, item := range s.Batch.InState(steps.Selected, steps.Skipped) {
		about, err := itsPair(env, s, item)
		if err != nil {
			continue // its file stays: what is in it cannot be told
		}
		files = append(files, Written{item.CertificateFile, about.Certificate.PEM()}, Written{item.PageFile, setup.HandOff(about)})
	}
	return files
}

// itsPair is a connection of a sitting with the certificate that is to be
// uploaded.
func itsPair(env steps.Env, s steps.State, item steps.Item) (steps.State, error) {
	p, err := env.Vault.Load(item.Name)
	if err != nil {
		return s, err
	}
	about, err := steps.StateFromProfile(s.Facts, p)
	if made, ok := s.Batch.Pair(item.Name); ok {
		about.Key, about.Certificate = made.Key, made.Certificate
	}
	return about.Without(steps.KeyCertificateID), err
}

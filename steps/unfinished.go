package steps

import (
	"fmt"
	"time"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// Unfinished is what a draft is, for a list. Nothing in it is secret.
type Unfinished struct {
	Flow  string
	Kept  time.Time
	What  string // "renewal of acme"
	Where string // "waiting for the upload"; "" where there is nothing to tell

	Account, Method string // as answered; "" where not yet
	Paired          bool   // has a key pair with its certificate

	draft *draft // with its secrets, behind a pointer that fmt does not follow
}

// About names the saved connections that the journey is about.
func (u Unfinished) About() []string {
	if u.draft == nil {
		return nil
	}
	var names []string
	if u.draft.Subject != "" {
		names = append(names, u.draft.Subject)
	}
	for _, item := range u.draft.Sitting.Items {
		names = append(names, item.Name)
	}
	return names
}

// DraftOf reads a draft, which holds secrets. With an error, Flow and Kept are set as far as they can be read.
func DraftOf(data secret.Secret) (Unfinished, error) {
	d, err := decodeDraft(data)
	if err != nil {
		return Unfinished{Flow: d.Flow, Kept: d.Kept}, err
	}
	return Unfinished{
		Flow: d.Flow, Kept: d.Kept, What: whatOf(d), Where: whereOf(d), draft: &d,
		Account: d.Answers[KeyAccount], Method: d.Answers[KeyMethod], Paired: d.Certificate != "",
	}, nil
}

func whatOf(d draft) string {
	name := orElse(d.Subject, d.Answers[KeyName])
	switch d.Flow {
	case renewName:
		return "renewal of " + orElse(name, "a certificate")
	case "retoken":
		return "new tokens for " + orElse(orElse(d.Sitting.Account, d.Answers[KeyAccount]), "an account")
	case "migrate":
		return "migration of " + orElse(name, "a connection")
	case changeName:
		return "change of " + orElse(name, "a connection")
	}
	if id, err := account.Parse(d.Answers[KeyAccount]); err == nil {
		return "set-up for " + id.Realm()
	}
	return "set-up without an account yet"
}

// whereOf tells what an unfinished journey waits for.
func whereOf(d draft) string {
	if all := d.Sitting.With(Chosen, Mended, Left); len(all) > 1 {
		return fmt.Sprintf("%d of %d mended", len(d.Sitting.With(Mended)), len(all))
	}
	switch d.Step {
	case "upload":
		return "waiting for the upload"
	case "test":
		return "before the test"
	case "handover", "word":
		return "waiting until the product has the new key"
	case "retire":
		return "before the former one is retired"
	case "differences":
		return "waiting for a word about the differences"
	}
	return ""
}

// Discarding tells what it means to throw an unfinished journey away.
func Discarding(w *Walk) string {
	s, name := w.state, w.state.Former.Name
	switch {
	case !w.flow.AboutSaved:
		return "What was entered and the key pair made for it are lost. A certificate that is uploaded already is of no use then."
	case w.flow.Name == "retoken":
		return "What was mended so far stays mended. The others stay as they are, and what was made for them is lost."
	case s.Former.Old != nil:
		return fmt.Sprintf("%s keeps what it has now, and %s goes on working as well, until it is retired: suitekey %s %s does that at any time.",
			name, credentialOf(*s.Former.Old), retiredBy(*s.Former.Old), name)
	case uploadedAlready(s), w.past("upload"):
		return fmt.Sprintf("%s goes on as it was. NetSuite has the new certificate already: it stays there, valid and without a use, until an administrator revokes it under %s.",
			name, account.PageM2M.Menu())
	case s.Former.Name == "":
		return "What was entered is lost."
	case !s.Certificate.IsZero() && s.Certificate.ID() != fingerprint(s.Former):
		return name + " goes on as it was. The new key pair is lost: a certificate that somebody has uploaded already is of no use then."
	}
	return name + " goes on as it was. What was entered is lost."
}

// past tells whether the step name lies behind, with its answers in order.
func (w *Walk) past(name string) bool {
	at := w.index(name)
	return at >= 0 && at < w.at && w.flow.Steps[at].Applies(w.state) && w.state.Method() == profile.M2M
}

// Written is a file that a journey has written for somebody.
type Written struct{ Path, Text string }

// Files are those of an unfinished journey, with what it wrote into them.
func Files(env Env, s State) []Written {
	files := []Written{{s.CertificateFile, s.Certificate.PEM()}, {s.PageFile, HandOff(s)}}
	for _, item := range s.Sitting.With(Chosen, Left) {
		about, err := itsPair(env, s, item)
		if err != nil {
			continue // its file stays: what is in it cannot be told
		}
		files = append(files, Written{item.CertificateFile, about.Certificate.PEM()}, Written{item.PageFile, HandOff(about)})
	}
	return files
}

// itsPair is a connection of a sitting with the certificate that is to be
// uploaded.
func itsPair(env Env, s State, item Item) (State, error) {
	p, err := env.Vault.Load(item.Name)
	if err != nil {
		return s, err
	}
	about, err := StateFromProfile(s.Facts, p)
	if made, ok := s.Sitting.pairs[item.Name]; ok {
		about.Key, about.Certificate = made.key, made.certificate
	}
	return about.Without(KeyCertificateID), err
}

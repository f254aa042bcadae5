package steps

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"suitekey/core/m2m"
	"suitekey/core/profile"
)

// Renew is the journey of a certificate that ends: a new one is made, mapped and
// proven before the one in use is retired. At no moment is the certificate that
// the consumer signs in with gone and the new one unproven.
func Renew() Flow {
	return Flow{
		Name: renewName, Title: "certificate renewal", AboutSaved: true,
		Draft: func(s State) string { return draftOf(s.Value(KeyName), renewName) },
		Start: overtaken,
		Steps: []Step{
			dueStep(),
			renewKeyStep().when(renewing),
			anotherPairStep().when(renewing),
			renewJWTStep().when(renewing),
			newPairStep().when(renewing),
			rotateStep(),
			renewUploadStep(),
			testStep().when(renewing),
			renewSaveStep(),
			handoverStep(),
			wordStep(),
			retireStep(),
		},
	}
}

// overtaken lets a draft look again whose connection was given another certificate
// meanwhile, by another run: what it has made replaces that one now.
func overtaken(s State) State {
	if now := fingerprint(s.Former); freshPair(s) && !renewSaved(s) && now != "" && now != s.mark(markReplaces) {
		s = s.With(markReplaces, now)
		if !uploadedAlready(s) { // what the former one was allowed says nothing of this one
			s = s.With(markRotation, "")
		}
	}
	// A permission may have been granted since, and the feature switched on.
	if s.mark(markRoleLacks) != "" && !uploadedAlready(s) && !renewSaved(s) {
		s = s.With(markRotation, "").With(markRoleLacks, "")
	}
	return s
}

const renewName = "renew"

// What a renewal notes for its later steps: see State.mark.
const (
	markReplaces  = "renew.replaces"   // fingerprint of the certificate to be replaced
	markRetiring  = "renew.retiring"   // that it is only about what an earlier renewal left
	markRotation  = "renew.rotation"   // rotationOpen, or why NetSuite does not allow it from here
	markRoleLacks = "renew.role-lacks" // that an administrator can open what markRotation says is closed
	markRole      = "renew.role"       // to which the certificate is mapped, by internal ID
	markEntity    = "renew.entity"
	markUploaded  = "renew.uploaded" // fingerprint of the certificate that NetSuite has
)

const rotationOpen = "open"

// OnlyRetires tells that an earlier renewal has kept its former certificate: that
// one is retired, and nothing is renewed.
func OnlyRetires(s State) bool { return s.mark(markRetiring) != "" }

func renewing(s State) bool { return !OnlyRetires(s) }

func uploadedAlready(s State) bool {
	return !s.Certificate.IsZero() && s.mark(markUploaded) == s.Certificate.ID()
}

// freshPair tells that the pair at hand is the new one.
func freshPair(s State) bool {
	return hasPair(s) && s.mark(markReplaces) != "" && s.Certificate.ID() != s.mark(markReplaces)
}

func renewKeyStep() Step {
	step := keyTypeStep()
	step.Doc = doc("renew-key")
	return step
}

// renewJWTStep is asked where the new key can sign in several ways, or not in the
// way of the former one.
func renewJWTStep() Step {
	step := jwtStep()
	step.When = func(s State) bool {
		possible := possibleAlgorithms(s)
		given, ok := s.Answer(KeyJWTAlgorithm)
		return len(possible) > 1 || ok && !slices.Contains(possible, m2m.Algorithm(given))
	}
	return step
}

// anotherPairStep reads a pair that was brought, which has to be another one.
func anotherPairStep() Step {
	step := existingKeyStep()
	step.Work = func(ctx context.Context, env Env, s State, report func(Progress)) (State, error) {
		read, err := readPair(ctx, env, s, report)
		if err == nil && !freshPair(read) {
			return s, fieldError(KeyCertificateFile, errors.New("this is the certificate that is to be renewed: bring the new one"))
		}
		return read, err
	}
	step.Done = freshPair
	return step
}

func newPairStep() Step {
	step := keyPairStep()
	step.Work, step.Done = newPair, freshPair
	step.When = makesKey
	return step
}

// newPair makes the new pair, once.
func newPair(ctx context.Context, env Env, s State, report func(Progress)) (State, error) {
	if !freshPair(s) {
		s.Key, s.Certificate, s.CertificateFile = keyNone, certificateNone, ""
	}
	return makePair(ctx, env, s, report)
}

// forgetFormerPair leaves the journey without the pair that it started with. The
// new certificate gets the validity of the former one where nothing was answered.
func forgetFormerPair(s State, former m2m.Certificate) State {
	if _, answered := s.Answer(KeyCertificateDays); !answered {
		const day = 24 * time.Hour
		if days := int((former.NotAfter().Sub(former.NotBefore()) + day/2) / day); days >= 1 && days < m2m.MaxDays {
			s = s.With(KeyCertificateDays, strconv.Itoa(days))
		}
	}
	if s.Certificate.IsZero() || s.Certificate.ID() != former.ID() {
		return s
	}
	s.Key, s.Certificate, s.CertificateFile = keyNone, certificateNone, ""
	if id, _ := s.Answer(KeyCertificateID); id == s.Former.CertificateID {
		s = s.Without(KeyCertificateID)
	}
	s.Report = reportNone
	return s
}

func renewSaveStep() Step {
	return Step{
		Name: "save", Title: "Save", NoReturn: Always, When: renewing, Doc: doc("renew-save"), Done: renewSaved, Work: saveRenewed,
		Show: func(s State) []string {
			return []string{
				fmt.Sprintf("%s signs in with the new certificate from now on; it ends on %s.", s.Former.Name, day(s.Certificate.Ends())),
				"The former one is kept beside it, until it is retired.",
			}
		},
	}
}

func renewSaved(s State) bool {
	return !s.Certificate.IsZero() && s.Former.Certificate == s.Certificate.PEM()
}

// saveRenewed puts the new credential into the vault, and the former one beside
// it. Of the rest of the connection it changes nothing.
func saveRenewed(_ context.Context, env Env, s State, report func(Progress)) (State, error) {
	if renewSaved(s) {
		return s, nil
	}
	if !s.Report.OK {
		return s, errUntested
	}
	if s.Former.Old != nil || fingerprint(s.Former) != s.mark(markReplaces) {
		return s, fmt.Errorf("saving the new certificate: %s was given another one meanwhile; discard this renewal (suitekey remove %s)",
			s.Former.Name, draftOf(s.Former.Name, renewName))
	}
	report(Progress{Text: "Saving " + s.Former.Name})
	old, made, p := s.Former, s.Profile(), s.Former
	p.KeyType, p.JWTAlgorithm, p.PrivateKey = made.KeyType, made.JWTAlgorithm, made.PrivateKey
	p.Certificate, p.CertificateID = made.Certificate, made.CertificateID
	p.Tested, p.Refusals = made.Tested, made.Refusals
	p.Old, p.RetireOn = &old, time.Time{}
	return replace(env, s, p, renewName)
}

// fingerprint is the certificate ID that p's certificate has by computation; the
// one that was typed may differ.
func fingerprint(p profile.Profile) string {
	c, err := m2m.ParseCertificate([]byte(p.Certificate))
	if err != nil {
		return ""
	}
	return c.ID()
}

// errNoCertificate is for a renewal of a connection that has none.
func errNoCertificate(p profile.Profile) error {
	switch {
	case p.Method == profile.TBA:
		return fmt.Errorf("renewing the certificate of %s: it signs in by TBA, whose tokens have none and do not expire; there is nothing to renew", p.Name)
	default:
		return fmt.Errorf("renewing the certificate of %s: it signs in through a person, without a certificate; sign in again instead", p.Name)
	}
}

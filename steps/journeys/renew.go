package journeys

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/steps/setup"
)

// Renew is the journey of a certificate that ends: a new one is made, mapped and
// proven before the one in use is retired. At no moment is the certificate that
// the consumer signs in with gone and the new one unproven.
func Renew() steps.Flow {
	return steps.Flow{
		Name: renewName, Title: "certificate renewal", AboutSaved: true, Describe: describe("renewal", "a certificate"),
		Draft: func(s steps.State) string { return steps.DraftFor(s.Value(steps.KeyName), renewName) },
		Start: overtaken,
		Steps: []steps.Step{
			dueStep(),
			renewKeyStep().If(renewing),
			anotherPairStep().If(renewing),
			renewJWTStep().If(renewing),
			newPairStep().If(renewing),
			rotateStep(),
			renewUploadStep(),
			setup.TestStep().If(renewing),
			renewSaveStep(),
			handoverStep(),
			wordStep(),
			retireStep(),
		},
	}
}

// overtaken lets a draft look again whose connection was given another certificate
// meanwhile, by another run: what it has made replaces that one now.
func overtaken(s steps.State) steps.State {
	if now := fingerprint(s.Former); freshPair(s) && !renewSaved(s) && now != "" && now != s.Hidden(hiddenReplaces) {
		s = s.With(hiddenReplaces, now)
		if !uploadedAlready(s) { // what the former one was allowed says nothing of this one
			s = s.With(hiddenRotation, "")
		}
	}
	// A permission may have been granted since, and the feature switched on.
	if s.Hidden(hiddenRoleLacks) != "" && !uploadedAlready(s) && !renewSaved(s) {
		s = s.With(hiddenRotation, "").With(hiddenRoleLacks, "")
	}
	return s
}

const renewName = "renew"

// What a renewal notes for its later steps: see State.mark.
const (
	hiddenReplaces  = "renew.replaces"   // fingerprint of the certificate to be replaced
	hiddenRetiring  = "renew.retiring"   // that it is only about what an earlier renewal left
	hiddenRotation  = "renew.rotation"   // rotationOpen, or why NetSuite does not allow it from here
	hiddenRoleLacks = "renew.role-lacks" // that an administrator can open what hiddenRotation says is closed
	hiddenRole      = "renew.role"       // to which the certificate is mapped, by internal ID
	hiddenEntity    = "renew.entity"
	hiddenUploaded  = "renew.uploaded" // fingerprint of the certificate that NetSuite has
)

const rotationOpen = "open"

// OnlyRetires tells that an earlier renewal has kept its former certificate: that
// one is retired, and nothing is renewed.
func OnlyRetires(s steps.State) bool { return s.Hidden(hiddenRetiring) != "" }

func renewing(s steps.State) bool { return !OnlyRetires(s) }

func uploadedAlready(s steps.State) bool {
	return !s.Certificate.IsZero() && s.Hidden(hiddenUploaded) == s.Certificate.ID()
}

// freshPair tells that the pair at hand is the new one.
func freshPair(s steps.State) bool {
	return setup.HasPair(s) && s.Hidden(hiddenReplaces) != "" && s.Certificate.ID() != s.Hidden(hiddenReplaces)
}

func renewKeyStep() steps.Step {
	step := setup.KeyTypeStep()
	step.Doc = steps.Doc("renew-key")
	return step
}

// renewJWTStep is asked where the new key can sign in several ways, or not in the
// way of the former one.
func renewJWTStep() steps.Step {
	step := setup.JWTStep()
	step.When = func(s steps.State) bool {
		possible := setup.PossibleAlgorithms(s)
		given, ok := s.Answer(steps.KeyJWTAlgorithm)
		return len(possible) > 1 || ok && !slices.Contains(possible, m2m.Algorithm(given))
	}
	return step
}

// anotherPairStep reads a pair that was brought, which has to be another one.
func anotherPairStep() steps.Step {
	step := setup.ExistingKeyStep()
	step.Work = func(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
		read, err := setup.ReadPair(ctx, env, s, report)
		if err == nil && !freshPair(read) {
			return s, steps.NewFieldError(steps.KeyCertificateFile, errors.New("this is the certificate that is to be renewed: bring the new one"))
		}
		return read, err
	}
	step.Done = freshPair
	return step
}

func newPairStep() steps.Step {
	step := setup.KeyPairStep()
	step.Work, step.Done = newPair, freshPair
	step.When = setup.MakesKey
	return step
}

// newPair makes the new pair, once.
func newPair(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	if !freshPair(s) {
		s.Key, s.Certificate, s.CertificateFile = steps.NoKey, steps.NoCertificate, ""
	}
	return setup.MakePair(ctx, env, s, report)
}

// forgetFormerPair leaves the journey without the pair that it started with. The
// new certificate gets the validity of the former one where nothing was answered.
func forgetFormerPair(s steps.State, former m2m.Certificate) steps.State {
	if _, answered := s.Answer(steps.KeyCertificateDays); !answered {
		const day = 24 * time.Hour
		if days := int((former.NotAfter().Sub(former.NotBefore()) + day/2) / day); days >= 1 && days < m2m.MaxDays {
			s = s.With(steps.KeyCertificateDays, strconv.Itoa(days))
		}
	}
	if s.Certificate.IsZero() || s.Certificate.ID() != former.ID() {
		return s
	}
	s.Key, s.Certificate, s.CertificateFile = steps.NoKey, steps.NoCertificate, ""
	if id, _ := s.Answer(steps.KeyCertificateID); id == s.Former.CertificateID {
		s = s.Without(steps.KeyCertificateID)
	}
	s.Report = steps.NoReport
	return s
}

func renewSaveStep() steps.Step {
	return steps.Step{
		Name: "save", Title: "Save", NoReturn: steps.Always, When: renewing, Doc: steps.Doc("renew-save"), Done: renewSaved, Work: saveRenewed,
		Show: func(s steps.State) []string {
			return []string{
				fmt.Sprintf("%s signs in with the new certificate from now on; it ends on %s.", s.Former.Name, setup.Day(s.Certificate.Ends())),
				"The former one is kept beside it, until it is retired.",
			}
		},
	}
}

func renewSaved(s steps.State) bool {
	return !s.Certificate.IsZero() && s.Former.Certificate == s.Certificate.PEM()
}

// saveRenewed puts the new credential into the vault, and the former one beside
// it. Of the rest of the connection it changes nothing.
func saveRenewed(_ context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	if renewSaved(s) {
		return s, nil
	}
	if !s.Report.OK {
		return s, steps.ErrUntested
	}
	if s.Former.Old != nil || fingerprint(s.Former) != s.Hidden(hiddenReplaces) {
		return s, fmt.Errorf("saving the new certificate: %s was given another one meanwhile; discard this renewal (suitekey remove %s)",
			s.Former.Name, steps.DraftFor(s.Former.Name, renewName))
	}
	report(steps.Progress{Text: "Saving " + s.Former.Name})
	old, made, p := s.Former, s.Profile(), s.Former
	p.KeyType, p.JWTAlgorithm, p.PrivateKey = made.KeyType, made.JWTAlgorithm, made.PrivateKey
	p.Certificate, p.CertificateID = made.Certificate, made.CertificateID
	p.Tested, p.Refusals = made.Tested, made.Refusals
	p.Old, p.RetireOn = &old, time.Time{}
	return steps.ReplaceSaved(env, s, p, renewName)
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

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

// Renew replaces an expiring certificate. It makes, maps and tests the new certificate
// before it retires the current one. So the product always has a working certificate.
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
			setup.UseIDStep().If(uploadsByHand),
			testOnce(renewSaved).If(renewing),
			renewSaveStep(),
			handoverStep(),
			inUseStep(),
			retireStep(),
		},
	}
}

// overtaken lets a draft read the certificates again after another run has changed the
// certificate of the connection. The new pair of the draft, made already or not, then
// replaces that certificate.
func overtaken(s steps.State) steps.State {
	begun := freshPair(s) || s.Hidden(hiddenReplaces) != ""
	if now := fingerprint(s.Former); begun && !renewSaved(s) && now != "" && now != s.Hidden(hiddenReplaces) {
		s = s.With(hiddenReplaces, now)
		if !uploadedAlready(s) { // the permissions of the former certificate may differ
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

// The notes of a renewal for its later steps: see State.Hidden.
const (
	hiddenReplaces  = "renew.replaces"   // fingerprint of the certificate to be replaced
	hiddenRetiring  = "renew.retiring"   // set if the journey only retires the former credential of an earlier renewal
	hiddenRotation  = "renew.rotation"   // rotationOpen, or the reason why suitekey cannot upload
	hiddenRoleLacks = "renew.role-lacks" // set if an administrator can remove the reason in hiddenRotation
	hiddenRole      = "renew.role"       // role of the certificate's mapping, internal ID
	hiddenEntity    = "renew.entity"
	hiddenUploaded  = "renew.uploaded" // fingerprint of the uploaded certificate
)

const rotationOpen = "open"

// OnlyRetires reports whether the journey only retires the former certificate that an
// earlier renewal has kept.
func OnlyRetires(s steps.State) bool { return s.Hidden(hiddenRetiring) != "" }

func renewing(s steps.State) bool { return !OnlyRetires(s) }

func uploadedAlready(s steps.State) bool {
	return !s.Certificate.IsZero() && s.Hidden(hiddenUploaded) == s.Certificate.ID()
}

// freshPair reports whether the key pair of the state is the new one.
func freshPair(s steps.State) bool {
	return setup.HasPair(s) && s.Hidden(hiddenReplaces) != "" && s.Certificate.ID() != s.Hidden(hiddenReplaces)
}

func renewKeyStep() steps.Step {
	step := setup.KeyTypeStep()
	step.Doc = steps.Doc("renew-key")
	return step
}

// renewJWTStep asks for the algorithm if the new key allows several, or does not allow the
// former one.
func renewJWTStep() steps.Step {
	step := setup.JWTStep()
	step.When = func(s steps.State) bool {
		possible := setup.PossibleAlgorithms(s)
		given, ok := s.Answer(steps.KeyJWTAlgorithm)
		return len(possible) > 1 || ok && !slices.Contains(possible, m2m.Algorithm(given))
	}
	return step
}

// anotherPairStep reads a provided key pair, which must differ from the current one.
func anotherPairStep() steps.Step {
	step := setup.ExistingKeyStep()
	step.Work = func(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
		read, err := setup.ReadPair(ctx, env, s, report)
		if err == nil && !freshPair(read) {
			return s, steps.NewFieldError(steps.KeyCertificateFile, errors.New("this is the current certificate: provide the new one"))
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
	made, err := setup.MakePair(ctx, env, s, report)
	if err == nil {
		err = checkClock(ctx, env, s.Former.Account) // by which the certificate has its dates
	}
	if err != nil {
		return s, err
	}
	return made, nil
}

// forgetFormerPair drops the current key pair from the state. Without an answer, the new
// certificate gets the validity of the current one.
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

// testOnce is the test of a new credential, which is over once the connection is saved with
// it: a colleague may have changed another answer since then.
func testOnce(saved func(steps.State) bool) steps.Step {
	step := setup.TestStep()
	proven := step.Done
	step.Done = func(s steps.State) bool { return saved(s) || proven(s) }
	return step
}

func renewSaveStep() steps.Step {
	return steps.Step{
		Name: "save", Title: "Save", NoReturn: steps.Always, When: renewing, Doc: steps.Doc("renew-save"), Done: renewSaved, Work: saveRenewed,
		Show: func(s steps.State) []string {
			return []string{
				fmt.Sprintf("%s now signs in with the new certificate. It expires on %s.", s.Former.Name, setup.Day(s.Certificate.Ends())),
				"The vault keeps the former certificate until you retire it.",
			}
		},
	}
}

func renewSaved(s steps.State) bool {
	return !s.Certificate.IsZero() && s.Former.Certificate == s.Certificate.PEM()
}

// saveRenewed saves the new credential and keeps the former one. It changes nothing else
// of the connection.
func saveRenewed(_ context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	if renewSaved(s) {
		return s, nil
	}
	if !s.Report.OK {
		return s, steps.ErrUntested
	}
	if s.Former.Old != nil || fingerprint(s.Former) != s.Hidden(hiddenReplaces) {
		return s, fmt.Errorf("saving the new certificate: another run has changed the certificate of %s; discard this renewal (suitekey remove %s)",
			s.Former.Name, steps.DraftFor(s.Former.Name, renewName))
	}
	report(steps.Progress{Text: "Saving " + s.Former.Name})
	old, made, p := s.Former, s.Profile(), s.Former
	p.KeyType, p.JWTAlgorithm, p.PrivateKey = made.KeyType, made.JWTAlgorithm, made.PrivateKey
	p.Certificate, p.CertificateID = made.Certificate, made.CertificateID
	p.Tested, p.Refusals = made.Tested, made.Refusals
	p.Old, p.RetireOn, p.Unrevoked = &old, time.Time{}, ""
	return steps.ReplaceSaved(env, s, p, renewName)
}

// fingerprint returns the computed certificate ID of p's certificate; the typed ID may
// differ.
func fingerprint(p profile.Profile) string {
	c, err := m2m.ParseCertificate([]byte(p.Certificate))
	if err != nil {
		return ""
	}
	return c.ID()
}

// errNoCertificate is the error of a renewal of a connection without a certificate.
func errNoCertificate(p profile.Profile) error {
	switch {
	case p.Method == profile.TBA:
		return fmt.Errorf("renewing the certificate of %s: the connection uses TBA and has no certificate; tokens do not expire", p.Name)
	default:
		return fmt.Errorf("renewing the certificate of %s: the connection uses a browser sign-in and has no certificate; sign in again instead", p.Name)
	}
}

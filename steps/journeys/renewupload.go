package journeys

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"suitekey/core/netsuite"
	"suitekey/steps"
	"suitekey/steps/setup"
)

// The answers to rotate_by.
const (
	byAPI  = "api"
	byHand = "hand"
)

// retryUpload is the answer to KeyRevokeFirst that revokes nothing.
const retryUpload = "none"

func rotates(s steps.State) bool {
	return s.Hidden(hiddenRotation) == rotationOpen && s.Value(steps.KeyRotateBy) == byAPI
}

// rotateStep uploads the new certificate, signed in with the current one.
func rotateStep() steps.Step {
	return steps.Step{
		Name: "rotate", Title: "Certificate", Doc: steps.Doc("renew-rotate"),
		When: func(s steps.State) bool { return renewing(s) && s.Hidden(hiddenRotation) == rotationOpen },
		Fields: []steps.Field{
			{
				Key: steps.KeyRotateBy, Label: "How does NetSuite get the new certificate?", Kind: steps.Choice,
				Default: func(steps.State) string { return byAPI },
				Options: func(steps.State) []steps.Option {
					return []steps.Option{
						{Value: byAPI, Label: "suitekey uploads it, signed in with the current one"},
						{Value: byHand, Label: "An administrator uploads it on the set-up page"},
					}
				},
			},
			{
				Key: steps.KeyRevokeFirst, Label: "Which certificate do you want to revoke first?", Kind: steps.Choice, When: noRoom,
				Default: func(steps.State) string { return retryUpload },
				Options: revocable,
			},
			confirmAccount(func(s steps.State) bool { return noRoom(s) && s.Value(steps.KeyRevokeFirst) != retryUpload }),
		},
		Work: rotate,
		// A new pair after this step would leave an unused certificate in NetSuite.
		NoReturn: uploadedAlready,
		Done:     func(s steps.State) bool { return !rotates(s) || uploadedAlready(s) },
		Show: func(s steps.State) []string {
			switch {
			case s.Hidden(hiddenRotation) != rotationOpen:
				return []string{steps.Caution + s.Hidden(hiddenRotation), steps.Caution + handWay}
			case !rotates(s):
				return nil
			}
			return []string{"NetSuite has the new certificate: " + s.Value(steps.KeyCertificateID), "The current one continues to work."}
		},
	}
}

func noRoom(s steps.State) bool {
	return rotates(s) && !uploadedAlready(s) && len(s.Active) >= netsuite.CertificateCap
}

// revocable returns the active certificates that no saved connection uses. The current
// certificate is retired at the end, never before.
func revocable(s steps.State) []steps.Option {
	options := []steps.Option{{Value: retryUpload, Label: "None: I revoke one in NetSuite", Note: "then try again"}}
	for _, m := range s.Active {
		if len(inUse(s, m)) == 0 && m.CertificateID != s.Hidden(hiddenReplaces) {
			options = append(options, steps.Option{Value: m.CertificateID, Label: "Revoke " + mappingLine(m), Note: "cannot be undone"})
		}
	}
	return options
}

// inUse names the connections that sign in with a certificate of this integration
// record.
func inUse(s steps.State, m netsuite.Mapping) []string {
	p := s.Former
	p.CertificateID = m.CertificateID
	names := usersOf(s, p)
	if m.CertificateID == s.Former.CertificateID {
		names = append([]string{"this connection"}, names...)
	}
	return names
}

// rotate maps the new certificate. It can run again after any interruption: the list shows
// whether NetSuite has the certificate.
func rotate(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	if !rotates(s) || uploadedAlready(s) {
		return s, nil
	}
	if !freshPair(s) {
		return s, errNoPair
	}
	report(steps.Progress{Text: "Signing in with the current certificate"})
	s, auth, _, err := access(ctx, env, s, s.Former)
	if err != nil {
		return s, err
	}
	if s, err = makeRoom(ctx, env, s, auth, report); err != nil {
		return s, err
	}
	report(steps.Progress{Text: "Uploading the new certificate"})
	p := s.Former
	mapping, _, err := rotationClient(env).EnsureUploaded(ctx, p.Account, auth, p.ConsumerKey, netsuite.UploadRequest{
		Certificate: s.Certificate.PEM(), Role: s.Hidden(hiddenRole), Entity: s.Hidden(hiddenEntity),
	}, s.Certificate.ID())
	if err != nil {
		return refusedUpload(s, err)
	}
	return s.With(steps.KeyCertificateID, mapping.CertificateID).With(hiddenUploaded, s.Certificate.ID()), nil
}

// makeRoom revokes the certificate that the person chose.
func makeRoom(ctx context.Context, env steps.Env, s steps.State, auth netsuite.Auth, report func(steps.Progress)) (steps.State, error) {
	chosen := s.Value(steps.KeyRevokeFirst)
	if !noRoom(s) || chosen == retryUpload || chosen == "" {
		return s, nil
	}
	report(steps.Progress{Text: "Revoking " + steps.Shorten(chosen, 12)})
	p := s.Former
	_, err := rotationClient(env).EnsureRevoked(ctx, p.Account, auth, p.ConsumerKey, netsuite.RevokeRequest{CertificateID: chosen, SignedInWith: p.CertificateID})
	if err != nil {
		return s, err
	}
	var left []netsuite.Mapping
	for _, m := range s.Active {
		if m.CertificateID != chosen {
			left = append(left, m)
		}
	}
	s.Active = left
	return s.Without(steps.KeyRevokeFirst), nil
}

// refusedUpload returns the next action after a refused upload.
func refusedUpload(s steps.State, err error) (steps.State, error) {
	var refused *netsuite.CertificateError
	switch {
	case netsuite.NotOpen(err):
		return closed(s, "NetSuite no longer allows the upload ("+strings.TrimSuffix(err.Error(), ".")+")."), nil
	case !errors.As(err, &refused):
		return s, err
	case errors.Is(err, netsuite.ErrTooMany):
		s.Active = refused.Active
		return s.Without(steps.KeyRevokeFirst), steps.NewFieldError(steps.KeyRevokeFirst, errFull(s, refused))
	case errors.Is(err, netsuite.ErrRevoked), errors.Is(err, netsuite.ErrDuplicate):
		s.Key, s.Certificate, s.CertificateFile = steps.NoKey, steps.NoCertificate, ""
		return s, fmt.Errorf("%w; go back one step to make a new pair", err)
	}
	return s, err
}

// errFull names the certificates of a full integration record.
func errFull(s steps.State, refused *netsuite.CertificateError) error {
	var lines []string
	for _, m := range s.Active {
		line := mappingLine(m)
		if names := inUse(s, m); len(names) > 0 {
			line += " (used by " + steps.List(names) + ")"
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return errors.New(refused.Error() + "; this role sees none of them: ask an administrator to revoke one on the set-up page")
	}
	return fmt.Errorf("%w; the active ones are: %s", refused, strings.Join(lines, "; "))
}

func uploadsByHand(s steps.State) bool { return renewing(s) && !rotates(s) }

// renewUploadStep is the upload by hand.
func renewUploadStep() steps.Step {
	step := setup.UploadStep()
	step.When = uploadsByHand
	step.Doc = steps.Doc("renew-upload")
	step.Fields[0].Check = func(s steps.State, text string) steps.Finding {
		if text == s.Former.CertificateID && freshPair(s) && !renewSaved(s) {
			return steps.Finding{Problem: "This is the ID of the current certificate: copy the ID of the new one."}
		}
		return steps.CheckCertificateID(s, text)
	}
	return step
}

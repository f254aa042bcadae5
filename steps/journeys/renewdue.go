package journeys

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"suitekey/core/m2m"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/steps/setup"
)

func dueStep() steps.Step {
	return steps.Step{
		Name: "due", Title: "Due", Doc: duePage, ReadOnly: true, Work: LookForRenewal, Show: showDue,
		Done: func(s steps.State) bool { return OnlyRetires(s) || s.Hidden(hiddenRotation) != "" },
		Fields: []steps.Field{{
			Key: steps.KeyName, Label: "Which connection?", Kind: steps.Choice, Options: renewable,
			When: func(s steps.State) bool { return s.Former.Name == "" },
		}},
	}
}

var dueText = steps.Doc("renew-due")

// duePage names the connection, once there is one.
func duePage(s steps.State) steps.Page {
	page := dueText(s)
	switch name := s.Former.Name; {
	case name != "" && s.Former.Old != nil:
		page.Title = "The former credential of " + name
	case name != "":
		page.Title = "The certificate of " + name
	}
	return page
}

// renewable returns the connections to choose from.
func renewable(s steps.State) []steps.Option {
	var options []steps.Option
	for _, p := range s.Facts.Saved {
		if p.Method == profile.M2M {
			options = append(options, steps.Option{Value: p.Name, Label: p.Name, Note: string(p.Account.Kind()) + " " + p.Account.Realm()})
		}
	}
	return options
}

// LookForRenewal reads the status of the saved connection's certificate: its end, the
// certificates of the integration record, and whether the current certificate may upload
// the next one. It changes nothing in NetSuite.
func LookForRenewal(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	if s.Former.Name == "" {
		var err error
		if s, err = steps.AboutChosen(env, s); err != nil {
			return s, err
		}
	}
	p := s.Former
	if p.Old == nil && p.Method != profile.M2M {
		return s, errNoCertificate(p)
	}
	report(steps.Progress{Text: "Comparing the clocks"})
	now, err := netsuiteTime(ctx, env, p.Account)
	if err != nil {
		return s, err
	}
	if p.Old != nil {
		return s.With(hiddenRetiring, "yes"), nil
	}
	former, err := m2m.ParseCertificate([]byte(p.Certificate))
	if err != nil {
		return s, fmt.Errorf("reading the certificate of %s: %w", p.Name, err)
	}
	s = forgetFormerPair(s.With(hiddenReplaces, former.ID()), former)
	if uploadedAlready(s) {
		return s, nil // back from a later step
	}
	if why := closedFromHere(p, former, now); why != "" {
		return closed(s, why), nil
	}
	report(steps.Progress{Text: "Reading the active certificates"})
	return readActive(ctx, env, s, now)
}

// closedFromHere returns the reason why the current certificate cannot upload the next
// one, if the reason is known without a request.
func closedFromHere(p profile.Profile, former m2m.Certificate, now time.Time) string {
	switch {
	case former.Due(now) == m2m.Expired:
		return "The certificate expired on " + setup.Day(former.Ends()) + ": NetSuite no longer accepts it."
	case !slices.Contains(p.Scopes, rotationScope):
		return "The connection lacks the scope " + rotationScope + ". The certificate endpoint requires that scope."
	}
	return ""
}

// closed notes the reason why an administrator has to upload the new certificate.
func closed(s steps.State, why string) steps.State {
	s.Active = nil
	return s.With(hiddenRotation, why)
}

// readActive signs in with the current certificate and reads the certificates of the
// integration record.
func readActive(ctx context.Context, env steps.Env, s steps.State, now time.Time) (steps.State, error) {
	p := s.Former
	s, auth, token, err := access(ctx, env, s, p)
	switch {
	case netsuite.Counts(err):
		return closed(s, "NetSuite refused the sign-in with the current certificate: it may be revoked. suitekey test "+p.Name+" finds the cause."), nil
	case err != nil:
		return s, err
	}
	listed, err := rotationClient(env).Certificates(ctx, p.Account, auth, p.ConsumerKey)
	switch {
	case netsuite.NotOpen(err):
		return closed(s, whyNotOpen(err)).With(hiddenRoleLacks, "yes"), nil
	case err != nil:
		return s, err
	}
	s.Active = active(listed, now)
	role, entity := mappedTo(listed, p.CertificateID, token)
	if role == "" || entity == "" {
		return closed(s, "NetSuite does not name the user and the role of the certificate.").With(hiddenRoleLacks, "yes"), nil
	}
	return s.With(hiddenRotation, rotationOpen).With(hiddenRole, role).With(hiddenEntity, entity), nil
}

// whyNotOpen returns the reason in NetSuite's answer. Only some answers name the
// permission.
func whyNotOpen(err error) string {
	const permission = "the permission Manage Own OAuth 2.0 Client Credentials Certificates"
	var failed *netsuite.Error
	switch {
	case !errors.As(err, &failed):
		return "This sign-in may not use the certificate endpoint."
	case failed.Absent():
		return fmt.Sprintf("This account does not offer the certificate endpoint (%s).", failed.Brief())
	case strings.EqualFold(failed.Code, "INSUFFICIENT_PERMISSION"), strings.Contains(strings.ToLower(failed.Message), "permission"):
		return "This role may not manage its certificates: it needs " + permission + "."
	}
	return fmt.Sprintf("NetSuite does not allow the certificate endpoint for this sign-in and does not name the reason (%s). Perhaps the role lacks %s.", failed.Brief(), permission)
}

// mappedTo returns user and role of the certificate's mapping, as internal IDs. The new
// certificate gets the same.
func mappedTo(listed []netsuite.Mapping, id string, token netsuite.Token) (role, entity string) {
	role, entity = token.Role, token.Entity
	for _, m := range listed {
		if m.CertificateID == id {
			role, entity = steps.OrElse(m.RoleID, role), steps.OrElse(m.EntityID, entity)
		}
	}
	for _, text := range []string{role, entity} {
		if _, err := strconv.Atoi(text); err != nil {
			return "", ""
		}
	}
	return role, entity
}

// showDue returns the findings of LookForRenewal.
func showDue(s steps.State) []string {
	p := s.Former
	if OnlyRetires(s) {
		return showUnretired(s)
	}
	former, err := m2m.ParseCertificate([]byte(p.Certificate))
	if err != nil {
		return []string{steps.Sentence(err)}
	}
	lines := []string{"The certificate " + endsLine(former, s.Facts.Now)}
	if former.Due(s.Facts.Now) != m2m.NotDue {
		lines[0] = steps.Caution + lines[0]
	}
	if s.Hidden(hiddenRotation) != rotationOpen {
		return append(lines, steps.Caution+s.Hidden(hiddenRotation), steps.Caution+handWay)
	}
	lines = append(lines, fmt.Sprintf("%d of %d certificates of this integration record are active:", len(s.Active), netsuite.CertificateCap))
	for _, m := range s.Active {
		line := "  " + mappingLine(m)
		if m.CertificateID == p.CertificateID {
			line += " · in use here"
		}
		lines = append(lines, line)
	}
	return append(lines, "The current certificate may upload the next one.")
}

const handWay = "An administrator has to upload the new certificate on the set-up page of NetSuite."

// endsLine returns when a certificate expires and how urgent the renewal is.
func endsLine(c m2m.Certificate, now time.Time) string {
	left := m2m.DaysLeft(c.Ends(), now)
	switch c.Due(now) {
	case m2m.Expired:
		return "expired on " + setup.Day(c.Ends()) + "."
	case m2m.NotDue:
		return fmt.Sprintf("expires on %s, in %d days. It is not due yet, but you can renew it now.", setup.Day(c.Ends()), left)
	case m2m.Urgent:
		return fmt.Sprintf("expires on %s, in %d days: renew it now.", setup.Day(c.Ends()), left)
	default:
		return fmt.Sprintf("expires on %s, in %d days: it is due.", setup.Day(c.Ends()), left)
	}
}

// showUnretired says that an earlier renewal has to be finished first.
func showUnretired(s steps.State) []string {
	old := s.Former.Old
	if old == nil {
		return nil
	}
	lines := []string{fmt.Sprintf("%s already has its new credential. Retire the former one first: %s.", s.Former.Name, credentialOf(*old))}
	if why := s.Former.Unrevoked; why != "" {
		lines = append(lines, "suitekey could not revoke it: "+why+".")
	}
	if !s.Former.RetireOn.IsZero() {
		lines = append(lines, "You chose to keep it until "+setup.Day(s.Former.RetireOn)+".")
	}
	return lines
}

// credentialOf returns the name of a connection's credential for a person.
func credentialOf(p profile.Profile) string {
	switch p.Method {
	case profile.TBA:
		return "the token " + steps.Shorten(p.TokenID, 12)
	case profile.M2M:
		return "the certificate " + steps.Shorten(p.CertificateID, 12)
	default:
		return "the sign-in"
	}
}

// RenewalPlan lists the actions of a renewal, after LookForRenewal.
func RenewalPlan(s steps.State) []string {
	p := s.Former
	if OnlyRetires(s) {
		return []string{"Retire " + credentialOf(*p.Old) + ", after you confirm that the product uses the new one."}
	}
	plan := []string{
		fmt.Sprintf("Make a new %s key pair and a certificate for %s days.", s.KeyType().Name(), s.Value(steps.KeyCertificateDays)),
	}
	if s.Hidden(hiddenRotation) != rotationOpen || s.Value(steps.KeyRotateBy) == byHand {
		plan = append(plan, "Wait until an administrator has uploaded the certificate in NetSuite.")
	} else {
		plan = append(plan, "Upload the certificate, signed in with the current one.")
	}
	plan = append(plan, "Sign in with the new certificate and test the connection.", "Save the new certificate and keep the former one.")
	if s.Value(steps.KeyHandoverBy) == byCommand {
		plan = append(plan, "Hand over the new key with the command.")
	} else {
		plan = append(plan, "Wait until you confirm that the product has the new key.")
	}
	return append(plan, map[string]string{
		retireNow:    "Revoke " + credentialOf(p) + " in NetSuite, signed in with the new one.",
		retireUntil:  "Keep " + credentialOf(p) + " until " + s.Value(steps.KeyRetireOn) + ".",
		retireKeep:   "Keep " + credentialOf(p) + ".",
		retireByHand: "Remove " + credentialOf(p) + " from the vault.",
	}[s.Value(steps.KeyRetire)])
}

// RotationClosed returns the reason why an administrator has to upload the new
// certificate. It returns "" if suitekey can upload, or if the reason is not known yet.
func RotationClosed(s steps.State) string {
	if why := s.Hidden(hiddenRotation); why != rotationOpen {
		return why
	}
	return ""
}

var errNoPair = errors.New("uploading the certificate: there is no new key pair; go back to make one")

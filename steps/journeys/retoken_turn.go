package journeys

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/steps/setup"
)

// soonExpired is the remaining validity that is not worth an upload.
const soonExpired = 14 * 24 * time.Hour

// openNext opens the first selected connection.
func openNext(env steps.Env, all steps.State) (steps.State, error) {
	return openItem(env, all, all.Items.In(steps.Selected)[0])
}

// openItem returns the state of a connection at its start. Its answers are the saved values
// without the lost ones, and the given answers.
func openItem(env steps.Env, all steps.State, item steps.Item) (steps.State, error) {
	s, err := withItsPair(env, all, item)
	if err != nil {
		return s, err
	}
	s = s.With(steps.KeyHappened, all.Value(steps.KeyHappened))
	s.Items, s.Item, s.Hosts, s.Offline = all.Items, item, all.Hosts, all.Offline
	s.Refusals = refusalsOf(all, s.Former)
	if item.Record {
		if s, err = samePair(s, env, item); err != nil {
			return s, err
		}
	}
	switch {
	case steps.IsCode(s):
		s = s.ForgetSignIns()
	case steps.IsM2M(s):
		s.CertificateFile, s.PageFile = item.CertificateFile, item.PageFile
	case asksToken(s):
		s = s.Without(steps.KeyTokenID).Without(steps.KeyTokenSecret)
	}
	return giveItem(all.Given(), s), nil
}

// withItsPair returns the saved values of a connection, with the new key pair if there is
// one. The default of the certificate ID is computed from the certificate.
func withItsPair(env steps.Env, all steps.State, item steps.Item) (steps.State, error) {
	p, err := env.Vault.Load(item.Name)
	if err != nil {
		return all, err
	}
	s, err := steps.StateFromProfile(all.Facts, p)
	if item.Pair != nil {
		s.Key, s.Certificate = item.Pair.Key, item.Pair.Certificate
	}
	return s.Without(steps.KeyCertificateID), err
}

// samePair copies the consumer pair from a fixed connection of the same integration
// record. Without such a connection, a person has to enter the pair.
func samePair(s steps.State, env steps.Env, item steps.Item) (steps.State, error) {
	was := s.Secret(steps.KeyConsumerSecret)
	s = s.Without(steps.KeyConsumerKey).Without(steps.KeyConsumerSecret)
	item.Same = ""
	for _, other := range s.Items.In(steps.Fixed) {
		if !other.Record || other.ConsumerKey != item.ConsumerKey {
			continue
		}
		p, err := env.Vault.Load(other.Name)
		if err != nil {
			return s, err
		}
		s = s.With(steps.KeyConsumerKey, p.ConsumerKey)
		switch {
		case item.Method == profile.M2M:
			s = s.WithSecret(steps.KeyConsumerSecret, was)
		case p.ConsumerSecret.IsEmpty(): // an M2M connection has only the client ID
			continue
		default:
			s = s.WithSecret(steps.KeyConsumerSecret, p.ConsumerSecret)
		}
		item.Same = other.Name
		break
	}
	return s.WithItem(item), nil
}

// refusalsOf returns the refused sign-ins that count for p: its earlier refusals, and all
// refusals of this batch, because the connections may share a user.
func refusalsOf(s steps.State, p profile.Profile) []time.Time {
	all := slices.Clone(s.Refusals)
	for _, at := range p.Refusals {
		if at.Before(s.Began) {
			all = append(all, at)
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return all
}

// prepare writes the certificate for the administrator: the current certificate, or the
// certificate of a new pair if the current one is no longer usable. A new key has the type of
// the current one.
func prepare(ctx context.Context, env steps.Env, all steps.State, item steps.Item, report func(steps.Progress)) (steps.Item, error) {
	s, err := withItsPair(env, all, item)
	if err != nil {
		return item, err
	}
	makes := item.Pair == nil && (item.NewPair || wornOut(s.Certificate, env.Now()) || givenTo(all.Given(), item.Name, steps.KeyNewPair) == "yes")
	s = s.With(steps.KeyKeyType, string(s.Key.Type())).With(steps.KeyCertificateDays, strconv.Itoa(m2m.MaxDays))
	if makes {
		report(steps.Progress{Text: "Making a new key pair for " + item.Name})
		s.Key, s.Certificate = steps.NoKey, steps.NoCertificate
	}
	if s, err = setup.MakePair(ctx, env, s, func(steps.Progress) {}); err != nil {
		return item, err
	}
	if makes {
		item.Pair = &steps.KeyPair{Key: s.Key, Certificate: s.Certificate}
	}
	item.NewPair, item.CertificateFile, item.PageFile, item.CertificateID = item.Pair != nil, s.CertificateFile, s.PageFile, s.Certificate.ID()
	return item, nil
}

// wornOut reports whether a certificate is expired or expires too soon for an upload.
func wornOut(c m2m.Certificate, now time.Time) bool { return now.Add(soonExpired).After(c.NotAfter()) }

func turnStep() steps.Step {
	return steps.Step{
		Name: "turn", Title: "Connection", Doc: turnPage,
		Fields: []steps.Field{
			{Key: steps.KeyTurn, Label: "Now or later?", Kind: steps.Choice,
				When:    func(s steps.State) bool { return len(s.Items.In(steps.Selected, steps.Fixed, steps.Skipped)) > 1 },
				Default: func(steps.State) string { return "now" },
				Options: func(steps.State) []steps.Option {
					return []steps.Option{{Value: "now", Label: "Now"}, {Value: "later", Label: "Later, after the others"}}
				}},
			{Key: steps.KeyNewPair, Label: "Which certificate?", Kind: steps.Choice,
				When: func(s steps.State) bool {
					return s.Method() == profile.M2M && s.Value(steps.KeyTurn) == "now" && !s.Item.NewPair
				},
				Default: func(steps.State) string { return "no" },
				Options: func(steps.State) []steps.Option {
					return []steps.Option{
						{Value: "no", Label: "The same certificate", Note: "the product needs no new values"},
						{Value: "yes", Label: "A new key pair", Note: "if the certificate was revoked"},
					}
				}},
			tokenByInTurn(),
		},
		Work: workOnItem,
	}
}

// tokenByInTurn asks how to get a new token: copy it, or sign in with the browser.
func tokenByInTurn() steps.Field {
	f := setup.TokenByField()
	f.When = func(s steps.State) bool { return asksToken(s) && s.Value(steps.KeyTurn) == "now" }
	return f
}

var turnText = steps.Doc("turn")

func turnPage(s steps.State) steps.Page {
	page, item := turnText(s), s.Item
	all := s.Items.In(steps.Selected, steps.Fixed, steps.Skipped)
	n := slices.IndexFunc(all, func(i steps.Item) bool { return i.Name == item.Name }) + 1
	page.Title = fmt.Sprintf("%s: %s", item.Name, setup.MethodLine(s.Former))
	page.Why = "This connection needs " + needs(s) + "."
	if len(all) > 1 {
		page.Why = "Connection " + strconv.Itoa(n) + " of " + strconv.Itoa(len(all)) + ". " + page.Why
	}
	if item.Cause != "" {
		page.Why += " " + item.Cause + "."
	}
	if done := s.Items.In(steps.Fixed); len(done) > 0 {
		page.Why += "\n\nAlready fixed: " + steps.List(done.Names()) + "."
	}
	return page
}

// needs names the new values that the current connection needs.
func needs(s steps.State) string {
	var parts []string
	if asksPair(s) {
		parts = append(parts, "the consumer pair")
	}
	if asksToken(s) {
		parts = append(parts, "a new token")
	}
	switch {
	case steps.IsCode(s):
		parts = append(parts, "a new sign-in with the browser")
	case s.Method() != profile.M2M:
	case s.Item.NewPair:
		parts = append(parts, "the upload of a new certificate")
	default:
		parts = append(parts, "the upload of its certificate")
	}
	if len(parts) == 0 {
		return "a test"
	}
	return steps.List(parts)
}

func workOnItem(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	item := s.Item
	if s.Value(steps.KeyTurn) == "later" {
		item.State = steps.Skipped
		return s.WithItem(item), nil
	}
	if steps.IsM2M(s) && s.Value(steps.KeyNewPair) == "yes" && !item.NewPair {
		item.NewPair = true
		item, err := prepare(ctx, env, s, item, report)
		if err != nil {
			return s, err
		}
		s = s.WithItem(item)
		s.Key, s.Certificate, s.CertificateFile, s.PageFile = item.Pair.Key, item.Pair.Certificate, item.CertificateFile, item.PageFile
	}
	return s, nil
}

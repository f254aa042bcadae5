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

// batchKeys are the answers about the whole batch. They stay when the next connection is
// selected.
var batchKeys = []string{steps.KeyHappened, steps.KeyConnections, steps.KeyMend}

// selectItem loads a connection. Its answers are the saved values without the lost ones,
// and the given answers.
func selectItem(env steps.Env, s steps.State, name string) (steps.State, error) {
	p, err := env.Vault.Load(name)
	if err != nil {
		return s, err
	}
	next, err := steps.StateFromProfile(s.Facts, p)
	if err != nil {
		return s, err
	}
	for _, key := range batchKeys {
		next = next.With(key, s.Value(key))
	}
	next = next.WithGiven(s.Given())
	next.Batch, next.Hosts, next.Offline = s.Batch, s.Hosts, s.Offline
	next.Batch.Current = name
	next.Refusals = refusalsOf(next, p)
	item := next.CurrentItem()
	if item.Record {
		if next, err = samePair(next, env, item); err != nil {
			return s, err
		}
	}
	switch p.Method {
	case profile.TBA:
		if asksToken(next) {
			next = next.Without(steps.KeyTokenID).Without(steps.KeyTokenSecret)
		}
	case profile.Code:
		next = next.ForgetSignIns()
	case profile.M2M:
		next = next.Without(steps.KeyCertificateID) // the default is computed from the certificate
		next.CertificateFile, next.PageFile = item.CertificateFile, item.PageFile
		if made, ok := next.Batch.Pair(name); ok {
			next.Key, next.Certificate = made.Key, made.Certificate
		}
	}
	return giveItem(next), nil
}

// samePair copies the consumer pair from a fixed connection of the same integration
// record. Without such a connection, a person has to enter the pair.
func samePair(s steps.State, env steps.Env, item steps.Item) (steps.State, error) {
	was := s.Secret(steps.KeyConsumerSecret)
	s = s.Without(steps.KeyConsumerKey).Without(steps.KeyConsumerSecret)
	s = s.ChangeItem(item.Name, func(i *steps.Item) { i.Same = "" })
	for _, other := range s.Batch.InState(steps.Fixed) {
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
		return s.ChangeItem(item.Name, func(i *steps.Item) { i.Same = other.Name }), nil
	}
	return s, nil
}

// refusalsOf returns the refused sign-ins that count for p: its earlier refusals, and all
// refusals of this batch, because the connections may share a user.
func refusalsOf(s steps.State, p profile.Profile) []time.Time {
	all := slices.Clone(s.Batch.Refusals)
	for _, at := range p.Refusals {
		if at.Before(s.Batch.Began) {
			all = append(all, at)
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return all
}

// selectNext selects the next chosen connection, or none.
func selectNext(env steps.Env, s steps.State) (steps.State, error) {
	chosen := s.Batch.InState(steps.Selected)
	if len(chosen) == 0 {
		s.Batch.Current = ""
		return s, nil
	}
	return selectItem(env, s, chosen[0].Name)
}

// skipItem skips the current connection.
func skipItem(env steps.Env, s steps.State) (steps.State, error) {
	s = s.ChangeItem(s.Batch.Current, func(i *steps.Item) { i.State, i.Tries = steps.Skipped, i.Tries+1 })
	return selectNext(env, s)
}

// skip skips the current connection and returns the step that opens the next one.
func skip(env steps.Env, s steps.State) (steps.State, string, error) {
	s, err := skipItem(env, s)
	return s, turnName, err
}

// prepare writes the certificate for the administrator: the current certificate, or the
// certificate of a new pair if the current one is no longer usable.
func prepare(ctx context.Context, env steps.Env, s steps.State, item steps.Item, report func(steps.Progress)) (steps.State, error) {
	p, err := env.Vault.Load(item.Name)
	if err != nil {
		return s, err
	}
	about, err := steps.StateFromProfile(s.Facts, p)
	if err != nil {
		return s, err
	}
	made, have := s.Batch.Pair(item.Name)
	if !have && (item.NewPair || wornOut(about.Certificate, env.Now()) || givenTo(s.Given(), item.Name, steps.KeyNewPair) == "yes") {
		report(steps.Progress{Text: "Making a new key pair for " + item.Name})
		if made, err = pairFor(ctx, env, about); err != nil {
			return s, err
		}
		s, have = s.WithPair(item.Name, made), true
	}
	if have {
		about.Key, about.Certificate = made.Key, made.Certificate
	}
	about = about.Without(steps.KeyCertificateID)
	if about, err = setup.WriteCertificate(env, about); err != nil {
		return s, err
	}
	return s.ChangeItem(item.Name, func(i *steps.Item) {
		i.NewPair, i.CertificateFile, i.PageFile, i.CertificateID = have, about.CertificateFile, about.PageFile, about.Certificate.ID()
	}), nil
}

// wornOut reports whether a certificate is expired or expires too soon for an upload.
func wornOut(c m2m.Certificate, now time.Time) bool { return now.Add(soonExpired).After(c.NotAfter()) }

// pairFor makes a key of the same type as the connection's key, and a certificate.
func pairFor(ctx context.Context, env steps.Env, s steps.State) (steps.KeyPair, error) {
	kind := s.Key.Type()
	key, err := env.Keys.Take(ctx, kind)
	if err != nil {
		return steps.KeyPair{}, fmt.Errorf("making the key pair: %w", err)
	}
	certificate, err := m2m.SelfSign(key, m2m.CertificateOptions{
		CommonName: "suitekey " + s.Value(steps.KeyName), From: env.Now().Add(-setup.ClockSlack), Days: m2m.MaxDays,
	})
	if err != nil {
		return steps.KeyPair{}, fmt.Errorf("signing the certificate: %w", err)
	}
	return steps.KeyPair{Key: key, Certificate: certificate}, nil
}

const turnName = "turn"

func turnStep() steps.Step {
	return steps.Step{
		Name: turnName, Title: "Connection",
		When: hasItem,
		Doc:  turnPage,
		Fields: []steps.Field{
			{Key: steps.KeyTurn, Label: "Now or later?", Kind: steps.Choice,
				When:    func(s steps.State) bool { return len(s.Batch.InState(steps.Selected, steps.Fixed, steps.Skipped)) > 1 },
				Default: func(steps.State) string { return "now" },
				Options: func(steps.State) []steps.Option {
					return []steps.Option{{Value: "now", Label: "Now"}, {Value: "later", Label: "Later, after the others"}}
				}},
			{Key: steps.KeyNewPair, Label: "Which certificate?", Kind: steps.Choice,
				When: func(s steps.State) bool {
					return s.Method() == profile.M2M && s.Value(steps.KeyTurn) == "now" && !s.CurrentItem().NewPair
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
		LoopTo: func(s steps.State) string {
			if _, decided := s.Answer(steps.KeyTurn); !decided && hasItem(s) {
				return turnName
			}
			return ""
		},
	}
}

// tokenByInTurn asks how to get a new token: copy it, or sign in with the browser.
func tokenByInTurn() steps.Field {
	f := setup.TokenByField()
	f.When = func(s steps.State) bool { return asksToken(s) && s.Value(steps.KeyTurn) == "now" }
	return f
}

// hasItem reports whether a connection is selected.
func hasItem(s steps.State) bool { return s.Batch.Current != "" }

var turnText = steps.Doc("turn")

func turnPage(s steps.State) steps.Page {
	page, item := turnText(s), s.CurrentItem()
	all := s.Batch.InState(steps.Selected, steps.Fixed, steps.Skipped)
	n := slices.IndexFunc(all, func(i steps.Item) bool { return i.Name == item.Name }) + 1
	page.Title = fmt.Sprintf("%s: %s", item.Name, setup.MethodLine(s.Former))
	page.Why = "This connection needs " + needs(s) + "."
	if len(all) > 1 {
		page.Why = "Connection " + strconv.Itoa(n) + " of " + strconv.Itoa(len(all)) + ". " + page.Why
	}
	if item.Cause != "" {
		page.Why += " " + item.Cause + "."
	}
	if done := s.Batch.InState(steps.Fixed); len(done) > 0 {
		var names []string
		for _, i := range done {
			names = append(names, i.Name)
		}
		page.Why += "\n\nAlready fixed: " + steps.List(names) + "."
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
	case s.CurrentItem().NewPair:
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
	if s.Value(steps.KeyTurn) == "later" {
		return skipItem(env, s)
	}
	item := s.CurrentItem()
	if s.Method() == profile.M2M && s.Value(steps.KeyNewPair) == "yes" && !item.NewPair {
		kept := s
		s = s.ChangeItem(item.Name, func(i *steps.Item) { i.NewPair = true })
		var err error
		if s, err = prepare(ctx, env, s, s.CurrentItem(), report); err != nil {
			return kept, err
		}
		if s, err = selectItem(env, s, item.Name); err != nil {
			return kept, err
		}
	}
	return s.With(steps.KeyTurn, "now"), nil
}

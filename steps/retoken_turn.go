package steps

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"suitekey/core/m2m"
	"suitekey/core/profile"
)

// soonExpired is the rest of a certificate's life that is not worth an upload.
const soonExpired = 14 * 24 * time.Hour

// sittingKeys are the answers about the sitting as a whole: they stay when the
// next connection has its turn.
var sittingKeys = []string{KeyHappened, KeyConnections, KeyMend}

// turnTo loads a connection: its answers are what was saved, without what was
// lost, and with what was given for it.
func turnTo(env Env, s State, name string) (State, error) {
	p, err := env.Vault.Load(name)
	if err != nil {
		return s, err
	}
	next, err := StateFromProfile(s.Facts, p)
	if err != nil {
		return s, err
	}
	for _, key := range sittingKeys {
		next = next.With(key, s.Value(key))
	}
	next.Sitting, next.given, next.Hosts, next.Offline = s.Sitting, s.given, s.Hosts, s.Offline
	next.Sitting.Current = name
	next.Refusals = next.refusalsOf(p)
	item := next.current()
	if item.Record {
		if next, err = next.samePair(env, item); err != nil {
			return s, err
		}
	}
	switch p.Method {
	case profile.TBA:
		if asksToken(next) {
			next = next.Without(KeyTokenID).Without(KeyTokenSecret)
		}
	case profile.Code:
		next = next.forgetSignIns()
	case profile.M2M:
		next = next.Without(KeyCertificateID) // the one predicted from the certificate
		next.CertificateFile, next.PageFile = item.CertificateFile, item.PageFile
		if made, ok := next.Sitting.pairs[name]; ok {
			next.Key, next.Certificate = made.key, made.certificate
		}
	}
	return next.given.forTurn(next), nil
}

// samePair takes the consumer pair from a connection of the same integration
// record that has the new one already; else it has to be asked.
func (s State) samePair(env Env, item Item) (State, error) {
	was := s.Secret(KeyConsumerSecret)
	s = s.Without(KeyConsumerKey).Without(KeyConsumerSecret)
	s = s.change(item.Name, func(i *Item) { i.Same = "" })
	for _, other := range s.Sitting.With(Mended) {
		if !other.Record || other.ConsumerKey != item.ConsumerKey {
			continue
		}
		p, err := env.Vault.Load(other.Name)
		if err != nil {
			return s, err
		}
		s = s.With(KeyConsumerKey, p.ConsumerKey)
		switch {
		case item.Method == profile.M2M:
			s = s.WithSecret(KeyConsumerSecret, was)
		case p.ConsumerSecret.IsEmpty(): // an M2M connection has the client ID alone
			continue
		default:
			s = s.WithSecret(KeyConsumerSecret, p.ConsumerSecret)
		}
		return s.change(item.Name, func(i *Item) { i.Same = other.Name }), nil
	}
	return s, nil
}

// refusalsOf are the refused sign-ins that count for p: those from before, and all
// of this sitting, since it may be the same user whom NetSuite locks.
func (s State) refusalsOf(p profile.Profile) []time.Time {
	all := slices.Clone(s.Sitting.Refusals)
	for _, at := range p.Refusals {
		if at.Before(s.Sitting.Began) {
			all = append(all, at)
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	return all
}

// turnToNext turns to the next connection that was chosen, or to none.
func turnToNext(env Env, s State) (State, error) {
	chosen := s.Sitting.With(Chosen)
	if len(chosen) == 0 {
		s.Sitting.Current = ""
		return s, nil
	}
	return turnTo(env, s, chosen[0].Name)
}

// putAside leaves the connection whose turn it is for later.
func putAside(env Env, s State) (State, error) {
	s = s.change(s.Sitting.Current, func(i *Item) { i.Turn, i.Tries = Left, i.Tries+1 })
	return turnToNext(env, s)
}

// CanPutAside tells whether the open step is about one of several connections,
// which can be left for later.
func (w *Walk) CanPutAside() bool { return w.state.Sitting.Current != "" && !w.ended }

// AsksToPutAside reports whether the open step itself offers to leave the connection
// for later.
func (w *Walk) AsksToPutAside() bool {
	return slices.ContainsFunc(w.Step().Fields, func(f Field) bool { return f.Key == KeyTurn })
}

// PutAside leaves the connection whose turn it is for later and opens the next.
func (w *Walk) PutAside() error {
	s, err := putAside(w.env, w.state)
	if err != nil {
		return err
	}
	w.state, w.trail, w.resumed = s, nil, ""
	if w.at = w.index(turnName); !w.Step().Applies(s) {
		w.at = w.following()
	}
	return w.keep()
}

// prepare makes what an administrator has to be given for a connection: the
// certificate that it has, written out again, or a new pair where that one is of no
// use any more.
func prepare(ctx context.Context, env Env, s State, item Item, report func(Progress)) (State, error) {
	p, err := env.Vault.Load(item.Name)
	if err != nil {
		return s, err
	}
	about, err := StateFromProfile(s.Facts, p)
	if err != nil {
		return s, err
	}
	made, have := s.Sitting.pairs[item.Name]
	if !have && (item.NewPair || wornOut(about.Certificate, env.Now()) || s.given.of(item.Name, KeyNewPair) == "yes") {
		report(Progress{Text: "Making a new key pair for " + item.Name})
		if made, err = pairFor(ctx, env, about); err != nil {
			return s, err
		}
		s, have = s.withPair(item.Name, made), true
	}
	if have {
		about.Key, about.Certificate = made.key, made.certificate
	}
	about = about.Without(KeyCertificateID)
	if about, err = writeCertificate(env, about); err != nil {
		return s, err
	}
	return s.change(item.Name, func(i *Item) {
		i.NewPair, i.CertificateFile, i.PageFile, i.CertificateID = have, about.CertificateFile, about.PageFile, about.Certificate.ID()
	}), nil
}

// wornOut tells whether a certificate is expired, or will be before it is worth
// the upload.
func wornOut(c m2m.Certificate, now time.Time) bool { return now.Add(soonExpired).After(c.NotAfter()) }

// pairFor makes a key of the kind that the connection has, and its certificate.
func pairFor(ctx context.Context, env Env, s State) (pair, error) {
	kind := s.Key.Type()
	key, err := env.Keys.Take(ctx, kind)
	if err != nil {
		return pair{}, fmt.Errorf("making the key pair: %w", err)
	}
	certificate, err := m2m.SelfSign(key, m2m.CertificateOptions{
		CommonName: "suitekey " + s.Value(KeyName), From: env.Now().Add(-clockSlack), Days: m2m.MaxDays,
	})
	if err != nil {
		return pair{}, fmt.Errorf("signing the certificate: %w", err)
	}
	return pair{key, certificate}, nil
}

const turnName = "turn"

func turnStep() Step {
	return Step{
		Name: turnName, Title: "Connection",
		When: mending,
		Doc:  turnPage,
		Fields: []Field{
			{Key: KeyTurn, Label: "Now or later?", Kind: Choice,
				When:    func(s State) bool { return len(s.Sitting.With(Chosen, Mended, Left)) > 1 },
				Default: func(State) string { return "now" },
				Options: func(State) []Option {
					return []Option{{Value: "now", Label: "Now"}, {Value: "later", Label: "Later, the others first"}}
				}},
			{Key: KeyNewPair, Label: "Which certificate?", Kind: Choice,
				When: func(s State) bool {
					return s.Method() == profile.M2M && s.Value(KeyTurn) == "now" && !s.current().NewPair
				},
				Default: func(State) string { return "no" },
				Options: func(State) []Option {
					return []Option{
						{Value: "no", Label: "The same one again", Note: "nothing changes for the product"},
						{Value: "yes", Label: "A new key pair", Note: "if the certificate was revoked"},
					}
				}},
			tokenByInTurn(),
		},
		Work: takeTurn,
		LoopTo: func(s State) string {
			if _, decided := s.Answer(KeyTurn); !decided && mending(s) {
				return turnName
			}
			return ""
		},
	}
}

// tokenByInTurn is how a new token is got: copied, or by signing in.
func tokenByInTurn() Field {
	f := tokenByField()
	f.When = func(s State) bool { return asksToken(s) && s.Value(KeyTurn) == "now" }
	return f
}

// mending tells whether a connection has its turn.
func mending(s State) bool { return s.Sitting.Current != "" }

var turnText = doc("turn")

func turnPage(s State) Page {
	page, item := turnText(s), s.current()
	all := s.Sitting.With(Chosen, Mended, Left)
	n := slices.IndexFunc(all, func(i Item) bool { return i.Name == item.Name }) + 1
	page.Title = fmt.Sprintf("%s: %s", item.Name, MethodLine(s.Former))
	page.Why = "It needs " + needs(s) + "."
	if len(all) > 1 {
		page.Why = "Connection " + strconv.Itoa(n) + " of " + strconv.Itoa(len(all)) + ". " + page.Why
	}
	if item.Cause != "" {
		page.Why += " " + item.Cause + "."
	}
	if done := s.Sitting.With(Mended); len(done) > 0 {
		var names []string
		for _, i := range done {
			names = append(names, i.Name)
		}
		page.Why += "\n\nMended already: " + list(names) + "."
	}
	return page
}

// needs names what the connection whose turn it is has to be given.
func needs(s State) string {
	var parts []string
	if asksPair(s) {
		parts = append(parts, "the consumer pair")
	}
	if asksToken(s) {
		parts = append(parts, "a new token")
	}
	switch {
	case isCode(s):
		parts = append(parts, "somebody to sign in in the browser again")
	case s.Method() != profile.M2M:
	case s.current().NewPair:
		parts = append(parts, "a new certificate, since the one it has expires or is not wanted any more, and its upload")
	default:
		parts = append(parts, "the upload of its certificate")
	}
	if len(parts) == 0 {
		return "a test"
	}
	return list(parts)
}

func takeTurn(ctx context.Context, env Env, s State, report func(Progress)) (State, error) {
	if s.Value(KeyTurn) == "later" {
		return putAside(env, s)
	}
	item := s.current()
	if s.Method() == profile.M2M && s.Value(KeyNewPair) == "yes" && !item.NewPair {
		kept := s
		s = s.change(item.Name, func(i *Item) { i.NewPair = true })
		var err error
		if s, err = prepare(ctx, env, s, s.current(), report); err != nil {
			return kept, err
		}
		if s, err = turnTo(env, s, item.Name); err != nil {
			return kept, err
		}
	}
	return s.With(KeyTurn, "now"), nil
}

package steps

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"suitekey/core/account"
	"suitekey/core/profile"
)

// What can have happened to the connections of an account.
const (
	Refreshed = "refresh" // the sandbox was refreshed
	TokenLost = "token"   // a token or a mapping was lost or revoked
	PairReset = "reset"   // Reset Credentials: the integration record has a new consumer pair
)

// allConnections is the answer that means all connections of the account.
const allConnections = "all"

// Retoken gives connections what an account has lost, in one sitting: after a
// sandbox refresh, for a lost token, after Reset Credentials.
func Retoken() Flow {
	return Flow{
		Name: "retoken", Title: "new tokens", AboutSaved: true,
		Draft: func(s State) string {
			if id := s.Account(); !id.IsZero() {
				return draftOf(id.HostLabel(), "retoken")
			}
			return ""
		},
		Steps: slices.Concat([]Step{lostStep(), triageStep(), chooseStep()}, connectionSteps(), []Step{leftStep(), checklistStep()}),
	}
}

// connectionSteps are the steps about one connection. They come again for each.
func connectionSteps() []Step {
	return []Step{
		turnStep(), newRecordStep(), newTokenStep(), askTokenStep().while(asksToken), allowStep().while(asksToken),
		beginCodeStep("ask-code", isCode, signedIn).while(mending), allowCodeStep().while(mending),
		renewedPairStep(), newMappingStep(), mendedStep(), replaceStep(),
	}
}

func lostStep() Step {
	return Step{
		Name: "lost", Title: "What happened", Doc: doc("lost"),
		Fields: []Field{
			{Key: KeyAccount, Label: "Account", Kind: Choice, Options: savedAccounts, Suggest: firstAccount,
				Needed: "Name the account, or a connection of it."},
			{Key: KeyHappened, Label: "What happened?", Kind: Choice, Options: happenings, Default: likelyHappening},
			{Key: KeyConnections, Label: "Which connections?", Kind: Choice, Options: connectionsOf, Default: namedConnection,
				When: func(s State) bool { return len(savedIn(s)) > 1 }},
		},
	}
}

// savedAccounts are the accounts that have connections.
func savedAccounts(s State) []Option {
	count, ids := map[account.ID]int{}, []account.ID{}
	for _, p := range s.Facts.Saved {
		if count[p.Account]++; count[p.Account] == 1 {
			ids = append(ids, p.Account)
		}
	}
	slices.SortFunc(ids, func(a, b account.ID) int { return strings.Compare(a.Realm(), b.Realm()) })
	var options []Option
	for _, id := range ids {
		options = append(options, Option{Value: id.Realm(), Label: id.Realm(), Note: fmt.Sprintf("%s · %s", id.Kind(), counted(count[id], "connection"))})
	}
	return options
}

func firstAccount(s State) string {
	options := savedAccounts(s)
	for _, o := range options { // a sandbox loses its tokens oftener
		if id, err := account.Parse(o.Value); err == nil && refreshable(id) {
			return o.Value
		}
	}
	if len(options) == 0 {
		return ""
	}
	return options[0].Value
}

// refreshable tells whether the account is a copy that is made anew from
// production (docs.oracle.com, section_1516026974).
func refreshable(id account.ID) bool {
	return id.Kind() == account.Sandbox || id.Kind() == account.ReleasePreview
}

func happenings(s State) []Option {
	options := []Option{
		{Value: TokenLost, Label: "A token or a certificate was lost or revoked"},
		{Value: PairReset, Label: "Reset Credentials was used", Note: "new consumer key and secret"},
	}
	if refreshable(s.Account()) || s.Account().IsZero() {
		options = append([]Option{{Value: Refreshed, Label: "The sandbox was refreshed"}}, options...)
	}
	return options
}

func likelyHappening(s State) string {
	if refreshable(s.Account()) {
		return Refreshed
	}
	return TokenLost
}

// savedIn are the saved connections of the account, by name.
func savedIn(s State) []profile.Profile {
	var in []profile.Profile
	for _, p := range s.Facts.Saved {
		if p.Account == s.Account() {
			in = append(in, p)
		}
	}
	slices.SortFunc(in, func(a, b profile.Profile) int { return strings.Compare(a.Name, b.Name) })
	return in
}

func connectionsOf(s State) []Option {
	in := savedIn(s)
	options := []Option{{Value: allConnections, Label: "All", Note: counted(len(in), "connection")}}
	for _, p := range in {
		options = append(options, Option{Value: p.Name, Label: "Only " + p.Name, Note: MethodLine(p)})
	}
	return options
}

// namedConnection is the connection that the journey was begun about, as long as
// it has not begun.
func namedConnection(s State) string {
	if s.Former.Name != "" && s.Former.Account == s.Account() && len(s.Sitting.Items) == 0 {
		return s.Former.Name
	}
	return allConnections
}

func chooseStep() Step {
	return Step{
		Name: "choose", Title: "What to mend",
		When: func(s State) bool {
			return slices.ContainsFunc(s.Sitting.Items, func(i Item) bool { return i.Verdict != Survived })
		},
		Doc: func(s State) Page {
			page := choosePage(s)
			page.Why = strings.TrimSpace(survivors(s) + "\n\n" + kept(s))
			return page
		},
		Fields: []Field{{
			Key: KeyMend, Label: "Connections to mend now", Kind: Multi, Default: toMend, Options: toChooseFrom,
		}},
		Work: begin,
		Done: func(s State) bool { return len(s.Sitting.With(Chosen, Mended, Left)) > 0 },
	}
}

var choosePage = doc("choose")

// survivors says in a sentence what still works.
func survivors(s State) string {
	var names []string
	for _, i := range s.Sitting.Items {
		if i.Verdict == Survived {
			names = append(names, i.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "Still working: " + list(names) + "."
}

// kept says what is not asked again (docs.oracle.com, section_1516026974,
// section_1515139626, section_4395597766).
func kept(s State) string {
	switch s.Value(KeyHappened) {
	case Refreshed:
		return "A refresh takes the tokens and the certificate mappings. Consumer pair, features, roles, scopes, time-out and retries stay, and are not asked again."
	case PairReset:
		return "The tokens work with the new consumer pair, and stay. Certificates have to be mapped again, the same ones."
	default:
		return "Everything else stays as it was saved, and is not asked again."
	}
}

func toMend(s State) string {
	var names []string
	for _, i := range s.Sitting.Items {
		if i.Verdict == Died || i.Verdict == Untested && s.Value(KeyHappened) != TokenLost {
			names = append(names, i.Name)
		}
	}
	return strings.Join(names, ",")
}

// toChooseFrom are the connections that this journey can give something new.
func toChooseFrom(s State) []Option {
	var options []Option
	for _, i := range s.Sitting.Items {
		method := strings.ToUpper(string(i.Method))
		if i.Method == profile.Code {
			method = "browser"
		}
		label := fmt.Sprintf("%s (%s): %s", i.Name, method, i.Verdict)
		options = append(options, Option{Value: i.Name, Label: label, Note: i.Cause})
	}
	return options
}

// begin puts what was chosen into a row, prepares the certificates that have to be
// uploaded, and turns to the first connection.
func begin(ctx context.Context, env Env, s State, report func(Progress)) (State, error) {
	chosen := splitList(s.Value(KeyMend))
	s.Sitting.Items = slices.Clone(s.Sitting.Items)
	for n := range s.Sitting.Items {
		item := &s.Sitting.Items[n]
		switch {
		case item.Turn == Mended:
		case slices.Contains(chosen, item.Name):
			item.Turn = Chosen
		default:
			item.Turn = ""
		}
	}
	slices.SortStableFunc(s.Sitting.Items, func(a, b Item) int { return order[a.Method] - order[b.Method] })
	s = s.pin()
	if s.given.Unattended {
		if err := AuditSitting(env, s); err != nil {
			return s, err
		}
	}
	for _, item := range s.Sitting.With(Chosen) {
		if item.Method != profile.M2M {
			continue
		}
		var err error
		if s, err = prepare(ctx, env, s, item, report); err != nil {
			return s, err
		}
	}
	return turnToNext(env, s)
}

// order is that of the turns: certificates wait for an administrator.
var order = map[profile.Method]int{profile.TBA: 1, profile.Code: 2, profile.M2M: 3}

// pin makes answers of the defaults that depend on what the journey was begun
// about.
func (s State) pin() State {
	for _, key := range []string{KeyHappened, KeyConnections, KeyMend} {
		s = s.With(key, s.Value(key))
	}
	return s
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

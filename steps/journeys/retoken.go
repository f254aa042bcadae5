package journeys

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/steps/setup"
)

// The answers to happened.
const (
	Refreshed = "refresh" // the sandbox was refreshed
	TokenLost = "token"   // a token or a mapping was lost or revoked
	PairReset = "reset"   // Reset Credentials: the integration record has a new consumer pair
)

// allConnections is the answer that means all connections of the account.
const allConnections = "all"

// Retoken gives the connections of an account new credentials, in one batch: after a
// sandbox refresh, a lost token or Reset Credentials.
func Retoken() steps.Flow {
	one := steps.Flow{Name: "retoken", Title: "new tokens", AboutSaved: true, Steps: connectionSteps()}
	return steps.Flow{
		Name: one.Name, Title: one.Title, AboutSaved: true,
		Describe: func(u steps.Unfinished) string { return "new tokens for " + steps.OrElse(u.Account, "an account") },
		Draft: func(s steps.State) string {
			if id := s.Account(); !id.IsZero() {
				return steps.DraftFor(id.HostLabel(), "retoken")
			}
			return ""
		},
		Steps: []steps.Step{
			lostStep(), triageStep(), chooseStep(),
			{Name: eachName, When: isSelected, Each: &steps.Each{Flow: one, Open: openNext, Give: giveItem}},
			skippedStep(), checklistStep(),
		},
	}
}

const eachName = "connections"

// isSelected reports whether a connection of the batch is still to be fixed.
func isSelected(s steps.State) bool { return len(s.Items.In(steps.Selected)) > 0 }

// connectionSteps are the steps about one connection. They end when it is skipped.
func connectionSteps() []steps.Step {
	list := []steps.Step{
		turnStep(), newRecordStep(), setup.UsePairStep().If(asksPair), newTokenStep(), setup.UseTokenStep().If(asksToken), setup.AskTokenStep().If(asksToken), setup.AllowStep().If(asksToken),
		setup.BeginCodeStep("ask-code", steps.IsCode, setup.SignedIn), setup.AllowCodeStep(),
		renewedPairStep(), newMappingStep(), setup.UseIDStep().If(steps.IsM2M), itemTestStep(), replaceStep(),
	}
	for n := range list {
		list[n] = list[n].If(func(s steps.State) bool { return s.Item.State == steps.Selected })
	}
	return list
}

func lostStep() steps.Step {
	return steps.Step{
		Name: "lost", Title: "Event", Doc: lostPage,
		Fields: []steps.Field{
			{Key: steps.KeyAccount, Label: "Account", Kind: steps.Choice, Options: savedAccounts, Suggest: firstAccount,
				Needed: "Name the account, or one of its connections."},
			{Key: steps.KeyHappened, Label: "What happened?", Kind: steps.Choice, Options: happenings, Default: likelyHappening},
			{Key: steps.KeyConnections, Label: "Which connections?", Kind: steps.Choice, Options: connectionsOf, Default: namedConnection,
				When: func(s steps.State) bool { return len(savedIn(s)) > 1 }},
		},
	}
}

var lostText = steps.Doc("lost")

// lostPage says what the tests of the next step cost.
func lostPage(s steps.State) steps.Page {
	page := lostText(s)
	if cost := triageCost(s); cost != "" {
		page.Why += "\n\n" + cost
	}
	return page
}

// savedAccounts returns the accounts of the saved connections.
func savedAccounts(s steps.State) []steps.Option {
	count, ids := map[account.ID]int{}, []account.ID{}
	for _, p := range s.Facts.Saved {
		if count[p.Account]++; count[p.Account] == 1 {
			ids = append(ids, p.Account)
		}
	}
	slices.SortFunc(ids, func(a, b account.ID) int { return strings.Compare(a.Realm(), b.Realm()) })
	var options []steps.Option
	for _, id := range ids {
		options = append(options, steps.Option{Value: id.Realm(), Label: id.Realm(), Note: fmt.Sprintf("%s · %s", id.Kind(), steps.Counted(count[id], "connection"))})
	}
	return options
}

func firstAccount(s steps.State) string {
	options := savedAccounts(s)
	for _, o := range options { // a sandbox loses its tokens more often
		if id, err := account.Parse(o.Value); err == nil && refreshable(id) {
			return o.Value
		}
	}
	if len(options) == 0 {
		return ""
	}
	return options[0].Value
}

// refreshable reports whether the account is a copy that a refresh replaces with production
// data (docs.oracle.com, section_1516026974).
func refreshable(id account.ID) bool {
	return id.Kind() == account.Sandbox || id.Kind() == account.ReleasePreview
}

func happenings(s steps.State) []steps.Option {
	options := []steps.Option{
		{Value: TokenLost, Label: "A token or a certificate was lost or revoked"},
		{Value: PairReset, Label: "Reset Credentials was used", Note: "new consumer key and secret"},
	}
	if refreshable(s.Account()) || s.Account().IsZero() {
		options = append([]steps.Option{{Value: Refreshed, Label: "The sandbox was refreshed"}}, options...)
	}
	return options
}

func likelyHappening(s steps.State) string {
	if refreshable(s.Account()) {
		return Refreshed
	}
	return TokenLost
}

// savedIn returns the saved connections of the account, by name.
func savedIn(s steps.State) []profile.Profile {
	var in []profile.Profile
	for _, p := range s.Facts.Saved {
		if p.Account == s.Account() {
			in = append(in, p)
		}
	}
	slices.SortFunc(in, func(a, b profile.Profile) int { return strings.Compare(a.Name, b.Name) })
	return in
}

func connectionsOf(s steps.State) []steps.Option {
	in := savedIn(s)
	options := []steps.Option{{Value: allConnections, Label: "All", Note: steps.Counted(len(in), "connection")}}
	for _, p := range in {
		options = append(options, steps.Option{Value: p.Name, Label: "Only " + p.Name, Note: setup.MethodLine(p)})
	}
	return options
}

// namedConnection returns the connection for which the journey was started.
func namedConnection(s steps.State) string {
	if s.Former.Name != "" && s.Former.Account == s.Account() {
		return s.Former.Name
	}
	return allConnections
}

func chooseStep() steps.Step {
	return steps.Step{
		Name: "choose", Title: "Select",
		When: func(s steps.State) bool {
			return slices.ContainsFunc(s.Items, func(i steps.Item) bool { return i.Verdict != steps.Survived })
		},
		Doc: func(s steps.State) steps.Page {
			page := choosePage(s)
			page.Why = strings.TrimSpace(survivors(s) + "\n\n" + kept(s))
			return page
		},
		Fields: []steps.Field{{
			Key: steps.KeyMend, Label: "Connections to fix now", Kind: steps.Multi, Default: toMend, Options: toChooseFrom,
		}},
		Work: begin,
		Done: func(s steps.State) bool { return len(s.Items.In(steps.Selected, steps.Fixed, steps.Skipped)) > 0 },
	}
}

var choosePage = steps.Doc("choose")

// survivors names the working connections in a sentence.
func survivors(s steps.State) string {
	var names []string
	for _, i := range s.Items {
		if i.Verdict == steps.Survived {
			names = append(names, i.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "Still working: " + steps.List(names) + "."
}

// kept names the values that the journey does not ask for (docs.oracle.com, section_1516026974,
// section_1515139626, section_4395597766).
func kept(s steps.State) string {
	switch s.Value(steps.KeyHappened) {
	case Refreshed:
		return "A refresh deletes the tokens and the certificate mappings. Consumer pair, features, roles, scopes, time-out and retries stay: suitekey does not ask for them."
	case PairReset:
		return "The tokens stay and work with the new consumer pair. The same certificates have to be mapped again."
	default:
		return "All other values stay as saved: suitekey does not ask for them."
	}
}

func toMend(s steps.State) string {
	var names []string
	for _, i := range s.Items {
		if i.Verdict == steps.Died || i.Verdict == steps.Untested && s.Value(steps.KeyHappened) != TokenLost {
			names = append(names, i.Name)
		}
	}
	return strings.Join(names, ",")
}

// toChooseFrom returns the connections that can get new values in this journey.
func toChooseFrom(s steps.State) []steps.Option {
	var options []steps.Option
	for _, i := range s.Items {
		method := strings.ToUpper(string(i.Method))
		if i.Method == profile.Code {
			method = "browser"
		}
		label := fmt.Sprintf("%s (%s): %s", i.Name, method, i.Verdict)
		options = append(options, steps.Option{Value: i.Name, Label: label, Note: i.Cause})
	}
	return options
}

// begin orders the chosen connections and prepares the certificates for the upload.
func begin(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	chosen := steps.SplitList(s.Value(steps.KeyMend))
	s.Items = slices.Clone(s.Items)
	for n, item := range s.Items {
		switch {
		case item.State == steps.Fixed:
		case slices.Contains(chosen, item.Name):
			s.Items[n].State = steps.Selected
		default:
			s.Items[n].State = ""
		}
	}
	slices.SortStableFunc(s.Items, func(a, b steps.Item) int { return order[a.Method] - order[b.Method] })
	if s.Given().Unattended {
		if err := AuditBatch(env, s); err != nil {
			return s, err
		}
	}
	for _, item := range s.Items.In(steps.Selected) {
		if item.Method != profile.M2M {
			continue
		}
		item, err := prepare(ctx, env, s, item, report)
		if err != nil {
			return s, err
		}
		s = s.WithItem(item)
	}
	return s, nil
}

// order puts certificates last: they wait for an administrator.
var order = map[profile.Method]int{profile.TBA: 1, profile.Code: 2, profile.M2M: 3}

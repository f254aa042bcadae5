package journeys

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"suitekey/core/clocktest"
	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/simulator"
	"suitekey/steps"
	"suitekey/steps/setup"
)

const sandbox = "9999901_SB1"

// sandboxes saves connections of the practice sandbox: acme and twin by TBA, robot
// by M2M.
func sandboxes(t *testing.T, env steps.Env, world *simulator.World, vault *memoryVault, wanted ...string) {
	t.Helper()
	for _, name := range wanted {
		if name != "acme" && name != "robot" {
			if _, _, err := world.NewToken(sandbox); err != nil {
				t.Fatal(err)
			}
		}
		card, err := world.PracticeFor(sandbox)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(name, "robot") {
			given := tbaAnswers(card)
			given.Answers[steps.KeyName], given.Answers[steps.KeyTimeout] = name, "120"
			saveOne(t, env, given, vault)
			continue
		}
		given := m2mAnswers(card, name, "p256")
		walk := start(env, given)
		if _, err := steps.Run(context.Background(), walk, nil); err != nil {
			t.Fatal(err)
		}
		mapIt(t, world, walk.State().Certificate)
		draft, _ := walk.Draft()
		if walk, err = resume(env, setup.Setup(), steps.Facts{Now: clocktest.Now()}, draft, given); err == nil {
			_, err = steps.Run(context.Background(), walk, nil)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func mapIt(t *testing.T, world *simulator.World, c m2m.Certificate) {
	t.Helper()
	card, err := world.PracticeFor(sandbox)
	if err == nil {
		_, err = world.MapCertificate(sandbox, card.ConsumerKey, card.Role, card.Entity, []byte(c.PEM()))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// retoken begins the journey about the sandbox.
func retoken(env steps.Env, vault *memoryVault, g steps.Given) *steps.Walk {
	return steps.NewWalk(env, Retoken(), g.Apply(steps.NewState(savedFacts(vault)).With(steps.KeyAccount, sandbox)))
}

func savedFacts(vault *memoryVault) steps.Facts {
	facts := steps.Facts{Now: clocktest.Now(), VaultExists: true}
	for _, p := range vault.profiles {
		p.ConsumerSecret, p.TokenSecret, p.PrivateKey, p.Certificate = secret.Secret{}, secret.Secret{}, secret.Secret{}, ""
		facts.Saved = append(facts.Saved, p)
	}
	return facts
}

func refreshed(t *testing.T, world *simulator.World) {
	t.Helper()
	if err := world.RefreshSandbox(sandbox); err != nil {
		t.Fatal(err)
	}
}

// newToken makes a new token in the sandbox, and gives it.
func newToken(t *testing.T, world *simulator.World) steps.Given {
	t.Helper()
	id, value, err := world.NewToken(sandbox)
	if err != nil {
		t.Fatal(err)
	}
	return steps.Given{
		Answers: map[string]string{steps.KeyTokenID: id},
		Secrets: map[string]secret.Secret{steps.KeyTokenSecret: secret.New(value)},
	}
}

// forward walks one step on: its answers are good.
func forward(t *testing.T, w *steps.Walk) {
	t.Helper()
	if problems := w.Problems(); len(problems) > 0 {
		t.Fatalf("at %s: %v", w.Step().Name, problems)
	}
	if job := w.StartWork(); job != nil {
		state, err := job(context.Background(), nil)
		w.Finish(state)
		if err != nil {
			t.Fatalf("at %s: %v", w.Step().Name, err)
		}
	}
	if err := w.Next(); err != nil {
		t.Fatal(err)
	}
}

func answer(w *steps.Walk, g steps.Given) { w.Finish(g.Put(w.State(), w.Fields())) }

// The golden walk: what is seen after a refresh, from the first step to the last,
// with the draft taken up anew at every single step.
func TestRetokenAfterARefresh(t *testing.T) {
	env, world, vault := practice(t)
	sandboxes(t, env, world, vault, "acme", "twin", "robot")
	before := vault.profiles["robot"]
	refreshed(t, world)
	walk := retoken(env, vault, steps.Given{})
	var seen []string
	for !walk.Ended() {
		name := walk.Step().Name
		seen = append(seen, strings.TrimSpace(walk.State().Item.Name+" "+name))
		switch name {
		case "token":
			if walk.Text(walk.Fields()[0]) != "" {
				t.Error("the token that was wiped is offered again")
			}
			answer(walk, newToken(t, world))
		case "upload":
			mapIt(t, world, walk.State().Certificate)
		}
		forward(t, walk)
		if walk.Ended() {
			break
		}
		if draft, kept := vault.drafts["9999901-sb1.retoken"]; kept { // killed, and started again
			at := walk.Step().Name
			again, err := resume(env, Retoken(), savedFacts(vault), draft, steps.Given{})
			if err != nil {
				t.Fatal(err)
			}
			if got := again.Step().Name; got != at && !(at == "save" && got == "test") {
				t.Fatalf("killed at %s %s, taken up at %s", walk.State().Item.Name, at, got)
			}
			if at != "save" { // it is proven anew first
				walk = again
			}
		}
	}
	want := "lost triage choose acme turn acme token acme test acme save twin turn twin token twin test twin save " +
		"robot turn robot upload robot test robot save checklist"
	if got := strings.Join(seen, " "); got != want {
		t.Errorf("steps\n got %s\nwant %s", got, want)
	}
	for _, name := range []string{"acme", "twin", "robot"} {
		if item := walk.State().Items.Named(name); item.State != steps.Fixed {
			t.Errorf("%s is %q", name, item.State)
		}
	}
	if p := vault.profiles["twin"]; p.Timeout != 120*time.Second || p.TokenID == "" || p.Tested.At.Before(walk.State().Began) || len(p.Refusals) > 0 {
		t.Errorf("twin was saved with %v, tested %v, %d refusals", p.Timeout, p.Tested.At, len(p.Refusals))
	}
	if p := vault.profiles["robot"]; p.CertificateID != before.CertificateID || !p.PrivateKey.Equal(before.PrivateKey) || !p.Tested.At.After(before.Tested.At) {
		t.Error("the certificate is another one, or the test is not noted")
	}
	for _, fields := range vault.changes {
		if strings.Join(fields, " ") != "token_id token_secret" {
			t.Errorf("changed: %v", fields)
		}
	}
	if len(vault.drafts) > 0 {
		t.Error("a draft stays behind")
	}
}

// unattended runs the journey with what is given, and returns its walk.
func unattended(t *testing.T, env steps.Env, vault *memoryVault, g steps.Given) (*steps.Walk, steps.Outcome, error) {
	t.Helper()
	g.Unattended = true
	walk := retoken(env, vault, g)
	outcome, err := steps.Run(context.Background(), walk, nil)
	return walk, outcome, err
}

func TestRetokenUnattended(t *testing.T) {
	env, world, vault := practice(t)
	sandboxes(t, env, world, vault, "acme", "twin", "robot")
	refreshed(t, world)
	var lacks *BatchMissingError
	_, _, err := unattended(t, env, vault, steps.Given{})
	if !errors.As(err, &lacks) || strings.Join(lacks.Names, " ") != "acme twin" || len(lacks.Each["twin"].Missing) != 2 {
		t.Fatalf("not all that is missing was named: %v", err)
	}
	given := steps.Given{Unattended: true, Profiles: map[string]steps.Given{"acme": newToken(t, world), "twin": newToken(t, world)}}
	walk, err := resume(env, Retoken(), savedFacts(vault), vault.drafts["9999901-sb1.retoken"], given)
	if err != nil {
		t.Fatal(err)
	}
	if walk.Step().Name != "choose" || len(walk.State().Items) != 3 {
		t.Fatalf("the tests were done in vain: taken up at %s", walk.Step().Name)
	}
	outcome, err := steps.Run(context.Background(), walk, nil)
	if err != nil || outcome != steps.Paused || walk.Step().Name != "upload" || len(walk.State().Items.In(steps.Fixed)) != 2 {
		t.Fatalf("%v, %v at %s", outcome, err, walk.Step().Name)
	}
	item := walk.State().Items.Named("robot")
	if item.CertificateFile == "" || item.PageFile == "" || item.CertificateID != vault.profiles["robot"].CertificateID {
		t.Errorf("what to upload: %+v", item)
	}
	mapIt(t, world, walk.State().Certificate)
	walk, err = resume(env, Retoken(), savedFacts(vault), vault.drafts["9999901-sb1.retoken"], given)
	if err != nil {
		t.Fatal(err)
	}
	if outcome, err = steps.Run(context.Background(), walk, nil); err != nil || outcome != steps.Done {
		t.Fatal(outcome, err)
	}
	for _, want := range []string{"- [x] Make a new access token", "- [x] Map the certificate again", "Give the product the new token ID and token secret"} {
		if text := Checklist(walk.State()); !strings.Contains(text, want) {
			t.Errorf("the checklist lacks %q:\n%s", want, text)
		}
	}
}

// One that cannot be mended now does not stop the others, and is offered again.
func TestRetokenLeavesOneForLater(t *testing.T) {
	env, world, vault := practice(t)
	sandboxes(t, env, world, vault, "acme", "twin")
	refreshed(t, world)
	wrong := newToken(t, world)
	wrong.Secrets = map[string]secret.Secret{steps.KeyTokenSecret: secret.New(strings.Repeat("ab", 32))}
	walk, _, err := unattended(t, env, vault, steps.Given{Profiles: map[string]steps.Given{"acme": wrong, "twin": newToken(t, world)}})
	var failed *setup.TestFailed
	if !errors.As(err, &failed) || !walk.CanSkip() {
		t.Fatal(err)
	}
	was := vault.profiles["acme"]
	if err := walk.Skip(); err != nil {
		t.Fatal(err)
	}
	outcome, err := steps.Run(context.Background(), walk, nil)
	if err != nil || outcome != steps.Paused || walk.Step().Name != "skipped" {
		t.Fatalf("%v, %v at %s", outcome, err, walk.Step().Name)
	}
	if now := vault.profiles["acme"]; now.TokenID != was.TokenID || vault.profiles["twin"].Tested.At.Before(walk.State().Began) {
		t.Error("the wrong one was saved, or the good one was not")
	}
	given := steps.Given{Unattended: true, Profiles: map[string]steps.Given{"acme": newToken(t, world)}}
	older := olderDraft(t, vault.drafts["9999901-sb1.retoken"], "skipped", "left")
	walk, err = resume(env, Retoken(), savedFacts(vault), older, given)
	if err != nil {
		t.Fatal(err)
	}
	if outcome, err := steps.Run(context.Background(), walk, nil); err != nil || outcome != steps.Done || len(walk.State().Items.In(steps.Fixed)) != 2 {
		t.Fatal(outcome, err)
	}
}

// After Reset Credentials the pair is asked once for all of the record, tokens
// stay, and mappings are made again.
func TestRetokenAfterResetCredentials(t *testing.T) {
	env, world, vault := practice(t)
	sandboxes(t, env, world, vault, "acme", "twin", "robot")
	token := vault.profiles["twin"].TokenID
	if err := world.ResetCredentials(sandbox); err != nil {
		t.Fatal(err)
	}
	card, err := world.PracticeFor(sandbox)
	if err != nil {
		t.Fatal(err)
	}
	walk := retoken(env, vault, steps.Given{Answers: map[string]string{steps.KeyHappened: PairReset}})
	var seen []string
	for !walk.Ended() {
		seen = append(seen, walk.Step().Name)
		switch walk.Step().Name {
		case "integration":
			answer(walk, steps.Given{Answers: map[string]string{steps.KeyConsumerKey: card.ConsumerKey}, Secrets: map[string]secret.Secret{steps.KeyConsumerSecret: secret.New(card.ConsumerSecret)}})
		case "upload":
			mapIt(t, world, walk.State().Certificate)
		}
		forward(t, walk)
	}
	want := "lost triage choose turn integration test save turn test save turn upload test save checklist"
	if got := strings.Join(seen, " "); got != want {
		t.Errorf("steps\n got %s\nwant %s", got, want)
	}
	if p := vault.profiles["twin"]; p.TokenID != token || p.ConsumerKey != card.ConsumerKey {
		t.Error("twin lost its token, or has not got the new pair")
	}
	if p := vault.profiles["robot"]; p.ConsumerKey != card.ConsumerKey {
		t.Error("robot has not got the new client ID")
	}
}

// No fourth sign-in is refused, whatever is dead.
func TestTriageStopsAfterThreeRefusals(t *testing.T) {
	env, world, vault := practice(t)
	sandboxes(t, env, world, vault, "acme", "b", "c", "d", "e")
	refreshed(t, world)
	walk := retoken(env, vault, steps.Given{})
	forward(t, walk)
	forward(t, walk)
	count := map[steps.Verdict]int{}
	for _, item := range walk.State().Items {
		count[item.Verdict]++
	}
	if count[steps.Died] != 3 || count[steps.Untested] != 2 || walk.State().Value(steps.KeyMend) != "acme,b,c,d,e" {
		t.Errorf("%v, to mend: %s", count, walk.State().Value(steps.KeyMend))
	}
	refused := 0
	for _, p := range vault.profiles {
		refused += len(p.Refusals)
	}
	if refused != 3 {
		t.Errorf("%d refusals are noted", refused)
	}
	if item := walk.State().Items[0]; item.Cause == "" {
		t.Error("it does not say why")
	}
}

// What an expired certificate needs is made here: no dead end.
func TestRetokenMakesANewPairForAnExpiredCertificate(t *testing.T) {
	env, world, vault := practice(t)
	sandboxes(t, env, world, vault, "robot")
	p := vault.profiles["robot"]
	key, err := m2m.ParseKey(p.PrivateKey, secret.Secret{})
	if err != nil {
		t.Fatal(err)
	}
	old, err := m2m.SelfSign(key, m2m.CertificateOptions{CommonName: "suitekey robot", From: clocktest.Now().Add(-72 * time.Hour), Days: 1})
	if err != nil {
		t.Fatal(err)
	}
	p.Certificate, p.CertificateID = old.PEM(), old.ID()
	vault.profiles["robot"] = p
	walk := retoken(env, vault, steps.Given{})
	var seen []string
	for !walk.Ended() {
		seen = append(seen, walk.Step().Name)
		if walk.Step().Name == "upload" {
			mapIt(t, world, walk.State().Certificate)
		}
		forward(t, walk)
	}
	if got, want := strings.Join(seen, " "), "lost triage choose turn key-pair upload test save checklist"; got != want {
		t.Errorf("steps\n got %s\nwant %s", got, want)
	}
	now := vault.profiles["robot"]
	if now.CertificateID == p.CertificateID || now.PrivateKey.Equal(p.PrivateKey) || now.KeyType != p.KeyType {
		t.Error("the pair is the former one")
	}
}

func TestNothingToMend(t *testing.T) {
	env, world, vault := practice(t)
	sandboxes(t, env, world, vault, "acme")
	walk, outcome, err := unattended(t, env, vault, steps.Given{})
	if err != nil || outcome != steps.Done || len(vault.changes) > 0 {
		t.Fatal(outcome, err)
	}
	if text := strings.Join(showBatch(walk.State()), "\n"); !strings.Contains(text, "Nothing was changed in the connections of "+sandbox) {
		t.Error(text)
	}
}

func TestChecklistBeforeAnythingIsDone(t *testing.T) {
	env, world, vault := practice(t)
	sandboxes(t, env, world, vault, "acme", "robot")
	s := steps.NewState(savedFacts(vault)).With(steps.KeyAccount, sandbox)
	text := Checklist(s)
	for _, want := range []string{
		"# New tokens for " + sandbox, "The sandbox was refreshed", "## acme: TBA HMAC-SHA256", "## robot: M2M ES256",
		"- [ ] Make a new access token", "Access Tokens > New Access Token", "https://9999901-sb1.app.netsuite.com/app/setup/accesstokens.nl",
		vault.profiles["robot"].CertificateID, "- [ ] Test all connections",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the checklist lacks %q:\n%s", want, text)
		}
	}
	for _, p := range vault.profiles {
		for _, value := range []secret.Secret{p.ConsumerSecret, p.TokenSecret} {
			if !value.IsEmpty() && strings.Contains(text, value.Reveal()) {
				t.Error("a secret is on the checklist")
			}
		}
		if p.Method == profile.TBA && strings.Contains(text, p.TokenID) {
			t.Error("the token that is gone is on the checklist")
		}
	}
}

// A refused sign-in that is minutes old answers for a new one, unless a value has changed
// since; the first step says how many sign-ins the tests spend.
func TestRetokenSpendsNoSignInTwice(t *testing.T) {
	env, world, vault := practice(t)
	sandboxes(t, env, world, vault, "acme", "twin", "robot")
	refreshed(t, world)
	p := vault.profiles["acme"]
	p.Refusals = []time.Time{env.Now()}
	p.Tested.At = env.Now().Add(-time.Hour)
	vault.profiles["acme"] = p
	walk := retoken(env, vault, steps.Given{})
	if why := walk.Step().Doc(walk.State()).Why; !strings.Contains(why, "spends 2 sign-ins, and stops after 3 refusals. 1 connection was refused minutes ago") {
		t.Errorf("the first step says %q", why)
	}
	before := len(refusals(world))
	forward(t, walk)
	forward(t, walk)
	if item := walk.State().Items.Named("acme"); item.Verdict != steps.Died || !strings.HasPrefix(item.Cause, "NetSuite refused it at ") {
		t.Errorf("acme: %+v", item)
	}
	if after := len(refusals(world)); after-before > 2 {
		t.Errorf("%d sign-ins were refused", after-before)
	}
	changed := vault.profiles["acme"]
	changed.Changed = env.Now().Add(time.Minute)
	if _, lately := refusedLately(changed, env.Now().Add(2*time.Minute)); lately {
		t.Error("the refusal of former values counts for the new ones")
	}
	if _, lately := refusedLately(p, env.Now().Add(11*time.Minute)); lately {
		t.Error("an old refusal counts")
	}
}

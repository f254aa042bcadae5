package journeys

import (
	"context"
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/clocktest"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/simulator"
	"suitekey/core/simulator/records"
	"suitekey/core/tbaexit"
	"suitekey/steps"
	"suitekey/steps/setup"
)

func savedTBA(t *testing.T, change func(*profile.Profile)) profile.Profile {
	t.Helper()
	id, err := account.Parse("1234567")
	if err != nil {
		t.Fatal(err)
	}
	p := profile.Profile{
		Name: "acme", Account: id, Product: "other", Method: profile.TBA, ConsumerKey: strings.Repeat("a", 64),
		TokenID: strings.Repeat("b", 64), Surfaces: []profile.Surface{profile.REST, profile.RESTlet},
		Timeout: 300 * time.Second, Retries: 5, RetryInterval: 5 * time.Second,
	}
	if change != nil {
		change(&p)
	}
	return p
}

// The golden walks: which screens a person sees, for what was saved.
func TestWalksOfMigrate(t *testing.T) {
	const first, last = "leaving role integration key ", " test compare save handover in-use retire"
	soap := func(p *profile.Profile) { p.Surfaces = append(p.Surfaces, profile.SOAP) }
	for _, tc := range []struct {
		name    string
		change  func(*profile.Profile)
		answers map[string]string
		want    string
	}{
		{"REST and RESTlets", nil, nil, first + "key-pair upload scopes" + last},
		{"with SOAP", soap, map[string]string{steps.KeyLeaveSOAP: "yes"}, "leaving keeps role integration key " + "key-pair upload scopes" + last},
		{"an RSA key", nil, map[string]string{steps.KeyKeyType: "rsa3072"}, first + "jwt key-pair upload scopes" + last},
		{"a key of one's own", nil, map[string]string{steps.KeyKeyType: "existing"}, first + "existing-key jwt upload scopes" + last},
		{"another product", func(p *profile.Profile) { p.Product = "boomi" }, map[string]string{steps.KeyProduct: "workato"}, "leaving keeps role integration key " + "key-pair upload scopes" + last},
		{"left already, the token is alive", func(p *profile.Profile) {
			old := *p
			p.Method, p.Old = profile.M2M, &old
		}, nil, "leaving in-use retire"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := savedTBA(t, tc.change)
			s, _ := steps.StateFromProfile(steps.Facts{Now: testNow, Saved: []profile.Profile{p}}, p) // no key in this M2M one
			walk := steps.NewWalk(steps.Env{}, Migrate(), steps.Given{Answers: tc.answers}.Apply(s))
			if got := names(walk); got != tc.want {
				t.Errorf("steps\n got %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestWhoCannotLeaveIsToldWhy(t *testing.T) {
	for _, tc := range []struct {
		name    string
		change  func(*profile.Profile)
		answers map[string]string
		says    string
	}{
		{"SOAP alone", func(p *profile.Profile) { p.Surfaces = []profile.Surface{profile.SOAP} }, nil, "SuiteQL"},
		{"SOAP besides", func(p *profile.Profile) { p.Surfaces = append(p.Surfaces, profile.SOAP) }, nil, steps.KeyLeaveSOAP},
		{"a product without M2M", func(p *profile.Profile) { p.Product = "boomi" }, nil, "does not know of M2M support"},
		{"another one without", func(p *profile.Profile) { p.Product = "boomi" }, map[string]string{steps.KeyProduct: "jitterbit"}, "does not know of M2M support"},
		{"M2M already", func(p *profile.Profile) { p.Method = profile.Code }, nil, "does not use TBA"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			env, _, vault := practice(t)
			p := savedTBA(t, tc.change)
			s, _ := steps.StateFromProfile(steps.Facts{Now: testNow, Saved: []profile.Profile{p}}, p)
			walk := steps.NewWalk(env, Migrate(), steps.Given{Answers: tc.answers}.Apply(s))
			outcome, err := steps.Run(context.Background(), walk, nil)
			if err == nil || !strings.Contains(err.Error(), tc.says) || walk.Step().Name != "leaving" && walk.Step().Name != "keeps" {
				t.Errorf("%v at %s: %v", outcome, walk.Step().Name, err)
			}
			if len(vault.drafts) > 0 {
				t.Error("a draft of nothing was kept")
			}
		})
	}
}

func TestTheOnesThatStayAreNotOffered(t *testing.T) {
	soap := savedTBA(t, func(p *profile.Profile) { p.Name, p.Surfaces = "erp", []profile.Surface{profile.SOAP} })
	s := steps.NewState(steps.Facts{Now: testNow, Saved: []profile.Profile{soap, savedTBA(t, nil)}})
	walk := steps.NewWalk(steps.Env{}, Migrate(), s)
	fields := walk.Fields()
	if len(fields) != 1 || len(fields[0].Options(s)) != 1 || fields[0].Options(s)[0].Value != "acme" {
		t.Errorf("offered: %+v", fields)
	}
	page := walk.Step().Doc(s)
	if !strings.Contains(page.Why, "erp") || !strings.Contains(page.Explain[""], "2028.2") && !strings.Contains(page.Explain[""], "2028.1") {
		t.Errorf("the page does not tell of what stays: %+v", page)
	}
}

// migration is a saved TBA connection on its way, its certificate uploaded.
type migration struct {
	*testing.T
	env   steps.Env
	world *simulator.World
	vault *memoryVault
	card  records.Practice
	given steps.Given
}

func newMigration(t *testing.T) *migration {
	env, world, vault := practice(t)
	return migrationOf(t, env, world, vault, world.Practice())
}

func migrationOf(t *testing.T, env steps.Env, world *simulator.World, vault *memoryVault, card records.Practice) *migration {
	t.Helper()
	given := tbaAnswers(card)
	given.Answers[steps.KeySurfaces] = "rest,restlet"
	saveOne(t, env, given, vault)
	return &migration{t, env, world, vault, card, steps.Given{Answers: map[string]string{steps.KeyName: "acme", steps.KeyConfirmAccount: card.Account}}}
}

// That the token worked says nothing of the certificate: one that nobody uploaded
// was not lost in a refresh.
func TestACertificateThatNobodyUploadedWasNotLost(t *testing.T) {
	env, world, vault := practice(t)
	card, err := world.PracticeFor("9999901_SB1")
	if err != nil {
		t.Fatal(err)
	}
	m := migrationOf(t, env, world, vault, card)
	if walk, outcome, err := m.run(); err != nil || outcome != steps.Paused {
		t.Fatalf("first run: %v, %v at %s", outcome, err, walk.Step().Name)
	}
	_, _, err = m.run()
	var failed *setup.TestFailed
	if !errors.As(err, &failed) || len(failed.Report.Causes) == 0 {
		t.Fatalf("second run: %v", err)
	}
	if first := failed.Report.Causes[0]; first.Code != "MissingKey" || first.Step != "upload" {
		t.Errorf("the likeliest is %s: %s", first.Code, first.Title)
	}
}

func (m *migration) begin() *steps.Walk {
	m.Helper()
	p := m.vault.profiles["acme"]
	facts := steps.Facts{Now: clocktest.Now(), VaultExists: true, Saved: []profile.Profile{p}}
	if data, kept := m.vault.drafts["acme.migrate"]; kept {
		walk, err := resume(m.env, Migrate(), facts, data, m.given)
		if err != nil {
			m.Fatal(err)
		}
		return walk
	}
	s, err := steps.StateFromProfile(facts, p)
	if err != nil {
		m.Fatal(err)
	}
	return steps.NewWalk(m.env, Migrate(), m.given.Apply(s))
}

// run goes on until it waits, ends or fails.
func (m *migration) run() (*steps.Walk, steps.Outcome, error) {
	m.Helper()
	walk := m.begin()
	outcome, err := steps.Run(context.Background(), walk, nil)
	return walk, outcome, err
}

// toUpload makes the pair, and has it mapped.
func (m *migration) toUpload(role string) {
	m.Helper()
	walk, outcome, err := m.run()
	if err != nil || outcome != steps.Paused || walk.Step().Name != "upload" {
		m.Fatalf("first run: %v, %v at %s", outcome, err, walk.Step().Name)
	}
	if _, err := m.world.MapCertificate(m.card.Account, m.card.ConsumerKey, role, m.card.Entity, []byte(walk.State().Certificate.PEM())); err != nil {
		m.Fatal(err)
	}
}

func TestMigrateKeepsTheTokenUntilTheEnd(t *testing.T) {
	m := newMigration(t)
	m.toUpload(m.card.Role)
	for range 2 { // coming back says nothing: a person has to confirm
		walk, outcome, err := m.run()
		if err != nil || outcome != steps.Paused || walk.Step().Name != "in-use" {
			t.Fatalf("second run: %v, %v at %s", outcome, err, walk.Step().Name)
		}
	}
	p := m.vault.profiles["acme"]
	if p.Method != profile.M2M || p.ConsumerKey != m.card.ConsumerKey || p.PrivateKey.IsEmpty() || p.Role == "" || p.Tested.At.IsZero() {
		t.Errorf("saved: %s, consumer key kept %v, role %q", p.Method, p.ConsumerKey == m.card.ConsumerKey, p.Role)
	}
	if p.Old == nil || p.Old.TokenID != m.card.TokenID || p.Old.TokenSecret.Reveal() != m.card.TokenSecret {
		t.Error("the token is not kept beside the new credential")
	}
	if len(m.vault.changes) == 0 || !strings.Contains(strings.Join(m.vault.changes[0], " "), "method") {
		t.Errorf("changes: %v", m.vault.changes)
	}
	m.given.Answers[steps.KeyProductHasIt] = "yes"
	if walk, outcome, err := m.run(); err != nil || outcome != steps.Done {
		t.Fatalf("after the confirmation: %v, %v at %s", outcome, err, walk.Step().Name)
	}
	if p := m.vault.profiles["acme"]; p.Old != nil || p.Method != profile.M2M {
		t.Error("the token is still in the vault")
	}
	if card, err := m.world.PracticeFor(m.card.Account); err != nil || card.TokenID != "" {
		t.Errorf("the token is alive in NetSuite (%v)", err)
	}
	if refused := refusals(m.world); len(refused) != 0 {
		t.Errorf("refused sign-ins: %v", refused)
	}
	if len(m.vault.drafts) != 0 {
		t.Error("the draft stays behind")
	}
}

// toWord goes on until the product has to get the new key.
func (m *migration) toWord() {
	m.Helper()
	m.toUpload(m.card.Role)
	if walk, outcome, err := m.run(); err != nil || outcome != steps.Paused || walk.Step().Name != "in-use" {
		m.Fatalf("%v, %v at %s", outcome, err, walk.Step().Name)
	}
	m.given.Answers[steps.KeyProductHasIt] = "yes"
}

func TestATokenThatCannotBeRevokedStaysAnOpenItem(t *testing.T) {
	m := newMigration(t)
	m.toWord()
	if err := m.world.RevokeToken(m.card.Account); err != nil { // by hand, and nobody said so
		t.Fatal(err)
	}
	walk, outcome, err := m.run()
	if err != nil || outcome != steps.Done || m.vault.profiles["acme"].Old == nil || len(m.vault.profiles["acme"].Refusals) != 1 {
		t.Fatalf("%v, %v: old credential kept %v", outcome, err, m.vault.profiles["acme"].Old != nil)
	}
	if said := strings.Join(walk.Step().Show(walk.State()), " "); !strings.Contains(said, "Access Tokens") || !strings.Contains(said, "suitekey migrate acme") {
		t.Errorf("said: %s", said)
	}
	// The same command again closes it, once somebody says that it is done.
	m.given.Answers[steps.KeyRetire] = "by_hand"
	walk, outcome, err = m.run()
	if err != nil || outcome != steps.Done || m.vault.profiles["acme"].Old != nil {
		t.Errorf("closing: %v, %v at %s", outcome, err, walk.Step().Name)
	}
	if got := names(walk); got != "leaving in-use retire" {
		t.Errorf("the steps of closing: %s", got)
	}
}

func TestATokenIsKeptUntilADate(t *testing.T) {
	m := newMigration(t)
	m.toWord()
	m.given.Answers[steps.KeyRetire], m.given.Answers[steps.KeyRetireOn] = "until", clocktest.Now().AddDate(0, 1, 0).Format(time.DateOnly)
	walk, outcome, err := m.run()
	p := m.vault.profiles["acme"]
	if err != nil || outcome != steps.Done || p.Old == nil || p.RetireOn.IsZero() {
		t.Fatalf("%v, %v: %v", outcome, err, p.RetireOn)
	}
	if said := strings.Join(walk.Step().Show(walk.State()), " "); !strings.Contains(said, "then suitekey migrate acme retires it") {
		t.Errorf("said: %s", said)
	}
	m.given.Answers = map[string]string{steps.KeyName: "acme", steps.KeyConfirmAccount: m.card.Account} // confirmed at that time
	if _, outcome, err := m.run(); err != nil || outcome != steps.Done || m.vault.profiles["acme"].Old != nil {
		t.Errorf("%v, %v", outcome, err)
	}
}

func TestALostRevocationIsLookedFor(t *testing.T) {
	m := newMigration(t)
	m.toWord()
	m.world.OnlyFor("/rest/revoketoken")
	m.world.Lose(1)
	walk, _, err := m.run()
	if err != nil || m.vault.profiles["acme"].Old != nil {
		t.Fatalf("%v at %s: %v", err, walk.Step().Name, walk.Step().Show(walk.State()))
	}
	if refused := refusals(m.world); len(refused) != 1 {
		t.Errorf("refused sign-ins: %v, want the one that tells", refused)
	}
}

func TestDifferencesWaitForAPerson(t *testing.T) {
	m := newMigration(t)
	m.toUpload(m.card.Role)
	// From here on the token is another user's than the certificate.
	if err := m.world.RevokeToken(m.card.Account); err != nil {
		t.Fatal(err)
	}
	for range 2 { // coming back says nothing: a person has to confirm
		walk, outcome, err := m.run()
		if err != nil || outcome != steps.Paused || walk.Step().Name != "differences" {
			t.Fatalf("%v, %v at %s", outcome, err, walk.Step().Name)
		}
		if m.vault.profiles["acme"].Method != profile.TBA {
			t.Fatal("saved before anybody accepted the differences")
		}
		if rows := tbaexit.Different(walk.State().Compared); len(rows) != 1 || rows[0].What != "Sign-in" {
			t.Fatalf("differences: %+v", rows)
		}
		if page := walk.Step().Doc(walk.State()); !strings.Contains(page.Why, "no longer signs in") {
			t.Errorf("the page: %s", page.Why)
		}
	}
	if refused := len(refusals(m.world)); refused != 2 {
		t.Errorf("%d refused sign-ins in two runs, want one each", refused)
	}
	m.given.Answers[steps.KeyAcceptDifferences] = "no"
	var problems *steps.MissingError
	if _, outcome, err := m.run(); outcome == steps.Done && !errors.As(err, &problems) {
		t.Errorf("no was taken for an answer: %v, %v", outcome, err)
	}
	m.given.Answers[steps.KeyAcceptDifferences] = "yes"
	if _, _, err := m.run(); err != nil || m.vault.profiles["acme"].Method != profile.M2M {
		t.Errorf("after the confirmation: %v", err)
	}
}

// TestKilledMigration ends the journey before and after each time that something
// is kept, and demands that the product's credential works until the new one is
// proved, and that the next run goes on to the end.
func TestKilledMigration(t *testing.T) {
	for cut := 1; ; cut++ {
		m := newMigration(t)
		vault := &cutVault{Vault: m.env.Vault, after: cut}
		m.env.Vault = vault
		uploaded, told := false, false
		for try := 0; ; try++ {
			if try > 10 {
				t.Fatalf("cut %d: no end", cut)
			}
			walk, outcome, err := m.run()
			if !told {
				m.check(walk)
			}
			if errors.Is(err, errCut) {
				continue // the power is back
			}
			// Taken up at the upload, a journey believes that it has been done: the
			// test finds out that it was not.
			var failed *setup.TestFailed
			early := errors.As(err, &failed) && !uploaded
			if err != nil && !early {
				t.Fatalf("cut %d: %v at %s", cut, err, walk.Step().Name)
			}
			if early || outcome == steps.Paused && walk.Step().Name == "upload" && !uploaded {
				uploaded = true
				if _, err := m.world.MapCertificate(m.card.Account, m.card.ConsumerKey, m.card.Role, m.card.Entity, []byte(walk.State().Certificate.PEM())); err != nil {
					t.Fatal(err)
				}
				continue
			}
			if outcome == steps.Paused && walk.Step().Name == "in-use" {
				m.given.Answers[steps.KeyProductHasIt] = "yes"
				told = true
				continue
			}
			// Killed after revoking and before that was stored, nobody can tell that
			// from a token that is inactive: the item stays open.
			if outcome == steps.Done && m.vault.profiles["acme"].Old != nil && try < 9 {
				m.given.Answers[steps.KeyRetire] = "by_hand"
				continue
			}
			break
		}
		if p := m.vault.profiles["acme"]; p.Method != profile.M2M || p.Old != nil {
			t.Fatalf("cut %d: ended with %s", cut, p.Method)
		}
		if card, err := m.world.PracticeFor(m.card.Account); err != nil || card.TokenID != "" {
			t.Fatalf("cut %d: the token is alive in NetSuite (%v)", cut, err)
		}
		if !vault.done {
			if cut < 10 {
				t.Errorf("only %d places to cut at", cut)
			}
			return
		}
	}
}

// check demands that the vault has a credential that works.
func (m *migration) check(walk *steps.Walk) {
	m.Helper()
	p := m.vault.profiles["acme"]
	old, token := tokenState(steps.State{Former: p})
	if !token || old.TokenSecret.Reveal() != m.card.TokenSecret {
		m.Fatalf("at %s: the product's token is gone from the vault", walk.Step().Name)
	}
	if pair, err := m.world.PracticeFor(m.card.Account); err != nil || pair.TokenID != old.TokenID {
		m.Fatalf("at %s: the product's token is gone from NetSuite (%v)", walk.Step().Name, err)
	}
}

var errCut = errors.New("the power went away")

// cutVault ends the process before or after its nth write, in turn.
type cutVault struct {
	steps.Vault
	after, writes int
	done          bool
}

func (v *cutVault) cut(write func() error) error {
	v.writes++
	if v.done || v.writes < (v.after+1)/2 {
		return write()
	}
	v.done = true
	if v.after%2 == 0 {
		_ = write() // done, and nobody was told
	}
	return errCut
}

func (v *cutVault) Replace(p profile.Profile, journey string, fields []string) error {
	return v.cut(func() error { return v.Vault.Replace(p, journey, fields) })
}

func (v *cutVault) SaveDraft(name string, data secret.Secret) error {
	return v.cut(func() error { return v.Vault.SaveDraft(name, data) })
}

func TestAnswersGivenBeforeTheNameAreKept(t *testing.T) {
	m := newMigration(t)
	s := steps.NewState(steps.Facts{Now: clocktest.Now(), VaultExists: true, Saved: []profile.Profile{m.vault.profiles["acme"]}})
	given := maps.Clone(m.given.Answers)
	given[steps.KeyKeyType] = "p384"
	walk := steps.NewWalk(m.env, Migrate(), steps.Given{Answers: given}.Apply(s))
	if _, err := steps.Run(context.Background(), walk, nil); err != nil || walk.Step().Name != "upload" {
		t.Fatalf("%v at %s", err, walk.Step().Name)
	}
	if got := walk.State().Key.Type(); got != "p384" {
		t.Errorf("the key is %s", got)
	}
}

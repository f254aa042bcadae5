package steps

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"suitekey/core/account"
	"suitekey/core/diagnose"
	"suitekey/core/m2m"
	"suitekey/core/netsuite"
	"suitekey/core/secret"
)

// draftVersion is the version of the stored form. A draft of a newer version is refused.
const draftVersion = 1

// renamedSteps maps the step names of older drafts to today's names.
var renamedSteps = map[string]string{"word": "in-use", "left": "skipped"}

// draft is the stored form of an unfinished journey. It contains secrets in plain text,
// so it is stored only encrypted.
type draft struct {
	Version         int                   `json:"version"`
	Flow            string                `json:"flow"`
	Step            string                `json:"step"`
	Subject         string                `json:"subject,omitempty"` // the saved connection of the journey
	Kept            time.Time             `json:"kept"`
	Answers         map[string]string     `json:"answers,omitempty"`
	Secrets         map[string]string     `json:"secrets,omitempty"`
	Hosts           account.DataCenters   `json:"hosts"`
	PrivateKey      string                `json:"private_key,omitempty"`
	Certificate     string                `json:"certificate,omitempty"`
	CertificateFile string                `json:"certificate_file,omitempty"`
	PageFile        string                `json:"page_file,omitempty"`
	RefreshToken    string                `json:"refresh_token,omitempty"`
	RefreshUntil    time.Time             `json:"refresh_until,omitzero"`
	SignIn          *storedSignIn         `json:"sign_in,omitempty"`
	Refusals        []time.Time           `json:"refusals,omitempty"`
	Active          []netsuite.Mapping    `json:"active,omitempty"`
	Batch           *storedBatch          `json:"sitting,omitempty"`
	Pairs           map[string]storedPair `json:"pairs,omitempty"`
	Failed          json.RawMessage       `json:"failed_test,omitempty"` // see diagnose.Report.Keep; an older version ignores it
}

// storedSignIn is a started browser sign-in of the three-step flow or of the code grant:
// the values that check and redeem its answer.
type storedSignIn struct {
	State    string `json:"state"`
	Token    string `json:"token,omitempty"`
	Secret   string `json:"secret,omitempty"`
	Verifier string `json:"verifier,omitempty"`
}

// restingSignIn is the assumed lifetime of a request token. NetSuite publishes none, and
// an older link would probably fail.
const restingSignIn = time.Hour

func (s State) storedSignIn() *storedSignIn {
	switch a, c := s.Authorization, s.CodeSignIn; {
	case a.State != "":
		return &storedSignIn{State: a.State, Token: a.Temporary.Token, Secret: a.Temporary.Secret.Reveal()}
	case c.State != "":
		return &storedSignIn{State: c.State, Verifier: c.Verifier.Reveal()}
	}
	return nil
}

// withSignIn restores the browser sign-in of a draft.
func (s State) withSignIn(d draft) State {
	switch in := d.SignIn; {
	case in == nil:
	case in.Verifier != "":
		s.CodeSignIn = netsuite.CodeSignIn{Grant: s.CodeGrant(), State: in.State, Verifier: secret.New(in.Verifier)}
	case s.Facts.Now.Sub(d.Kept) < restingSignIn:
		temporary := netsuite.TemporaryToken{Account: s.Account(), Token: in.Token, Secret: secret.New(in.Secret)}
		s.Authorization = Authorization{State: in.State, Temporary: temporary, URL: temporary.AuthorizeURL(in.State)}
	}
	return s
}

// Draft returns the stored form of the walk. It contains every secret: pass it only to
// Vault.SaveDraft.
func (w *Walk) Draft() (secret.Secret, error) {
	s := w.State()
	d := draft{
		Version: draftVersion, Flow: w.flow.Name, Step: w.Step().Name, Subject: s.Former.Name, Kept: w.env.Now(),
		Answers: s.answers.all(), Hosts: s.Hosts,
		PrivateKey: s.Key.PEM().Reveal(), Certificate: s.Certificate.PEM(),
		CertificateFile: s.CertificateFile, PageFile: s.PageFile, Refusals: s.Refusals, Active: s.Active,
		RefreshToken: s.RefreshToken.Reveal(), RefreshUntil: s.RefreshUntil, SignIn: s.storedSignIn(),
		Failed:  s.Report.Keep(),
		Secrets: map[string]string{},
	}
	if !w.state.Began.IsZero() {
		w.storeBatch(&d)
	}
	for key, value := range s.secrets.all() {
		if f, ok := FieldOf(key); ok && (f.Kind == Secret || f.Kind == File) && !f.NotKept {
			d.Secrets[key] = value.Reveal()
		}
	}
	data, err := json.Marshal(d)
	if err != nil {
		return secret.Secret{}, fmt.Errorf("saving the draft: %w", err)
	}
	return secret.New(string(data)), nil
}

// ErrNewer means that this program is too old for a draft.
var ErrNewer = errors.New("a newer suitekey saved it")

func decodeDraft(data secret.Secret) (draft, error) {
	var d draft
	err := json.Unmarshal([]byte(data.Reveal()), &d)
	// A newer version may have fields of another form, which made the reading fail.
	var head struct{ Version int }
	if json.Unmarshal([]byte(data.Reveal()), &head) == nil && head.Version > draftVersion {
		return draft{}, fmt.Errorf("reading the draft: %w (version %d); update suitekey to continue", ErrNewer, head.Version)
	}
	if err != nil || d.Version != draftVersion {
		// The cause could quote a secret.
		return draft{}, fmt.Errorf("reading the draft: it is damaged; discard it and start again")
	}
	if name, renamed := renamedSteps[d.Step]; renamed {
		d.Step = name
	}
	return d, nil
}

// Unfinished describes a draft. Its exported fields contain no secrets.
type Unfinished struct {
	Flow, Step string
	Kept       time.Time
	Subject    string // the saved connection of the journey
	Name       string // Name, Account and Method are the answers so far
	Account    string
	Method     string
	Paired     bool   // the draft has a key pair with its certificate
	Items      Items  // the connections of a journey about several
	What       string // "renewal of acme"
	Where      string // "waiting for the upload", or ""

	draft *draft // contains secrets; fmt does not follow the pointer
}

// Awaits reports whether the journey has handed out the file at path, and still waits for
// the upload of the certificate in it.
func (u Unfinished) Awaits(path string) bool {
	if u.draft.CertificateFile == path || u.draft.PageFile == path {
		return true
	}
	return slices.ContainsFunc(u.Items.In(Selected), func(i Item) bool { return i.CertificateFile == path || i.PageFile == path })
}

// ReadDraft reads a draft, which contains secrets. With an error, Flow and Kept are set
// if they can be read.
func ReadDraft(data secret.Secret) (Unfinished, error) {
	d, err := decodeDraft(data)
	if err != nil {
		return Unfinished{Flow: d.Flow, Kept: d.Kept}, err
	}
	u := Unfinished{
		Flow: d.Flow, Step: d.Step, Kept: d.Kept, Subject: d.Subject,
		Name: d.Answers[KeyName], Account: d.Answers[KeyAccount],
		Method: d.Answers[KeyMethod], Paired: d.Certificate != "", draft: &d,
	}
	for _, flow := range Flows() {
		if flow.Name == d.Flow {
			u.Step = flow.stepName(d.Step)
		}
	}
	if d.Batch != nil {
		u.Items = d.Batch.Items
	}
	u.What, u.Where = u.what(), u.where()
	return u, nil
}

// About returns the names of the journey's saved connections.
func (u Unfinished) About() []string {
	var names []string
	if u.Subject != "" {
		names = append(names, u.Subject)
	}
	return append(names, u.Items.Names()...)
}

func (u Unfinished) what() string {
	for _, flow := range Flows() {
		if flow.Name == u.Flow && flow.Describe != nil {
			return flow.Describe(u)
		}
	}
	return "an unfinished " + OrElse(u.Flow, "journey")
}

func (u Unfinished) where() string {
	if all := u.Items.In(Selected, Fixed, Skipped); len(all) > 1 {
		return fmt.Sprintf("%d of %d fixed", len(u.Items.In(Fixed)), len(all))
	}
	for _, flow := range Flows() {
		if flow.Name != u.Flow {
			continue
		}
		for _, step := range flow.AllSteps() {
			switch {
			case step.Name != u.Step:
			case step.Tests && len(u.draft.Failed) > 0:
				return "after a failed test"
			default:
				return step.Pending
			}
		}
	}
	return ""
}

// Resume continues at the step of the draft. Answers in given override the answers in the
// draft. kept is the state of the draft alone.
func (u Unfinished) Resume(env Env, flow Flow, facts Facts, given Given) (w *Walk, kept State, err error) {
	if kept, err = u.state(env, facts); err != nil {
		return nil, kept, err
	}
	if about, ok := u.outcome(env, flow, kept); ok { // new answers do not change a saved connection
		w = NewWalk(env, flow, about)
		w.fastForward("")
		return w, kept, nil
	}
	if kept.Item.Name != "" {
		return u.resumeBatch(env, flow, kept, given), kept, nil
	}
	w = NewWalk(env, flow, given.since(flow, kept, u.Step).Apply(kept))
	w.fastForward(u.Step)
	return w, kept, nil
}

// state returns the state of the draft.
func (u Unfinished) state(env Env, facts Facts) (state State, err error) {
	state = NewState(facts)
	d := *u.draft
	state.answers, state.Hosts = layersOf(maps.Clone(d.Answers)), d.Hosts
	state.CertificateFile, state.PageFile = d.CertificateFile, d.PageFile
	state.Refusals, state.Active = d.Refusals, d.Active
	if d.Batch != nil {
		if state.Items, err = d.Batch.Items.withPairs(d.Pairs); err != nil {
			return state, fmt.Errorf("reading the draft: a key pair in it is damaged; discard the draft and start again")
		}
		for n := range state.Items {
			state.Items[n].Asked = state.Items[n].CertificateFile != ""
		}
		state.Began, state.Item = d.Batch.Began, state.Items.Named(d.Batch.Current)
		if state.Item.Name == "" {
			state.Refusals = d.Batch.Refusals
		}
	}
	state.RefreshToken, state.RefreshUntil = secret.New(d.RefreshToken), d.RefreshUntil
	if d.Subject != "" {
		if state.Former, err = env.Vault.Load(d.Subject); err != nil {
			return state, fmt.Errorf("continuing the journey of %s: %w", d.Subject, err)
		}
	}
	for key, text := range d.Secrets {
		state = state.WithSecret(key, secret.New(text))
	}
	state = state.withSignIn(d)
	if d.PrivateKey != "" {
		if state.Key, err = m2m.ParseKey(secret.New(d.PrivateKey), secret.Secret{}); err != nil {
			return state, fmt.Errorf("reading the draft: its private key is damaged; discard the draft and start again")
		}
	}
	if d.Certificate != "" {
		if state.Certificate, err = m2m.ParseCertificate([]byte(d.Certificate)); err != nil {
			return state, fmt.Errorf("reading the draft: its certificate is damaged; discard the draft and start again")
		}
	}
	state.Report, _ = diagnose.Recall(d.Failed, state.Profile())
	return state, nil
}

// outcome returns the state of a set-up that was interrupted between saving its connection
// and removing its draft. While a draft exists, no other set-up can use its name. So a
// connection of the same name and account comes from the draft, unless its credential
// differs.
func (u Unfinished) outcome(env Env, flow Flow, kept State) (State, bool) {
	name := kept.Value(KeyName)
	if flow.AboutSaved || !slices.Contains(kept.Facts.Taken, name) {
		return kept, false
	}
	p, err := env.Vault.Load(name)
	if err != nil || p.Account != kept.Account() {
		return kept, false
	}
	for key, saved := range map[string]string{KeyConsumerKey: p.ConsumerKey, KeyTokenID: p.TokenID, KeyCertificateID: p.CertificateID} {
		if text, answered := kept.Answer(key); answered && text != "" && text != saved {
			return kept, false
		}
	}
	about, err := StateFromProfile(kept.Facts, p)
	about.CertificateFile, about.PageFile = kept.CertificateFile, kept.PageFile
	return about, err == nil
}

// since drops the answers that are too late for a journey that continues at step at: the
// answers to questions before the last step without return. New answers never change a
// tested and saved connection, and do not select other connections of a batch.
func (g Given) since(flow Flow, s State, at string) Given {
	last := slices.IndexFunc(flow.Steps, func(step Step) bool { return step.Name == at })
	if last >= 0 && flow.Steps[last].Each == nil {
		last--
	}
	for last >= 0 && flow.Steps[last].Each == nil && !(flow.Steps[last].Applies(s) && flow.Steps[last].Closes(s)) {
		last--
	}
	if last < 0 {
		return g
	}
	late := map[string]bool{}
	for i, step := range flow.Steps {
		for _, f := range step.Fields {
			late[f.Key] = i <= last
		}
	}
	g.Answers, g.Secrets = maps.Clone(g.Answers), maps.Clone(g.Secrets)
	maps.DeleteFunc(g.Answers, func(key, _ string) bool { return late[key] })
	maps.DeleteFunc(g.Secrets, func(key string, _ secret.Secret) bool { return late[key] })
	return g
}

// fastForward opens the steps up to name ("": the last step) without repeating their
// work. It stops early at a step whose answers are no longer valid or whose work is not
// done.
func (w *Walk) fastForward(name string) {
	for w.Step().Name != name {
		if done := w.Step().Done; done != nil && !done(w.state) {
			break
		}
		if len(w.Problems()) > 0 || w.following() < 0 {
			break
		}
		w.advance()
	}
	w.resumed = w.Step().Name
	if w.Step().ReadOnly { // the step reads again, but the wait of the draft is over
		w.resumed = name
	}
}

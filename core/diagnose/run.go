package diagnose

import (
	"context"
	"strings"
	"time"

	"suitekey/core/account"
	"suitekey/core/lockout"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// run is the state of one run.
type run struct {
	ctx      context.Context
	base     *netsuite.Client // client without the watching
	client   *netsuite.Client // for calls: its clock may be corrected
	profile  profile.Profile  // for calls: its values may be mended
	given    profile.Profile  // as it was given
	options  Options
	report   Report
	evidence evidence
	secrets  *strings.Replacer
	stopped  bool // what follows is pointless
	blamed   bool // a failed call has given its evidence
	beside   beside
	repeated bool // the one repeat is spent

	way       way
	last      netsuite.Exchange
	exchanges []netsuite.Exchange
	discover  netsuite.Exchange
	skew      time.Duration // our clock minus NetSuite's
	jumped    string        // what a refused sign-in has shown about the clock; "" for nothing

	token      secret.Secret              // M2M: the access token
	passed     map[profile.Surface]string // called already, with what was learned
	barred     map[profile.Surface]error  // called already, and not allowed
	read       bool                       // the read with a query has worked
	mayNotRead error                      // why it was not allowed, where it came first
	who        profile.Tested
	named      bool   // the account has said who it is
	whoErr     error  // why the account did not say who it is
	roleID     string // internal ID of the role that answered; "" if nothing has told it
	noWSDL     bool
	wsdl       struct {
		found account.WSDL
		err   error
	}
	others []account.ID // accounts of the same company that NetSuite knows
	unseen []string     // permissions of records that the role lacks
}

func newRun(ctx context.Context, client *netsuite.Client, p profile.Profile, o Options) *run {
	r := &run{
		ctx: ctx, profile: p, given: p, options: o, evidence: evidence{}, secrets: scrubber(p),
		passed: map[profile.Surface]string{}, barred: map[profile.Surface]error{},
		report: Report{Profile: p.Name, Account: p.Account.Realm(), Method: string(p.Method)},
	}
	r.beside.run = r
	r.beside.ctx, r.beside.breakOff = context.WithCancel(ctx)
	r.base, r.client = client, client.Watch(r.watch)
	return r
}

// watch keeps the evidence of a call. The evidence of the discovery comes from another
// goroutine, which ends before anything reads the evidence; a task has its own run.
func (r *run) watch(e netsuite.Exchange) {
	r.last = e
	if len(r.exchanges) < 100 {
		r.exchanges = append(r.exchanges, e)
	}
}

// describe adds what is known without a call to the evidence.
func (r *run) describe() {
	p := r.given
	r.evidence.add(string(p.Method), strings.ReplaceAll(string(p.Account.Kind()), " ", "-"))
	if !p.Tested.At.IsZero() {
		r.evidence.add("tested")
	}
	before := lockout.Recent(p.Refusals, r.options.Now())
	if before >= lockout.Warn {
		r.evidence.add("refusals")
	}
	if before >= lockout.Stop { // one more refusal is the one that locks
		r.evidence.add("refusals-spent")
	}
	if strings.HasSuffix(strings.ToUpper(p.SignatureAlgorithm), "SHA1") {
		r.evidence.add("hmac-sha1")
	}
	if p.Method == profile.M2M && p.Certificate == "" {
		r.evidence.add("no-certificate")
	}
	if asked := surfaces(p); len(asked) == 1 {
		r.evidence.add("only:" + string(asked[0]))
	}
	if len(r.others) > 0 {
		r.evidence.add("family")
	}
}

// facts returns the values for the placeholders in the texts of causes.
func (r *run) facts() facts {
	f := facts{account: r.given.Account, method: r.given.Method, issuer: r.way.issuer, unseen: r.unseen}
	for _, id := range r.others {
		f.others = append(f.others, id.Realm())
	}
	return f
}

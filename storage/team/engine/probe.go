package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"suitekey/core/span"
	"suitekey/core/termsafe"
)

// Stage is a part of the probe. The stages up to StageAnswer are about one address, the
// others about the whole engine.
type Stage string

// The stages, in order.
const (
	StageName       Stage = "name"       // the host's name is looked up
	StageConnect    Stage = "connect"    // something listens
	StageTLS        Stage = "tls"        // a TLS connection is established
	StageAnswer     Stage = "answer"     // the answer comes from etcd
	StageClock      Stage = "clock"      // the clocks agree
	StageVersion    Stage = "version"    // the engine is new enough
	StageSignIn     Stage = "sign-in"    // the engine knows the user
	StagePermission Stage = "permission" // the user may read the vault's prefix
	StageSpace      Stage = "space"      // there is space for a vault
)

// Level is the severity of a finding.
type Level string

// The levels.
const (
	Good   Level = "ok"
	Advice Level = "advice" // everything works, but something should be changed
	Failed Level = "failed"
)

// Finding is one result of the probe, as a sentence.
type Finding struct {
	Stage   Stage
	Address string // of the node; "" for the whole engine
	Level   Level
	Text    string
	Fix     string // what to do; "" if all is well
}

// Rights are what the engine allows a user to do with the keys of one vault.
type Rights struct {
	Read  bool
	Write bool // connections, drafts, leases
	Admin bool // also keys and members
}

// Role returns the widest role for which the rights are sufficient; "" if there is none.
func (r Rights) Role() string {
	switch {
	case r.Read && r.Write && r.Admin:
		return "admin"
	case r.Read && r.Write:
		return "member"
	case r.Read:
		return "reader"
	}
	return ""
}

// Report is the result of the probe.
type Report struct {
	Findings []Finding
	Rights   Rights
}

// OK reports whether the vault can be used: enough nodes answer, and no finding about the
// whole engine is a failure.
func (r Report) OK() bool {
	for _, f := range r.Findings {
		if f.Address == "" && f.Level == Failed {
			return false
		}
	}
	return true
}

// Err returns the first failure that ends the probe, as an error; nil if there is none.
func (r Report) Err() error {
	for _, f := range r.Findings {
		if f.Address == "" && f.Level == Failed {
			return fmt.Errorf("%s; %s", f.Text, f.Fix)
		}
	}
	return nil
}

func (r *Report) add(stage Stage, address string, level Level, text, fix string) {
	r.Findings = append(r.Findings, Finding{stage, address, level, text, fix})
}

const (
	probeLimit = 5 * time.Second // for one address, and for one question to the engine
	clockLimit = 30 * time.Second
	// endsSoon is the remaining time of a certificate from which the probe mentions it.
	endsSoon = 14 * 24 * time.Hour
)

// Probe tries every address of e separately and reports the result of each one. Then it
// signs in and asks what the user may do. It changes nothing. now is this computer's clock.
func Probe(ctx context.Context, e Engine, now func() time.Time) Report {
	var r Report
	config, err := e.TLS()
	if err != nil {
		r.add(StageTLS, "", Failed, termsafe.Line(err.Error(), 300), "name the right files: --ca-file, --cert and --key")
		return r
	}
	visits := make([]visit, len(e.Addresses))
	var group sync.WaitGroup
	for i, address := range e.Addresses {
		group.Go(func() { visits[i] = visited(ctx, address, config, now) })
	}
	group.Wait()
	answered := e
	answered.Addresses = nil
	for i, v := range visits {
		r.Findings = append(r.Findings, v.findings...)
		if v.answered {
			answered.Addresses = append(answered.Addresses, e.Addresses[i])
		}
	}
	if len(answered.Addresses) == 0 {
		first := visits[0].findings[len(visits[0].findings)-1]
		text := e.Addresses[0] + ": " + first.Text
		if len(visits) > 1 {
			text = "no node of the engine can be used; " + text
		}
		r.add(first.Stage, "", Failed, text, first.Fix)
		return r
	}
	visits = slicesAnswered(visits)
	r.clock(visits[0])
	r.version(visits)
	if needed := len(e.Addresses)/2 + 1; len(answered.Addresses) < needed {
		r.add(StageAnswer, "", Advice, fmt.Sprintf("only %d of %d nodes answer here: the engine needs %d to write", len(answered.Addresses), len(e.Addresses), needed), "tell the operator of the engine")
	}
	r.ask(ctx, answered)
	return r
}

func slicesAnswered(visits []visit) []visit {
	var all []visit
	for _, v := range visits {
		if v.answered {
			all = append(all, v)
		}
	}
	return all
}

func (r *Report) clock(v visit) {
	if v.date.IsZero() {
		return
	}
	ahead := v.asked.Sub(v.date)
	if ahead.Abs() < clockLimit {
		r.add(StageClock, "", Good, "this computer's clock agrees with the engine's", "")
		return
	}
	way := "ahead of"
	if ahead < 0 {
		way = "behind"
	}
	r.add(StageClock, "", Advice, fmt.Sprintf("this computer's clock is %s %s the engine's", span.Words(ahead.Abs()), way),
		"set the clock: NetSuite refuses sign-ins with a wrong time; the engine counts leases itself, so they are not affected")
}

// version advises 3.6 or newer. Versions 3.4 and 3.5 answer but are no longer maintained,
// and 3.4 drops a client whose token has expired.
func (r *Report) version(visits []visit) {
	oldest := visits[0].version
	for _, v := range visits[1:] {
		if older(v.version, oldest) {
			oldest = v.version
		}
	}
	switch {
	case oldest == "":
	case older(oldest, "3.4"):
		r.add(StageVersion, "", Failed, "the engine is etcd "+oldest+", which is too old", "install etcd 3.6 or newer")
	case older(oldest, "3.6"):
		r.add(StageVersion, "", Advice, "the engine is etcd "+oldest, "install etcd 3.6 or newer: older versions are no longer maintained")
	default:
		r.add(StageVersion, "", Good, "the engine is etcd "+oldest, "")
	}
}

// older compares the first two numbers of versions such as 3.7.3.
func older(version, than string) bool {
	var major, minor, thanMajor, thanMinor int
	if _, err := fmt.Sscanf(version, "%d.%d", &major, &minor); err != nil {
		return false
	}
	if _, err := fmt.Sscanf(than, "%d.%d", &thanMajor, &thanMinor); err != nil {
		return false
	}
	return major < thanMajor || major == thanMajor && minor < thanMinor
}

// ask signs in and asks the questions that need an etcd client.
func (r *Report) ask(ctx context.Context, e Engine) {
	ctx, cancel := context.WithTimeout(ctx, 2*probeLimit)
	defer cancel()
	client, err := e.Client(ctx)
	if err != nil {
		r.failed(StageSignIn, err)
		return
	}
	defer client.Close()
	rights, err := RightsOf(ctx, client, e.Prefix())
	switch {
	case errors.Is(err, ErrForbidden):
		r.add(StageSignIn, "", Good, "the engine knows the user", "")
		r.add(StagePermission, "", Failed, "the user may not read "+e.Prefix(), "the operator of the engine has to give the permission: suitekey team roles "+e.Vault+" prints the commands")
		return
	case err != nil:
		r.failed(StageSignIn, err)
		return
	}
	r.Rights = rights
	r.add(StageSignIn, "", Good, "the engine knows the user", "")
	r.add(StagePermission, "", Good, "the user may do what the role "+rights.Role()+" needs", "")
	r.space(ctx, client, e)
}

func (r *Report) failed(stage Stage, err error) {
	text := strings.TrimPrefix(err.Error(), signingIn+": ")
	problem, fix, _ := strings.Cut(text, ": ")
	if fix == "" {
		fix = "suitekey team roles prints what the engine's users need"
	}
	r.add(stage, "", Failed, problem, fix)
}

const signingIn = "signing in to the engine"

// RightsOf asks the engine what this user may do with the keys under prefix, without
// changing any key: the engine checks the permission of a write even in a transaction whose
// condition cannot be true. It fails with ErrForbidden if the user may not even read.
func RightsOf(ctx context.Context, client *clientv3.Client, prefix string) (Rights, error) {
	var r Rights
	ctx, cancel := context.WithTimeout(ctx, probeLimit)
	defer cancel()
	if _, err := client.Get(ctx, prefix, clientv3.WithPrefix(), clientv3.WithLimit(1), clientv3.WithKeysOnly()); err != nil {
		return r, Explain(signingIn, err)
	}
	r.Read = true
	for _, each := range []struct {
		right *bool
		key   string
	}{{&r.Write, "profiles/"}, {&r.Admin, "keys/"}} {
		err := mayWrite(ctx, client, prefix+each.key+"probe")
		if err != nil && !errors.Is(err, ErrForbidden) {
			return r, err
		}
		*each.right = err == nil
	}
	return r, nil
}

func mayWrite(ctx context.Context, client *clientv3.Client, key string) error {
	never := clientv3.Compare(clientv3.CreateRevision(key), "<", 0)
	_, err := client.Txn(ctx).If(never).Then(clientv3.OpPut(key, "")).Commit()
	return Explain(signingIn, err)
}

const (
	// wantedQuota is enough for 10,000 connections with ten states each, and
	// defaultQuota what etcd has without a flag, in bytes.
	wantedQuota  = 8 << 30
	defaultQuota = 2 << 30
)

// space asks a node how full it is. Older engines do not report their quota.
func (r *Report) space(ctx context.Context, client *clientv3.Client, e Engine) {
	status, err := client.Status(ctx, client.Endpoints()[0])
	if err != nil {
		r.add(StageSpace, "", Advice, "the engine does not report how much space it has", "the operator of the engine has to set --quota-backend-bytes=8589934592")
		return
	}
	const enlarge = "the operator of the engine has to set --quota-backend-bytes=8589934592 and --auto-compaction-retention=1h"
	used, quota := status.DbSize, status.DbSizeQuota
	switch {
	case strings.Contains(strings.Join(status.Errors, " "), "NOSPACE"):
		r.add(StageSpace, "", Failed, "the engine's space is used up: nothing can be written", enlarge+", and then runs etcdctl defrag and etcdctl alarm disarm")
	case quota == 0:
		r.add(StageSpace, "", Good, "the engine uses "+megabytes(used), "")
	case used > quota/10*8:
		r.add(StageSpace, "", Advice, fmt.Sprintf("the engine uses %s of %s", megabytes(used), megabytes(quota)), enlarge)
	case quota < wantedQuota/2:
		r.add(StageSpace, "", Advice, fmt.Sprintf("the engine has %s of space, enough for about %d,000 connections with their history", megabytes(quota), max(1, quota/perConnection/1000)), enlarge)
	default:
		r.add(StageSpace, "", Good, fmt.Sprintf("the engine uses %s of %s", megabytes(used), megabytes(quota)), "")
	}
}

// perConnection is the space of a connection with its history in an engine, in bytes:
// ten states of 5 kB, and as much again until the engine compacts.
const perConnection = 145_000

func megabytes(n int64) string { return fmt.Sprintf("%d MB", (n+1<<20-1)>>20) }

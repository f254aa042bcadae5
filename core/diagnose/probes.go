package diagnose

import (
	"slices"
	"strings"

	"suitekey/core/m2m"
	"suitekey/core/netsuite"
	"suitekey/core/profile"
	"suitekey/core/recordtype"
)

// fetchWSDL fetches the WSDL document beside the first stages, if the product will load
// one. The call needs no sign-in.
func (b *beside) fetchWSDL() {
	if !b.run.profile.Has(profile.SOAP) {
		return
	}
	b.begin(b.task(func(side *run) {
		side.wsdl.found, side.wsdl.err = side.wsdlOf()
		if side.wsdl.err == nil {
			side.wsdl.err = side.client.CheckWSDL(side.ctx, side.wsdl.found)
		}
	}, func(side *run) { b.run.wsdl = side.wsdl }))
}

// probe starts the calls for the permissions of a renewal and of queries. They cannot
// cause a refused sign-in, because the same sign-in was accepted a moment ago.
func (b *beside) probe() {
	r := b.run
	if b.probing || !r.options.Probe || !r.evidence["passed:rest"] {
		return
	}
	b.probing = true
	tasks := []*task{b.task(func(side *run) {
		side.learn("query", side.client.Query(side.ctx, side.profile.Account, side.auth()))
	}, b.takeEvidence)}
	if r.profile.Method == profile.M2M && slices.Contains(r.profile.Scopes, m2m.ScopeREST) {
		tasks = append(tasks, b.task(func(side *run) {
			_, err := side.client.Certificates(side.ctx, side.profile.Account, side.auth(), side.profile.ConsumerKey)
			side.learn("certificates", err)
		}, b.takeEvidence))
	}
	if wanted := recordTypes(r.profile, r.options); len(wanted) > 0 {
		tasks = append(tasks, b.task(func(side *run) { learnRecords(side, wanted) }, b.takeEvidence))
	}
	b.begin(tasks...)
}

// learnRecords asks the metadata catalog, which lists what the role can see
// (docs.oracle.com, section_1540810174).
func learnRecords(r *run, wanted []string) {
	seen, err := r.client.RecordTypes(r.ctx, r.profile.Account, r.auth(), wanted...)
	if isClass(err, netsuite.Refused) {
		r.count(err)
	}
	if err != nil {
		return
	}
	r.evidence.add("read:records")
	for _, name := range seen {
		r.evidence.add("record:" + strings.ToLower(name))
	}
}

// recordTypes returns the record types to ask about.
func recordTypes(p profile.Profile, o Options) []string {
	return recordtype.Merge(p.Records, o.Records)
}

// recordRights returns the permissions of the requested record types, each once. Several
// types can share a permission; the role lacks it if it cannot see any of them.
func recordRights(e evidence, wanted []string) []Right {
	var list []Right
	for _, name := range wanted {
		right := Right{Name: "Record " + name, Level: "View", Need: Useful, Has: Unknown, Why: "for records of the type " + name}
		if p, known := recordtype.PermissionOf(name); known {
			right.Name = p.Name
		}
		switch {
		case e["record:"+strings.ToLower(name)]:
			right.Has = Yes
		case e["read:records"]:
			right.Has = No
		}
		at := slices.IndexFunc(list, func(r Right) bool { return r.Name == right.Name })
		switch {
		case at < 0:
			list = append(list, right)
		case right.Has == No:
			list[at] = right
		}
	}
	return list
}

// finishProbes waits for the calls that probe started, and asks meanwhile who signed in.
func (b *beside) finishProbes() {
	if b.probing && b.run.asksWho() {
		b.add(b.task(func(side *run) { _, side.whoErr = side.askWho() }, func(side *run) {
			b.run.named, b.run.who, b.run.whoErr = side.named, side.who, side.whoErr
			if side.roleID != "" {
				b.run.roleID = side.roleID
			}
			b.takeEvidence(side)
		}))
	}
	b.finish()
}

// takeEvidence takes over what a task has added to the evidence.
func (b *beside) takeEvidence(side *run) {
	for word := range side.evidence {
		b.run.evidence.add(word)
	}
}

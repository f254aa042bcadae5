package team

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/storage/team/people"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/app/files"
	"suitekey/ui/app/problem"
	"suitekey/ui/app/teams"
	"suitekey/ui/cli/verb"
)

// people lists who may open the vault.
func (o *options) people(ctx context.Context, _ []string) error {
	a, team, err := o.open(ctx)
	if err != nil {
		return err
	}
	requests, err := team.Requests(ctx)
	if err != nil {
		return err
	}
	left, err := connections.SeenLeft(ctx, a.Connections)
	if err != nil {
		return err
	}
	if o.JSON {
		answer := result{OK: true, Action: "people", Vault: a.Team.Vault.Name(), Fingerprint: team.Fingerprint()}
		for _, p := range team.People() {
			answer.People = append(answer.People, person{p.Name, string(p.Role), p.Machine, p.Fingerprint(), p.Recipient, verb.Instant(p.Added), p.By, p.Name == team.Self.Name})
		}
		for _, r := range requests {
			answer.Requests = append(answer.Requests, requestOf(r))
		}
		for _, f := range team.Former() {
			answer.Former = append(answer.Former, former{f.Name, verb.Instant(f.Removed), f.By, f.Seen, left[f.Name]})
		}
		return o.PrintJSON(answer)
	}
	o.printPeople(team, requests, left)
	return nil
}

func requestOf(r people.Request) request {
	if r.Err != nil {
		return request{Name: r.Name, Problem: r.Err.Error()}
	}
	return request{Name: r.Name, Fingerprint: r.Fingerprint(), Made: verb.Instant(r.Made)}
}

func (o *options) printPeople(team *people.Team, requests []people.Request, left map[string]int) {
	o.Note("Fingerprint of the vault: %s", team.Fingerprint())
	table := verb.NewTable(o.Stdout)
	for _, p := range team.People() {
		role := string(p.Role)
		if p.Machine {
			role += ", a machine"
		}
		if p.Name == team.Self.Name {
			role += ", you"
		}
		table.Row(p.Name, role, p.Fingerprint())
	}
	_ = table.Flush() // nobody is left to be told
	for _, r := range requests {
		if r.Err != nil {
			o.Note("%s asks to join, but the request cannot be used (%s): suitekey team refuse %s", r.Name, r.Err, r.Name)
			continue
		}
		o.Note("%s asks to join, with the fingerprint %s: suitekey team add %s", r.Name, r.Fingerprint(), r.Name)
	}
	for _, f := range team.Former() {
		o.Note("%s was removed on %s and has seen %s, of which %d are not renewed yet.", f.Name, f.Removed.Local().Format("2 January 2006"), many(f.Seen), left[f.Name])
	}
	if team.Unfinished() {
		o.Note("A removal was interrupted: suitekey team remove NAME, with the same name, finishes it.")
	}
}

func many(n int) string {
	if n == 1 {
		return "1 connection"
	}
	return fmt.Sprintf("%d connections", n)
}

// add adds a person or a machine.
func (o *options) add(ctx context.Context, args []string) error {
	name := args[0]
	added, err := o.wanted(name, strings.Join(args[1:], " ")) // an SSH key has blanks
	if err != nil {
		return err
	}
	a, team, err := o.open(ctx)
	if err != nil {
		return err
	}
	var identity secret.Secret
	add := team.Add
	switch {
	case added.Recipient != "":
		err = o.sameKey(added.Fingerprint())
	case o.machine:
		var made people.Identity
		made, identity, err = people.NewMachine()
		added.Recipient = made.Recipient
		if err == nil {
			err = o.writeOut(identity)
		}
	default:
		var asks bool
		if added.Recipient, asks, err = o.requested(ctx, team, name); asks {
			add = team.Accept
		}
	}
	if err == nil {
		err = add(ctx, added)
	}
	if err == nil {
		err = connections.Remember(a.Connections, team)
	}
	if err != nil {
		o.takeBack(identity)
		return err
	}
	o.handOut(identity)
	o.Note("%s is added with the role %s. Fingerprint: %s", name, added.Role, added.Fingerprint())
	o.Note("Fingerprint of the vault, for %s to compare: %s", name, team.Fingerprint())
	answer := result{OK: true, Action: "add", Vault: a.Team.Vault.Name(), Name: name, Role: string(added.Role), Recipient: added.Recipient, Own: added.Fingerprint(), Fingerprint: team.Fingerprint()}
	if o.out == "" {
		answer.Identity = identity.Reveal()
	}
	return o.PrintJSON(answer)
}

// wanted returns the person or machine of the flags. Without key, its public key is not
// known yet.
func (o *options) wanted(name, key string) (people.Person, error) {
	p := people.Person{Name: name, Recipient: key, Role: people.Member, Machine: o.machine}
	if err := profile.CheckName(name); err != nil {
		return p, &app.UsageError{Err: fmt.Errorf("the name in the team: %w", err)}
	}
	if o.out != "" && (!o.machine || key != "") {
		return p, app.Usage("--out needs --machine without a public key: suitekey then makes an identity")
	}
	if o.machine {
		p.Role = people.Renewer
	}
	if o.role != "" {
		var err error
		if p.Role, err = people.ParseRole(o.role); err != nil {
			return p, &app.UsageError{Err: err}
		}
	}
	if key != "" {
		if _, _, err := people.ParseRecipient(key); err != nil {
			return p, &app.UsageError{Err: err}
		}
	}
	return p, nil
}

// writeOut writes the identity of a new machine to the file of --out, before anybody is
// added.
func (o *options) writeOut(identity secret.Secret) error {
	if o.out == "" {
		return nil
	}
	path := files.Expand(o.out, o.Getenv)
	if err := teams.WriteMachine(path, identity); err != nil {
		o.out = "" // nothing of ours
		return fmt.Errorf("writing the identity: %w; nobody was added", err)
	}
	return nil
}

// takeBack removes the identity of a machine that was not added.
func (o *options) takeBack(identity secret.Secret) {
	if o.out != "" && !identity.IsEmpty() {
		_ = os.Remove(files.Expand(o.out, o.Getenv))
	}
}

// handOut prints the identity of a new machine, or says where it is.
func (o *options) handOut(identity secret.Secret) {
	switch {
	case identity.IsEmpty():
	case o.out != "":
		o.Note("The identity is in %s: name the file in %s on the machine.", files.Shown(o.out), app.IdentityVariable)
	case !o.JSON:
		o.Line("%s", strings.TrimSuffix(identity.Reveal(), "\n"))
		o.Note("suitekey prints the identity once: store it in a file that only the machine can read, and name the file in %s.", app.IdentityVariable)
	}
}

// sameKey compares the given key with the given fingerprint.
func (o *options) sameKey(fingerprint string) error {
	if o.fingerprint == "" || teams.SameFingerprint(o.fingerprint, fingerprint) {
		return nil
	}
	return errors.New("the public key's fingerprint differs from the one that you were told (" + fingerprint + "): nobody was added")
}

// requested returns the public key of somebody who asks to be added, after comparing its
// fingerprint. If asks is false, it is the key of a member who gets another role.
func (o *options) requested(ctx context.Context, team *people.Team, name string) (recipient string, asks bool, err error) {
	requests, err := team.Requests(ctx)
	if err != nil {
		return "", false, err
	}
	for _, r := range requests {
		if r.Name != name {
			continue
		}
		if r.Err != nil {
			return "", true, fmt.Errorf("the request of %s cannot be used: %w", name, r.Err)
		}
		o.Note("%s asks to join, with the fingerprint %s", name, r.Fingerprint())
		if m, is := team.Member(name); is && m.Recipient != r.Recipient {
			o.Note("%s is a member already, with the role %s: this key takes the place of the present one.", name, m.Role)
		}
		if o.fingerprint != "" {
			return r.Recipient, true, o.sameKey(r.Fingerprint())
		}
		console := o.Ask()
		if console == nil || o.JSON {
			return "", true, app.WithHints(problem.Waiting("compare the fingerprint with the one that "+name+" tells you over another channel"), "suitekey team add "+name+" --fingerprint \""+r.Fingerprint()+"\"")
		}
		same, err := console.Confirm(ctx, "Does "+name+" tell you the same fingerprint over another channel?")
		if err == nil && !same {
			err = errors.New("the fingerprints differ: nobody was added; suitekey team refuse " + name + " removes the request")
		}
		return r.Recipient, true, err
	}
	if o.role != "" { // another role for who is a member
		if m, is := team.Member(name); is {
			return m.Recipient, false, o.sameKey(m.Fingerprint())
		}
	}
	return "", false, app.Usage("nobody called "+name+" asks to join: give the public key, or --machine to make one", "suitekey team people shows who asks")
}

// refuse removes a request.
func (o *options) refuse(ctx context.Context, args []string) error {
	a, team, err := o.open(ctx)
	if err == nil {
		err = team.Refuse(ctx, args[0])
	}
	if err != nil {
		return err
	}
	o.Note("The request of %s is removed.", args[0])
	return o.PrintJSON(result{OK: true, Action: "refuse", Vault: a.Team.Vault.Name(), Name: args[0]})
}

// remove removes a person.
func (o *options) remove(ctx context.Context, args []string) error {
	name := args[0]
	a, team, err := o.open(ctx)
	if err != nil {
		return err
	}
	entries, err := a.Profiles()
	if err != nil {
		return err
	}
	marks, seen := teams.Marks(entries)
	last := -1
	err = team.Remove(ctx, name, marks, seen, func(done, all int) {
		if tenth := done * 10 / all; tenth != last && all >= 100 {
			last = tenth
			o.Note("Encrypted again: %d of %d records", done, all)
		}
	})
	if err == nil {
		err = connections.Remember(a.Connections, team)
	}
	if err != nil {
		return err
	}
	commands := teams.EndCommands(name)
	o.Note("%s is removed, and the vault has a new key. Fingerprint of the vault: %s", name, team.Fingerprint())
	o.Note("%s has seen %s. Encryption cannot undo that: renew them, and revoke the former credentials.", name, many(seen))
	o.Note("  suitekey status --seen-by %s        which are not renewed yet", name)
	o.Note("  suitekey renew --seen-by %s         renews those that need no person", name)
	o.Note("The engine still knows the user. Its operator removes the user with:")
	for _, line := range commands {
		o.Note("  %s", line)
	}
	return o.PrintJSON(result{OK: true, Action: "remove", Vault: a.Team.Vault.Name(), Name: name, Fingerprint: team.Fingerprint(), Commands: commands, Seen: &seen})
}

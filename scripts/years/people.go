package main

import (
	"slices"
	"strings"
	"time"

	"suitekey/core/simulator/records"
)

// waiting is the exit code of a journey that waits for a person.
const waiting = 20

// result is what a journey prints as JSON.
type result struct {
	Profile         string   `json:"profile"`
	State           string   `json:"state"`
	WaitingFor      string   `json:"waiting_for"`
	CertificateFile string   `json:"certificate_file"`
	Former          string   `json:"former_certificate_id"`
	Error           string   `json:"error"`
	Next            string   `json:"next"`
	Profiles        []result `json:"profiles"`
}

// found is what status says of a connection.
type found struct {
	Profile string `json:"profile"`
	Level   string `json:"level"`
}

// upload is a certificate that an administrator has been asked to upload.
type upload struct {
	connection string
	file       string
	on         int // the day on which it is done
}

// night is what the scheduler does: it renews, and looks at everything. Now and
// then it is killed.
func (y *years) night() error {
	y.waiting, y.unrevoked, y.broken, y.unseen = nil, nil, nil, false
	renewal := []string{"renew", "--all", "--due", "--no-input", "--json", "--handover", handover}
	if y.random.IntN(100) < 8 {
		return y.kill(renewal)
	}
	var results []result
	if _, err := y.say(&results, nil, renewal...); err != nil {
		return err
	}
	for _, r := range results {
		if strings.HasSuffix(r.Next, "--retire by_hand") {
			y.unrevoked = append(y.unrevoked, r)
		}
		switch r.State {
		case "done":
			y.did["renewed by the scheduler"]++
			y.note("%s is renewed", r.Profile)
		case "waiting":
			y.waiting = append(y.waiting, r)
		case "failed":
			y.note("%s cannot be renewed: %s", r.Profile, r.Error)
			y.did["renewals that failed at night"]++
			y.waiting = append(y.waiting, r)
		}
	}
	if y.random.IntN(100) < 3 {
		return y.kill([]string{"status", "--json"})
	}
	var status struct {
		Profiles []found `json:"profiles"`
	}
	if _, err := y.say(&status, nil, "status", "--json"); err != nil {
		return err
	}
	for _, f := range status.Profiles {
		if f.Level == "failed" || f.Level == "expired" {
			y.broken = append(y.broken, f.Profile)
		}
	}
	y.refused("scheduler")
	return nil
}

// kill starts suitekey and kills it at a moment that nobody chose. Nobody is told then
// what it would have found.
func (y *years) kill(args []string) error {
	y.killed++
	y.unseen = true
	cmd := y.command(nil, args...)
	if err := cmd.Start(); err != nil {
		return err
	}
	time.Sleep(time.Duration(y.random.IntN(800)) * time.Millisecond)
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	y.refused("scheduler")
	return nil
}

// working says whether people are there: from Monday to Friday.
func (y *years) working() bool {
	weekday := y.first.AddDate(0, 0, y.day).Weekday()
	return weekday != time.Saturday && weekday != time.Sunday
}

// morning is what people do: what the night has asked of them, and what NetSuite's
// calendar wants.
func (y *years) morning() error {
	if !y.working() {
		return nil
	}
	for _, do := range []func() error{y.mendAccounts, y.retoken, y.upload, y.answer, y.migrate} {
		if err := do(); err != nil {
			return err
		}
	}
	y.refused("people")
	return nil
}

// mendAccounts puts right what status has found broken and an administrator can mend.
func (y *years) mendAccounts() error {
	for _, c := range y.accounts {
		if c.down == "" || c.down == refreshed || !slices.ContainsFunc(y.broken, func(name string) bool { return y.named(name).at == c }) {
			continue
		}
		y.note("an administrator of %s undoes: %s", c.id, c.down)
		y.did["mended by an administrator: "+c.down]++
		c.down = ""
		if err := y.putRight(c); err != nil {
			return err
		}
	}
	return nil
}

// putRight gives an account's role, integration record and user what a sign-in needs.
func (y *years) putRight(c *company) error {
	for _, permission := range []records.Permission{records.PermissionREST, records.PermissionTokenLogin, records.PermissionOAuth2Login} {
		if err := y.world.SetPermission(c.id, permission, true); err != nil {
			return err
		}
	}
	if err := y.world.SetState(c.id, records.Enabled); err != nil {
		return err
	}
	if err := y.world.ActivateUser(c.id); err != nil {
		return err
	}
	return y.world.UnlockUser(c.id)
}

// upload is an administrator who has had the file for days.
func (y *years) upload() error {
	var later []upload
	asked := len(y.uploads) // finishing may ask for another one
	for _, u := range y.uploads {
		if u.on > y.day {
			later = append(later, u)
			continue
		}
		c := y.named(u.connection)
		y.note("an administrator uploads the certificate of %s", c.name)
		y.did["certificates uploaded by hand"]++
		if err := y.mapped(c.at, u.file); err != nil {
			return err
		}
		// What the night has said of this connection is over.
		y.waiting = slices.DeleteFunc(y.waiting, func(r result) bool { return r.Profile == u.connection })
		if err := y.finish(c); err != nil {
			return err
		}
	}
	y.uploads = append(later, y.uploads[asked:]...)
	return nil
}

// answer does what the scheduler's renewals wait for.
func (y *years) answer() error {
	for _, r := range y.unrevoked {
		if err := y.revoke(r); err != nil {
			return err
		}
	}
	for _, r := range y.waiting {
		c := y.named(r.Profile)
		asked := slices.ContainsFunc(y.uploads, func(u upload) bool { return u.connection == r.Profile })
		switch {
		case asked:
		case r.WaitingFor == "upload":
			y.ask(r)
		default:
			if err := y.finish(c); err != nil {
				return err
			}
		}
	}
	return nil
}

func (y *years) ask(r result) {
	late := 3 + y.random.IntN(23)
	y.note("an administrator is asked to upload the certificate of %s, and does so in %d days", r.Profile, late)
	y.uploads = append(y.uploads, upload{r.Profile, r.CertificateFile, y.day + late})
}

// finish goes on with a renewal that waits for a person's word.
func (y *years) finish(c *connection) error {
	y.did["renewals finished by a person"]++
	var r result
	args := []string{"renew", c.name, "--no-input", "--json", "--handover", handover, "--confirm-account", c.at.id}
	if _, err := y.say(&r, nil, args...); err != nil {
		return err
	}
	switch {
	case r.WaitingFor == "upload":
		y.ask(r)
	case r.WaitingFor == "product": // the former key was kept: its product has the new one since
		y.did["told that the product has its new key"]++
		_, err := y.say(&r, nil, append(args, "--consumer-has-it", "yes")...)
		return err
	case strings.HasSuffix(r.Next, "--retire by_hand"):
		return y.revoke(r)
	}
	return nil
}

// revoke ends in NetSuite a former certificate that its role may not revoke.
func (y *years) revoke(r result) error {
	y.did["certificates revoked by hand"]++
	if err := records.RevokeCertificate(y.world.Administrator, y.named(r.Profile).at.id, r.Former); err != nil {
		return err
	}
	_, err := y.say(&r, nil, "renew", r.Profile, "--no-input", "--json", "--retire", "by_hand")
	return err
}

// migrate moves a connection a week to certificates, from spring on before TBA ends.
func (y *years) migrate() error {
	day := y.first.AddDate(0, 0, y.day)
	if day.Before(endOfTBA.AddDate(0, -6, 0)) || !day.Before(endOfTBA) || day.Weekday() != time.Monday {
		return nil
	}
	i := slices.IndexFunc(y.connections, func(c *connection) bool { return c.byToken && c.at.down == "" })
	if i < 0 {
		return nil
	}
	c := y.connections[i]
	var r result
	args := []string{"migrate", c.name, "--no-input", "--json"}
	if _, err := y.say(&r, nil, args...); err != nil {
		return err
	}
	if r.WaitingFor != "upload" {
		y.note("%s cannot be migrated today: %s %s", c.name, r.State, r.Error)
		return nil
	}
	y.did["migrated to certificates"]++
	if err := y.mapped(c.at, r.CertificateFile); err != nil {
		return err
	}
	if _, err := y.say(&r, nil, args...); err != nil {
		return err
	}
	if err := y.export(c); err != nil {
		return err
	}
	code, err := y.say(&r, nil, append(args, "--consumer-has-it", "yes", "--retire", "now", "--confirm-account", c.at.id)...)
	if err == nil && code != 0 {
		y.note("%s: %s %s", c.name, r.State, r.Error)
	}
	return err
}

func (y *years) named(name string) *connection {
	name, _, _ = strings.Cut(name, ".") // a draft is NAME.renew
	i := slices.IndexFunc(y.connections, func(c *connection) bool { return c.name == name })
	if i < 0 {
		return &connection{name: name, at: &company{}}
	}
	return y.connections[i]
}

package journeys

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/steps"
)

// A colleague who tags a connection during its renewal does not stop the renewal, at none of
// its steps, and the tags stay. Another change stops it before its next step; resumed, it goes
// on with the connection as it is by then, and the change stays.
func TestRenewWhileAColleagueChangesTheConnection(t *testing.T) {
	for _, change := range []string{"tags", "retries"} {
		stopped := 0
		for n := range 20 {
			r := newRenewal(t)
			walk := r.begin(nil)
			for range n {
				if walk.Step().Name == "in-use" {
					break
				}
				step(t, walk)
			}
			p := r.vault.profiles["acme"]
			p.Changed = p.Changed.Add(time.Second)
			if change == "tags" {
				p.Tags = []string{"late"}
			} else {
				p.Retries = 4
			}
			r.vault.profiles["acme"] = p
			at := walk.Step().Name
			outcome, err := steps.Run(context.Background(), walk, nil)
			if err != nil {
				stopped++
				if change == "tags" || !strings.Contains(err.Error(), "changed by somebody else") || strings.Contains(err.Error(), "nothing was done") {
					t.Errorf("%s changed before the step %s: %v", change, at, err)
				}
				draft, err := walk.Draft()
				if err != nil {
					t.Fatal(err)
				}
				if walk, err = resume(r.env, Renew(), steps.Facts{Now: r.env.Now(), VaultExists: true}, draft, steps.Given{Answers: r.sure(nil)}); err != nil {
					t.Fatal(err)
				}
				if outcome, err = steps.Run(context.Background(), walk, nil); err != nil {
					t.Fatalf("%s changed before the step %s: resumed: %v", change, at, err)
				}
			}
			if outcome != steps.Paused || walk.Step().Name != "in-use" {
				t.Fatalf("%s changed before the step %s: %v at %s", change, at, outcome, walk.Step().Name)
			}
			r.run(r.resume(map[string]string{steps.KeyProductHasIt: "yes"}), steps.Done, "retire")
			saved := r.ended(false)
			if change == "tags" && !slices.Equal(saved.Tags, []string{"late"}) || change == "retries" && saved.Retries != 4 {
				t.Errorf("changed before the step %s: saved with the tags %q and %d retries", at, saved.Tags, saved.Retries)
			}
			if at == "in-use" {
				break
			}
		}
		if change != "tags" && stopped < 2 {
			t.Errorf("another change stopped %d renewals", stopped)
		}
	}
}

// A colleague who removes or renames a connection during its renewal stops the renewal before
// its next step. It goes on once the connection is there again.
func TestRenewWhileAColleagueRemovesTheConnection(t *testing.T) {
	r := newRenewal(t)
	walk := r.begin(nil)
	for walk.Step().Name != "in-use" {
		p, signIns := r.vault.profiles["acme"], len(r.world.AuditTrail(r.card.Account))
		delete(r.vault.profiles, "acme")
		_, err := steps.Run(context.Background(), walk, nil)
		if err == nil || !strings.Contains(err.Error(), "acme was renamed or removed in the meantime") || !strings.Contains(err.Error(), "suitekey undo acme") {
			t.Fatalf("removed before the step %s: %v", walk.Step().Name, err)
		}
		if walk.Step().Name == "rotate" && len(r.world.AuditTrail(r.card.Account)) != signIns {
			t.Fatalf("removed before the step %s: something was sent to NetSuite", walk.Step().Name)
		}
		r.vault.profiles["acme"] = p
		step(t, walk)
	}
}

// The same for a connection that leaves TBA: what a colleague changes while the journey waits
// for the upload, or for the product, stays, and the journey comes to its end.
func TestMigrateWhileAColleagueChangesTheConnection(t *testing.T) {
	for _, saved := range []bool{false, true} {
		m := newMigration(t)
		m.given.Answers[steps.KeyScopes] = m2m.ScopeREST + "," + m2m.ScopeRESTlets // chosen by the person
		if saved {
			m.toWord()
		} else {
			m.toUpload(m.card.Role)
		}
		p := m.vault.profiles["acme"]
		p.Changed, p.Tags, p.Retries = p.Changed.Add(time.Second), []string{"late"}, 4
		want := []string{m2m.ScopeREST, m2m.ScopeRESTlets, m2m.ScopeConnect}
		if saved {
			p.Scopes = want
		} else { // the scopes follow the interfaces
			p.Surfaces = append(slices.Clone(p.Surfaces), profile.Connect)
		}
		m.vault.profiles["acme"] = p
		if !saved {
			if walk, outcome, err := m.run(); err != nil || outcome != steps.Paused || walk.Step().Name != "in-use" {
				t.Fatalf("%v, %v at %s", outcome, err, walk.Step().Name)
			}
			m.given.Answers[steps.KeyProductHasIt] = "yes"
		}
		walk, outcome, err := m.run()
		p = m.vault.profiles["acme"]
		if err != nil || outcome != steps.Done || p.Old != nil || p.Retries != 4 || !slices.Equal(p.Tags, []string{"late"}) {
			t.Errorf("saved %v: %v, %v at %s; %d retries, tags %q", saved, outcome, err, walk.Step().Name, p.Retries, p.Tags)
		}
		if !slices.Equal(p.Scopes, want) || len(p.Surfaces) == 3 == saved {
			t.Errorf("saved %v: the interfaces %v with the scopes %v", saved, p.Surfaces, p.Scopes)
		}
	}
}

package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"suitekey/core/simulator"
	"suitekey/core/simulator/records"
	"suitekey/ui/cli/verb"
	"suitekey/ui/plain"
)

// followTrail prints each sign-in and each upload as it happens, until ctx ends.
func followTrail(ctx context.Context, g *verb.Globals, world *simulator.World, accounts []practiceAccount) {
	told, uploaded := map[string]records.SignIn{}, map[records.Uploaded]bool{}
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for ended := false; !ended; {
		select {
		case <-ctx.Done():
			ended = true // and what came since the last look is told
		case <-tick.C:
		}
		for _, a := range accounts {
			for _, u := range world.Uploads(a.Account) {
				if !uploaded[u] {
					uploaded[u] = true
					tell(g, u.Time.Format("15:04:05")+"  "+u.Account, fmt.Sprintf("certificate uploaded: ID %s, user %s, role %s", u.CertificateID, u.Entity, u.Role))
				}
			}
			tellNew(g, world.AuditTrail(a.Account), told, a.Account)
		}
		tellNew(g, world.Strays(), told, "-")
	}
}

func tellNew(g *verb.Globals, trail []records.SignIn, told map[string]records.SignIn, account string) {
	from := 0
	for i := len(trail) - 1; i >= 0; i-- { // the trail forgets its oldest rows, so a count would not do
		if trail[i] == told[account] {
			from = i + 1
			break
		}
	}
	for _, s := range trail[from:] {
		outcome := "ok"
		if !s.OK {
			outcome = "refused: " + s.Detail
		}
		if s.Detail == records.DetailNonceRejected {
			outcome += " (a nonce of 6 to 64 letters and digits is what Oracle's help asks for; whether NetSuite refuses others is not established)"
		}
		if s.Detail == records.DetailLocked {
			outcome += " (u and enter unlocks the user)"
		}
		tell(g, fmt.Sprintf("%s  %s  %s  user %s, role %s", s.Time.Format("15:04:05"), s.Account, s.Surface, orDash(s.Entity), orDash(s.Role)), outcome)
		told[account] = s
	}
}

// tell prints who did something and the outcome: in one line into a file or a pipe. On a
// terminal the outcome takes lines of its own if there is no room beside it.
func tell(g *verb.Globals, who, outcome string) {
	text := who + "  " + outcome
	if plain.IsTerminal(g.Stderr) {
		text = trailLines(who, outcome)
	}
	g.Note("%s", text)
}

// terminalWide is the width that a terminal has at least.
const terminalWide = 80

// trailLines breaks the text between its words, so that a reason can be copied whole.
func trailLines(who, outcome string) string {
	if text := who + "  " + outcome; len(text) < terminalWide {
		return text
	}
	return who + "\n" + plain.Wrapped(strings.Repeat(" ", len("15:04:05  "))+outcome)
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

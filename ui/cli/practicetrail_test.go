package cli

import (
	"strings"
	"testing"
)

// On a terminal of 80 columns no reason of a refused sign-in and no certificate ID is broken: a
// person copies it whole. Nothing is left out.
func TestTheTrailFitsATerminal(t *testing.T) {
	who := []string{"15:04:05  9999901", "15:04:05  9999901_SB1  OAuth 2.0 token endpoint  user 1207, role 1000", "15:04:05  -  REST Web Services  user -, role -"}
	for _, person := range who {
		for _, outcome := range []string{
			"ok", "refused: MissingTokenPassportRequiredFields", "refused: InvalidSignature", "refused: temporary_locked (u and enter unlocks the user)",
			"refused: nonce_rejected (a nonce of 6 to 64 letters and digits is what Oracle's help asks for; whether NetSuite refuses others is not established)",
			"certificate uploaded: ID NPMnRyPg-WDWhPiAbisjKiH0fqnBpjOZ367wDTe0pqA, user 1207, role 1000",
		} {
			text := trailLines(person, outcome)
			for _, line := range strings.Split(text, "\n") {
				if len(line) > terminalWide {
					t.Errorf("%d columns: %q", len(line), line)
				}
			}
			if got, want := strings.Fields(text), strings.Fields(person+" "+outcome); strings.Join(got, " ") != strings.Join(want, " ") {
				t.Errorf("%q is told as %q", want, got)
			}
		}
	}
}

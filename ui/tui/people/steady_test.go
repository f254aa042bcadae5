package people

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"suitekey/scripts/readable"
	"suitekey/ui/tui/theme"
	"suitekey/ui/tui/wish"
)

var update = flag.Bool("update", false, "write the golden frames anew")

// threeKinds is the list of anna with one who asks, a member, and one who was removed.
func threeKinds(t *testing.T) *People {
	t.Helper()
	anna, _, _, asks := joined(t)
	p := shown(t, anna)
	press(p, "down", "x")
	if text := look(p); !strings.Contains(text, "ben has seen 1 connection. Encryption cannot undo that") {
		t.Errorf("the question is\n%s", text)
	}
	p.Update(press(p, "y")[0].(wish.Do)())
	if err := asks.Ask(t.Context()); err != nil {
		t.Fatal(err)
	}
	return shown(t, anna)
}

var key = regexp.MustCompile(`[0-9a-f]{4}( [0-9a-f]{4})+`)

// stable hides the digits of the fingerprints, which differ from run to run.
func stable(page string) string {
	return key.ReplaceAllStringFunc(ansi.Strip(page), func(found string) string {
		return regexp.MustCompile(`[0-9a-f]`).ReplaceAllString(found, "f")
	})
}

// The frames of the list, for each row under the cursor.
func TestGoldenPeople(t *testing.T) {
	p := threeKinds(t)
	for _, size := range [][2]int{{80, 24}, {60, 18}, {40, 12}, {100, 30}, {120, 40}} {
		p.frame.Resize(size[0], size[1])
		var frames strings.Builder
		for _, key := range []string{"home", "down", "down"} {
			press(p, key)
			for background, paper := range readable.Papers {
				p.frame.Theme = theme.New(theme.Terminal{Dark: background == "dark"})
				for _, fault := range readable.Check(p.frame.Draw(p.View()), paper) {
					t.Errorf("%v, %s: %s", size, background, fault)
				}
			}
			for _, line := range strings.Split(stable(p.frame.Draw(p.View())), "\n") {
				frames.WriteString(strings.TrimRight(line, " ") + "\n")
			}
		}
		path := filepath.Join("testdata", fmt.Sprintf("people-%dx%d.golden", size[0], size[1]))
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(frames.String()), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("%v; go test -update writes it", err)
		}
		if frames.String() != string(want) {
			t.Errorf("%s differs; go test -update writes it anew\n%s", path, frames.String())
		}
	}
}

// The cursor and a message move neither a row, nor a rule, nor the fingerprint of the vault.
// The fingerprints stand below each other, whole from 60 columns on.
func TestNothingMovesWithTheCursor(t *testing.T) {
	p := threeKinds(t)
	fingerprints := []string{p.found.requests[0].Fingerprint(), p.found.team.People()[0].Fingerprint()}
	for _, size := range [][2]int{{80, 24}, {60, 18}, {100, 30}, {120, 40}} {
		p.frame.Resize(size[0], size[1])
		places := map[string]string{}
		look := func(when string) {
			t.Helper()
			lines := strings.Split(ansi.Strip(p.frame.Draw(p.View())), "\n")
			now := map[string]string{}
			for y, line := range lines {
				for _, text := range []string{"Asks to be added", "May open the vault", "Removed", "FINGERPRINT", strings.Repeat(theme.RuleLine, 20), "his vault"} {
					if at := strings.Index(line, text); at >= 0 {
						now[text] += fmt.Sprint(" ", y, ",", ansi.StringWidth(line[:at]))
					}
				}
				for i, text := range fingerprints {
					if at := strings.Index(line, text); at >= 0 && y < size[1]-6 {
						now[fmt.Sprint("fingerprint ", i)] += fmt.Sprint(" ", ansi.StringWidth(line[:at]), " in line ", y)
					}
				}
			}
			for text, place := range places {
				if now[text] != place {
					t.Errorf("%v, %s: %q is at%s, before at%s\n%s", size, when, text, now[text], place, strings.Join(lines, "\n"))
				}
			}
			places = now
		}
		press(p, "home")
		look("at first")
		if len(places) != 8 {
			t.Errorf("%v: only %v is there", size, places)
		}
		first, _, _ := strings.Cut(places["fingerprint 0"], " in")
		if second, _, _ := strings.Cut(places["fingerprint 1"], " in"); first != second {
			t.Errorf("%v: the fingerprints are at columns%s and%s", size, first, second)
		}
		for _, key := range []string{"down", "down", "up"} {
			press(p, key)
			look("after " + key)
		}
		delete(places, "his vault") // which a message may cover
		p.frame.Warn("Only an admin of the vault can change its people.")
		look("with a message")
		p.frame.Say("")
	}
}

// sshKey is a public key of ssh-keygen.
const sshKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"

// An SSH key has a longer fingerprint: where the column has no room, the facts repeat it whole.
func TestALongFingerprintIsWholeSomewhere(t *testing.T) {
	p := threeKinds(t)
	for i := range p.found.requests {
		p.found.requests[i].Recipient = sshKey
	}
	long := p.found.requests[0].Fingerprint()
	press(p, "home")
	for _, wide := range []int{60, 80, 120} {
		p.frame.Resize(wide, 24)
		if text := ansi.Strip(p.frame.Draw(p.View())); !strings.Contains(text, long) {
			t.Errorf("%d columns:\n%s", wide, text)
		}
	}
}

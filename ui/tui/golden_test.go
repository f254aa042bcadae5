package tui

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"suitekey/core/profile"
	"suitekey/scripts/readable"
	"suitekey/steps"
	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
)

var update = flag.Bool("update", false, "write the golden frames anew")

var sizes = [][2]int{{80, 24}, {60, 18}, {40, 12}}

// golden compares the screen, at every size, with the frames in testdata.
func (c *screen) golden(name string) {
	c.t.Helper()
	for _, size := range sizes {
		c.resize(size[0], size[1])
		c.readable(name)
		c.explained(name)
		lines := strings.Split(c.stable(c.look()), "\n")
		for i := range lines {
			lines[i] = strings.TrimRight(lines[i], " ")
			if !c.whole {
				lines[i] = withoutSteps(lines[i])
			}
		}
		frame := strings.Join(lines, "\n") + "\n"
		path := filepath.Join("testdata", fmt.Sprintf("%s-%dx%d.golden", name, size[0], size[1]))
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				c.t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(frame), 0o644); err != nil {
				c.t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			c.t.Fatalf("%v; go test -update writes it", err)
		}
		if frame != string(want) {
			c.t.Errorf("%s differs; go test -update writes it anew\ngot:\n%swant:\n%s", path, frame, want)
		}
	}
	c.resize(80, 24)
}

// readable looks at the contrast of every character on its own background, dark and light.
func (c *screen) readable(name string) {
	c.t.Helper()
	before := c.model.frame.Theme
	for background, paper := range readable.Papers {
		c.model.frame.Theme = theme.New(theme.Terminal{Dark: background == "dark", ASCII: before.ASCII})
		c.model.rebuild()
		for _, fault := range readable.Check(c.model.content(), paper) {
			c.t.Errorf("%s at %dx%d, %s: %s", name, c.model.frame.Width, c.model.frame.Height, background, fault)
		}
	}
	c.model.frame.Theme = before
	c.model.rebuild()
}

// explained requires that the footer ends in the key that explains the screen.
func (c *screen) explained(name string) {
	c.t.Helper()
	top := c.model.shown()
	if covers(top) {
		return
	}
	want := "?"
	if top.Typing() {
		want = parts.KeyExplain
	}
	if keys := top.View().Keys; len(keys) == 0 || keys[len(keys)-1].Key != want {
		c.t.Errorf("the footer of %s ends in %v, not in %s", name, keys, want)
	}
}

// withoutSteps leaves out of a line what tells of the journey's other steps: a new step
// would change every frame. One frame of each journey is whole.
func withoutSteps(line string) string {
	line = stepCount.ReplaceAllString(line, "   n${1}n")
	if runes := []rune(line); len(runes) >= stepperWidth && string(runes[stepperWidth-1]) == ruleUp {
		return strings.Repeat(" ", stepperWidth-1) + string(runes[stepperWidth-1:])
	}
	return line
}

var stepCount = regexp.MustCompile(` +\d+( of |/)\d+$`)

// goldenScreen opens the set-up of a demo by way of its welcome.
func goldenScreen(t *testing.T) *screen {
	t.Helper()
	c := newScreen(t, setting{demo: true})
	c.golden("welcome")
	c.press("enter")
	c.until("Which NetSuite account?")
	return c
}

func TestGoldenTBA(t *testing.T) {
	c := goldenScreen(t)
	c.golden("account-empty")
	c.typed("9999901_sb1")
	c.golden("account")
	c.press("tab")
	c.golden("consumer")
	c.answer(map[string]string{steps.KeyName: "acme-sb1", steps.KeySurfaces: "rest,restlet,soap", steps.KeyMethod: string(profile.TBA)})
	c.to("method")
	c.whole = true // the one frame of the journey with all of its steps
	c.golden("method")
	c.whole = false
	c.fill()
	c.field(steps.KeySignatureAlgorithm)
	c.golden("details-tba")
	c.press("right")
	c.golden("sha1")
	c.press("left")
	c.to("wsdl")
	c.golden("wsdl")
	c.to("wsdl-url")
	c.golden("wsdl-url")
	c.to("role")
	c.golden("role-tba")
	c.to("integration")
	c.golden("integration-tba")
	c.press("ctrl+p", "tab", "ctrl+p")
	c.golden("integration-tba-filled")
	c.press("enter")
	goldenEnd(c)
}

// goldenEnd goes from the token to the saved connection and its removal.
func goldenEnd(c *screen) {
	c.to("test")
	c.press("enter")
	c.until("The connection works.")
	c.golden("test-passed-soap")
	c.press("enter")
	c.golden("passphrase")
	c.typed("short")
	c.press("tab", "shift+tab")
	c.golden("passphrase-short")
	c.press("ctrl+u")
	c.to("save")
	c.until("is ready")
	c.whole = true // with all stages done
	c.golden("save")
	c.whole = false
	c.press("enter")
	c.until("Connections")
	c.until("acme-sb1")
	c.golden("home")
	c.press("enter")
	c.until("Consumer secret")
	c.golden("details")
	c.press("esc", "d")
	c.golden("remove")
}

func TestGoldenM2M(t *testing.T) {
	c := goldenScreen(t)
	c.typed("9999901")
	c.golden("account-production")
	c.answer(map[string]string{
		steps.KeyName: "acme", steps.KeySurfaces: "rest,restlet", steps.KeyMethod: string(profile.M2M),
		steps.KeyEntity: "Ina Integration", steps.KeyRole: "Integration Role",
	})
	c.to("role")
	c.whole = true
	c.golden("role-m2m")
	c.whole = false
	c.to("integration")
	c.golden("integration-m2m")
	c.back("method")
	c.field(steps.KeyKeyType)
	c.golden("details-m2m")
	c.answer(map[string]string{steps.KeyKeyType: "existing"})
	c.to("existing-key")
	c.golden("existing-key")
	c.back("method")
	c.answer(map[string]string{steps.KeyKeyType: "rsa3072"})
	c.to("jwt")
	c.golden("jwt") // keys of the other kind have one algorithm each
	c.back("method")
	c.answer(map[string]string{steps.KeyKeyType: "p256"})
	c.to("upload")
	state := c.state()
	state.CertificateFile = "/home/ada/suitekey/acme-certificate.pem" // the practice folder has another name each time
	c.model.top().Walk().Finish(state)
	c.golden("upload")
	c.press("ctrl+g")
	c.golden("explain")
	c.press("esc", "enter", "enter") // without the upload
	c.to("test")
	c.press("enter")
	c.ended()
	c.golden("test-failed-m2m")
	c.namesTheStages()
	c.press("?")
	c.golden("test-failed-explained")
	c.press("esc")
	c.press("ctrl+c")
	c.golden("leave")
}

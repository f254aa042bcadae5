package theme

import (
	"image/color"
	"maps"
	"math"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"

	"suitekey/ui/app"
)

// backgrounds and text colours of common terminals, for a palette.
type around struct {
	palette           palette
	backgrounds, text []string
}

var terminals = map[string]around{
	"dark":  {onDark, []string{"#000000", "#11131a", "#1e1e1e", "#282c34"}, []string{"#d8dee9", "#cccccc", "#abb2bf"}},
	"light": {onLight, []string{"#ffffff", "#f6f8fa", "#fdf6e3"}, []string{"#24292f", "#333333"}},
}

// WCAG 2 asks for 4.5:1 of text, and for 3:1 of what means something. Backgrounds are
// those of common themes, not only black and white, and the tints of the program.
// Terminals with 256 colours get the nearest of those.
func TestContrast(t *testing.T) {
	for name, set := range terminals {
		for _, profile := range []colorprofile.Profile{colorprofile.TrueColor, colorprofile.ANSI256} {
			p := paletteFor(Terminal{Dark: name == "dark", Colours: profile})
			tints := map[string]color.Color{"surface": p.surface, "quiet": p.quiet, "field": p.field}
			behind := maps.Clone(tints)
			for _, background := range set.backgrounds {
				behind[background] = lipgloss.Color(background)
			}
			want := func(what string, ink color.Color, on string, least float64) {
				if ratio := contrast(shown(profile, ink), shown(profile, behind[on])); ratio < least {
					t.Errorf("%s, %s: %s on %s is %.2f:1, not %.1f:1", name, profile, what, on, ratio, least)
				}
			}
			for on := range behind {
				for what, ink := range map[string]color.Color{"dim": p.dim, "accent": p.accent, "good": p.good, "warn": p.warn, "bad": p.bad} {
					want(what, ink, on, 4.5)
				}
				want("edge", p.edge, on, 3)
			}
			for on := range tints {
				for _, text := range set.text {
					want("text "+text, lipgloss.Color(text), on, 4.5)
				}
			}
			behind["accent"], behind["warn"] = p.accent, p.warn
			want("ink", p.ink, "accent", 4.5)
			want("ink", p.ink, "warn", 4.5)
		}
	}
}

// Rules are quieter than any text, and still there.
func TestRulesAreQuiet(t *testing.T) {
	for name, set := range terminals {
		for _, background := range set.backgrounds[:2] {
			on := lipgloss.Color(background)
			rule, dim := contrast(set.palette.rule, on), contrast(set.palette.dim, on)
			if rule > dim/2 || rule < 1.4 {
				t.Errorf("%s: a rule on %s is %.2f:1, dim text %.2f:1", name, background, rule, dim)
			}
		}
	}
}

// A tint has to be seen beside the background, and the tints beside each other.
func TestTintsAreToldApart(t *testing.T) {
	for name, set := range terminals {
		p, background := set.palette, lipgloss.Color(set.backgrounds[1])
		for what, pair := range map[string][2]color.Color{
			"surface and background": {p.surface, background}, "surface and quiet": {p.surface, p.quiet},
			"field and background": {p.field, background}, "quiet and background": {p.quiet, background},
		} {
			if ratio := contrast(pair[0], pair[1]); ratio < 1.03 {
				t.Errorf("%s: %s are one: %.2f:1", name, what, ratio)
			}
		}
	}
}

// Without tints every part still differs from plain text by an attribute.
func TestFlatIsToldApart(t *testing.T) {
	for _, profile := range []colorprofile.Profile{colorprofile.ANSI, colorprofile.ASCII} {
		for _, dark := range []bool{true, false} {
			th := New(Terminal{Dark: dark, Colours: profile})
			if !th.Flat() {
				t.Fatalf("%s has tints", profile)
			}
			seen := map[string]string{}
			for what, style := range map[string]lipgloss.Style{"plain": th.Plain, "bold": th.Bold, "dim": th.Dim, "bar": th.Bar, "quiet bar": th.Quiet} {
				var out strings.Builder
				if _, err := (&colorprofile.Writer{Forward: &out, Profile: profile}).WriteString(style.Render("text")); err != nil {
					t.Fatal(err)
				}
				if other := seen[out.String()]; other != "" {
					t.Errorf("%s: %s and %s look the same", profile, what, other)
				}
				seen[out.String()] = what
			}
		}
	}
	if New(Terminal{}).Flat() {
		t.Error("a terminal that has not told its colours is taken for one without")
	}
}

// Every sign has a fellow in ASCII of the same width.
func TestSignsInASCII(t *testing.T) {
	for _, sign := range []string{
		Pointer, BarEdge, CardEdge, SignDone, SignNow, SignToDo, SignBelow, SignBad, SignWarn, SignNote, SignMask, SignCut,
		SignUp, SignDown, SignSort, RuleLine, RuleUp, RuleDown, RuleCross, RuleRight, RuleBoth,
	} {
		if fellow := ToASCII.Replace(sign); len(fellow) != lipgloss.Width(sign) || fellow[0] >= 0x80 {
			t.Errorf("%s becomes %q", sign, fellow)
		}
	}
}

func shown(p colorprofile.Profile, c color.Color) color.Color {
	if p == colorprofile.TrueColor {
		return c
	}
	return p.Convert(c)
}

func contrast(a, b color.Color) float64 {
	light, dark := luminance(a), luminance(b)
	if light < dark {
		light, dark = dark, light
	}
	return (light + 0.05) / (dark + 0.05)
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		x := float64(v) / 0xffff
		if x <= 0.03928 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func TestSurroundings(t *testing.T) {
	of := func(variables map[string]string) func(string) string {
		return func(name string) string { return variables[name] }
	}
	for _, c := range []struct {
		env         map[string]string
		dark, ascii bool
	}{
		{map[string]string{}, true, false},
		{map[string]string{"COLORFGBG": "0;15"}, false, false},
		{map[string]string{"COLORFGBG": "15;default;0"}, true, false},
		{map[string]string{"COLORFGBG": "0;7"}, false, false},
		{map[string]string{"COLORFGBG": "15;0", "SUITEKEY_BACKGROUND": "light"}, false, false},
		{map[string]string{"COLORFGBG": "0;15", "SUITEKEY_BACKGROUND": "Dark"}, true, false},
		{map[string]string{"LANG": "C"}, true, true},
		{map[string]string{"LANG": "en_GB.ISO-8859-1"}, true, true},
		{map[string]string{"LANG": "C", "LC_ALL": "C.UTF-8"}, true, false},
	} {
		dark, told, fixed := Background(of(c.env))
		if dark != c.dark || app.PrefersASCII(of(c.env)) != c.ascii {
			t.Errorf("%v: dark %v, ascii %v", c.env, dark, app.PrefersASCII(of(c.env)))
		}
		_, colorFGBG := c.env["COLORFGBG"]
		_, set := c.env["SUITEKEY_BACKGROUND"]
		if told != (colorFGBG || set) || fixed != set {
			t.Errorf("%v: told %v, fixed %v", c.env, told, fixed)
		}
	}
}

// Where nobody tells the background, text is readable on white and on black.
func TestContrastBetween(t *testing.T) {
	for what, ink := range map[string]color.Color{"dim": between.dim, "accent": between.accent, "good": between.good, "warn": between.warn, "bad": between.bad, "edge": between.edge} {
		for _, background := range []string{"#000000", "#ffffff"} {
			if ratio := contrast(ink, lipgloss.Color(background)); ratio < 4.5 {
				t.Errorf("%s on %s is %.2f:1", what, background, ratio)
			}
		}
	}
}

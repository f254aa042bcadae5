package theme

import (
	"image/color"
	"math"
	"testing"

	"charm.land/lipgloss/v2"

	"suitekey/ui/app"
)

// WCAG 2 asks for 4.5:1. Backgrounds are those of common themes, not only
// black and white.
func TestContrast(t *testing.T) {
	for name, set := range map[string]struct {
		palette     palette
		backgrounds []string
	}{
		"dark":  {onDark, []string{"#000000", "#11131a", "#1e1e1e", "#282c34"}},
		"light": {onLight, []string{"#ffffff", "#f6f8fa", "#fdf6e3"}},
	} {
		p := set.palette
		for ink, c := range map[string]color.Color{"dim": p.dim, "accent": p.accent, "good": p.good, "warn": p.warn, "bad": p.bad} {
			for _, background := range set.backgrounds {
				if ratio := contrast(c, lipgloss.Color(background)); ratio < 4.5 {
					t.Errorf("%s: %s on %s is %.2f:1", name, ink, background, ratio)
				}
			}
		}
	}
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
		{map[string]string{"LANG": "C"}, true, true},
		{map[string]string{"LANG": "en_GB.ISO-8859-1"}, true, true},
		{map[string]string{"LANG": "C", "LC_ALL": "C.UTF-8"}, true, false},
	} {
		if DarkByEnvironment(of(c.env)) != c.dark || app.PrefersASCII(of(c.env)) != c.ascii {
			t.Errorf("%v: dark %v, ascii %v", c.env, DarkByEnvironment(of(c.env)), app.PrefersASCII(of(c.env)))
		}
	}
}

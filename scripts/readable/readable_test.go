package readable

import "testing"

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		frame, text string
	}{
		{"plain \x1b[38;2;163;173;186mdim\x1b[m", ""},
		{"\x1b[38;2;57;66;77mfaint words\x1b[m", "faint"},
		{"\x1b[38;2;57;66;77m────┬──\x1b[m", ""},          // a rule
		{"\x1b[38;2;57;66;77m▌\x1b[m", "▌"},               // an edge means something
		{"\x1b[48;2;200;200;200mtext\x1b[m", "text"},      // light on light
		{"\x1b[7mreverse\x1b[m", ""},                      // ink on paper, the other way
		{"\x1b[7;38;2;30;30;30mreverse\x1b[m", "reverse"}, // dark on dark
	} {
		found := Check(c.frame, Papers["dark"])
		if (c.text == "") != (len(found) == 0) || len(found) > 0 && found[0].Text != c.text {
			t.Errorf("%q: %v", c.frame, found)
		}
	}
}

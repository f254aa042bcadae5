package parts

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"suitekey/ui/tui/theme"
)

var update = flag.Bool("update", false, "write the pictures anew")

// looks are the terminals that the parts are drawn for.
var looks = map[string]theme.Terminal{
	"dark":     {Dark: true, Colours: colorprofile.TrueColor},
	"light":    {Colours: colorprofile.TrueColor},
	"sixteen":  {Dark: true, Colours: colorprofile.ANSI},
	"nocolour": {Dark: true, Colours: colorprofile.ASCII},
	"ascii":    {Dark: true, ASCII: true, Colours: colorprofile.ASCII},
}

const pictureWidth = 72

// TestPictures draws every part for every kind of terminal. cat shows a picture.
func TestPictures(t *testing.T) {
	for name, terminal := range looks {
		t.Run(name, func(t *testing.T) {
			var picture strings.Builder
			c := Canvas{Theme: theme.New(terminal), Size: Normal, Wide: pictureWidth}
			for _, line := range allParts(c) {
				if terminal.ASCII {
					line = theme.ToASCII.Replace(line)
				}
				if w := Width(line); w > pictureWidth {
					t.Errorf("%d columns: %q", w, ansi.Strip(line))
				}
				out := &colorprofile.Writer{Forward: &picture, Profile: terminal.Colours}
				if _, err := out.WriteString(line + "\n"); err != nil {
					t.Fatal(err)
				}
			}
			path := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(path, []byte(picture.String()), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatalf("%v; go test -update writes it", err)
			}
			if picture.String() != string(want) {
				t.Errorf("%s differs; go test -update writes it anew\n%s", path, picture.String())
			}
		})
	}
}

func allParts(c Canvas) []string {
	var lines []string
	add := func(title string, drawn ...string) {
		lines = append(lines, c.Dim.Render(title), "")
		lines = append(append(lines, drawn...), "")
	}
	row := c.Bold.Render("n") + "  Set up a connection  " + c.Dim.Render("about four minutes")
	add("bar: not selected, selected, selected without the focus", c.Bar(row, Unselected), c.Bar(row, Selected), c.Bar(row, Quiet))
	add("field: with the focus, with a problem, empty", flatten(
		c.Field(Field{Label: "Consumer secret", Line: strings.Repeat(theme.SignMask, 12) + c.Reverse.Render(" "), Focused: true,
			Says: []string{c.Good.Render(theme.SignDone) + " " + c.Dim.Render("64 of 64")}}),
		c.Field(Field{Label: "Token secret", Line: strings.Repeat(theme.SignMask, 9),
			Says: []string{c.Bad.Render(theme.SignBad) + " " + c.Bad.Render("9 of 64")}}),
		c.Field(Field{Label: "Token ID", Line: c.Dim.Render("e.g. 0f4c")}))...)
	add("keys, in two columns", c.KeyPage([]KeyGroup{
		{"acme", []Hint{{"r", "renew its certificate"}, {"enter", "details, values to copy"}, {"t", "test: one sign-in"}}},
		{"The list", []Hint{{"n", "set up a connection"}, {"/", "find by name, account, tag"}}},
		{"Everywhere", []Hint{{": or f3", "find a command or connection"}}},
	})...)
	add("a link and a value in few columns", ShortLink("https://1234567.app.netsuite.com/app/common/integration/integrapp.nl", 44),
		ShortLink("https://1234567.app.netsuite.com/app/common/integration/integrapp.nl", 24), Ends(strings.Repeat("0a1b2c3d", 8), 24))
	add("card", c.Card(c.Good, []string{c.Bold.Render("acme-sb1 works and is saved."), c.Dim.Render("tested 14:02")})...)
	table := Table{
		Columns: []Column{{Title: "Name"}, {Title: "Account", Drop: 1}, {Title: "Ends in", Right: true}},
		Sorted:  2, At: 1,
		Rows: []TableRow{
			{Cells: []Cell{{"acme", c.Plain}, {"1234567", c.Plain}, {"9 days", c.Bad}}},
			{Cells: []Cell{{"acme-sb1", c.Plain}, {"1234567_SB1", c.Plain}, {"59 days", c.Warn}}},
			{Whole: c.Dim.Render("acme-rp: unfinished, kept 2 days ago")},
		},
	}
	add("table", table.Draw(c)...)
	table.Quiet = true
	narrow := c
	narrow.Wide = 24
	add("table, narrow, without the focus", table.Draw(narrow)...)
	add("stages", c.Stages([]Stage{
		{Title: "Connect", Done: true},
		{Title: "Credentials", Now: true, Steps: []Stage{{Title: "Role", Done: true}, {Title: "Integration", Now: true}, {Title: "Token"}}},
		{Title: "Test"}, {Title: "Save"},
	}, 18, 8)...)
	add("rule", c.Rule())
	hints := []Hint{{"enter", "next"}, {"esc", "back"}, {KeyOpen, "open page"}, {KeyExplain, "explain"}}
	add("keys", Keys{Hints: hints}.Draw(c.Theme, pictureWidth), Keys{Hints: hints, More: theme.SignDown}.Draw(c.Theme, 42))
	add("paragraphs", c.Paragraphs([]string{
		"A text of two paragraphs.\n\nThe second one is longer than a line of the picture and continues on the next line.",
		Numbered("1", "A step."), Numbered("2", "A step that is longer than a line of the picture: its other lines are indented behind the number."),
		"A text after the steps.",
	})...)
	return lines
}

func flatten(groups ...[]string) []string {
	var all []string
	for _, group := range groups {
		all = append(all, group...)
	}
	return all
}

// What the footer draws in a column is what a click there finds.
func TestClickedKeys(t *testing.T) {
	th := theme.New(theme.Terminal{Dark: true})
	keys := Keys{Hints: []Hint{{"enter", "next"}, {"esc", "back"}, {KeyOpen, "open page"}, {KeyCopy, "copy link"}, {"?", "explain"}}, More: theme.SignDown}
	for w := 20; w <= 100; w++ {
		line := []rune(ansi.Strip(keys.Draw(th, w)))
		if len(line) != w {
			t.Fatalf("%d columns of %d: %q", len(line), w, string(line))
		}
		found := map[string]string{}
		for x := range line {
			if hint, ok := keys.At(x, w); ok {
				found[hint.Key] += string(line[x])
			}
		}
		for key, drawn := range found {
			if !strings.Contains(drawn, key) {
				t.Errorf("%d columns: %s was found at %q", w, key, drawn)
			}
		}
		if len(found) < 2 || found["?"] == "" {
			t.Errorf("%d columns: only %q can be clicked", w, found)
		}
	}
}

// A column gives way rather than the name, and the list of stages keeps the present step.
func TestPartsInLittleRoom(t *testing.T) {
	c := Canvas{Theme: theme.New(theme.Terminal{Dark: true}), Size: Small, Wide: 16}
	table := Table{Columns: []Column{{Title: "Name"}, {Title: "Account", Drop: 1}}, Sorted: -1, Rows: []TableRow{{Cells: []Cell{{"acme-sandbox", c.Plain}, {"1234567", c.Plain}}}}}
	drawn := ansi.Strip(strings.Join(table.Draw(c), "\n"))
	if !strings.Contains(drawn, "acme-sandbox") || strings.Contains(drawn, "ACCOUNT") {
		t.Errorf("the table is\n%s", drawn)
	}
	var steps []Stage
	for i := range 20 {
		steps = append(steps, Stage{Title: strings.Repeat("s", i+1), Now: i == 11, Done: i < 11})
	}
	lines := c.Stages([]Stage{{Title: "Credentials", Now: true, Steps: steps}}, 18, 6)
	if list := ansi.Strip(strings.Join(lines, "\n")); len(lines) != 6 || !strings.Contains(list, theme.SignNow+" "+strings.Repeat("s", 11)) {
		t.Errorf("the stages are\n%s", list)
	}
}

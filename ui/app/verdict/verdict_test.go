package verdict

import (
	"slices"
	"strings"
	"testing"

	"suitekey/core/diagnose"
)

func kinds(lines []Line, kind Kind) []string {
	var texts []string
	for _, l := range lines {
		if l.Kind == kind {
			texts = append(texts, l.Text)
		}
	}
	return texts
}

func TestOfAFailedTest(t *testing.T) {
	r := diagnose.Report{Profile: "acme", Ask: &diagnose.Question{Text: "Look", How: []string{"Open", "Read"}}}
	for _, code := range []string{"a", "b", "c", "d"} {
		r.Causes = append(r.Causes, diagnose.Cause{Code: code, Title: "Title " + code, Do: []string{"do " + code}})
	}
	for range 8 {
		r.Ask.Values = append(r.Ask.Values, diagnose.Answer{Code: "value", Title: "what it means"})
	}
	unsaved := Of(r, Options{Question: true})
	if got := kinds(unsaved, Cause); len(got) != 4 || !strings.Contains(got[3], "Title d") {
		t.Errorf("causes %q", got)
	}
	if got := kinds(unsaved, Do); !slices.Equal(got, []string{"do a", "do b", "do c"}) {
		t.Errorf("what to do %q", got)
	}
	if got := kinds(unsaved, Value); len(got) != 7 || got[6] != "or value, value" {
		t.Errorf("values %q", got)
	}
	if got := slices.Concat(kinds(unsaved, Command), kinds(unsaved, Fix)); len(got) > 0 {
		t.Errorf("commands about a connection that is not saved: %q", got)
	}
	if got := kinds(Of(r, Options{}), Question); len(got) > 0 {
		t.Errorf("a question that the front end asks by itself: %q", got)
	}
	saved := Of(r, Options{Question: true, Fix: func(c diagnose.Cause) (string, bool) {
		return "suitekey renew acme", c.Code != "a"
	}})
	if got := kinds(saved, Fix); !slices.Equal(got, []string{"suitekey renew acme (Title b)"}) {
		t.Errorf("fixes %q", got)
	}
	if got := kinds(saved, Command); len(got) != 2 {
		t.Errorf("commands %q", got)
	}
}

func TestOfAPassedTest(t *testing.T) {
	r := diagnose.Report{OK: true, Permissions: []diagnose.Right{{Name: "Lists", Need: diagnose.Needed, Has: diagnose.Unknown}}}
	r.Tested.Company = "Acme"
	lines := Of(r, Options{Question: true})
	if len(lines) != 1 || lines[0] != (Line{Kind: Company, Text: "Acme"}) {
		t.Errorf("permissions that nobody tried are told: %+v", lines)
	}
	r.Permissions[0].Has = diagnose.No
	lines = Of(r, Options{})
	if len(kinds(lines, Row)) != 2 || !slices.Equal(kinds(lines, Rights), []string{"The role lacks what is needed: Lists"}) {
		t.Errorf("permissions: %+v", lines)
	}
}

func TestMarks(t *testing.T) {
	marks := Marks{Cause: {}, Do: {Indent: "   - "}, Warning: {Words: "Warning: ", Stop: true}}
	var got []string
	marks.Write([]Line{{Cause, "Title", 2}, {Do, "This", 0}, {Warning, "Old.", 0}, {Link, "https://example.com", 0}}, func(indent, text string) {
		got = append(got, indent+text)
	})
	if want := []string{"  2. Title", "   - This", "Warning: Old."}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

package help

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"suitekey/assets"
	"suitekey/core/envvars"
	"suitekey/steps"
	"suitekey/ui/cli/journeys"
	"suitekey/ui/cli/verb"
	"suitekey/ui/helpdoc"
)

// topic is a text of the help about a subject other than a verb.
type topic struct {
	name, short string
	section     int    // of man
	page        string // its name for man, where it is another
}

var topics = []topic{
	{"answers", "answers files: every key, its values, and where secrets come from", 5, "answers"},
	{"environment", "the environment variables that suitekey reads and sets", 7, "environment"},
	{"exit-codes", "how every verb ends", 7, "exit-codes"},
	{"files", "the files in the vault and outside of it", 5, "vault"},
	{"json", "what --json prints", 7, "json"},
	{"policy", "the rules of an organisation", 5, "policy"},
	{"security", "what suitekey protects from whom, and what it does not", 7, "security"},
	{"variables", "the variables in which programs find a connection", 7, "variables"},
}

func findTopic(name string) (topic, bool) {
	i := slices.IndexFunc(topics, func(t topic) bool { return t.name == name || t.page == name })
	if i < 0 {
		return topic{}, false
	}
	return topics[i], true
}

// textOf reads the topic's text, and fills in the tables of the program.
func textOf(t topic, now time.Time) []helpdoc.Block {
	blocks := helpdoc.Parse(string(assets.Read("help/"+t.name+".md")), table)
	if t.name == "answers" {
		for _, flow := range steps.Flows() {
			blocks = append(blocks, helpdoc.Block{Kind: helpdoc.Heading, Text: "Answers of suitekey " + flow.Name}, rowsOf(answerRows(flow, now)))
		}
	}
	return blocks
}

func rowsOf(rows []helpdoc.Row) helpdoc.Block { return helpdoc.Block{Kind: helpdoc.Table, Rows: rows} }

// table returns the table of the program that replaces {{name}} in a topic's text.
func table(name string) []helpdoc.Block {
	var rows []helpdoc.Row
	switch name {
	case "exit-codes":
		for _, c := range verb.ExitCodes {
			rows = append(rows, helpdoc.Row{Term: strconv.Itoa(c.Code), Text: strings.ToUpper(c.Text[:1]) + c.Text[1:] + ". " + c.Means})
		}
	case "variables":
		for _, line := range strings.Split(strings.TrimPrefix(envvars.Help(), "\n"), "\n") {
			term, text, _ := strings.Cut(strings.TrimSpace(line), " ")
			rows = append(rows, helpdoc.Row{Term: term, Text: strings.TrimSpace(text)})
		}
	default:
		panic("assets/help: there is no table " + name) // a mistake in the program; a test reads all topics
	}
	return []helpdoc.Block{rowsOf(rows)}
}

// answerRows returns the answers of a journey: key, description, values, default.
func answerRows(flow steps.Flow, now time.Time) []helpdoc.Row {
	state := steps.NewState(steps.Facts{Now: now})
	var rows []helpdoc.Row
	for _, f := range flow.Fields() {
		if f.Key == steps.KeyPassphraseAgain { // nobody types it twice in a file
			continue
		}
		text := strings.TrimSuffix(strings.ReplaceAll(f.Label, " (path, or paste the PEM)", ", its path"), "?") + "."
		if values := journeys.ValuesOf(f, state); len(values) > 0 {
			word := "One of "
			if f.Kind == steps.Multi {
				word = "Any of "
			}
			text += " " + word + strings.Join(values, ", ") + "."
		}
		if value := journeys.DefaultOf(f, state); value != "" {
			text += " Default: " + value + "."
		}
		if f.Kind == steps.Secret {
			text += " Secret: never a flag."
		}
		if f.Optional {
			text += " Optional."
		}
		rows = append(rows, helpdoc.Row{Term: f.Key, Text: text})
	}
	return rows
}

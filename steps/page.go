package steps

import (
	"strings"
	"sync"

	"suitekey/assets"
	"suitekey/core/facts"
)

// Page is the text of a step, from assets/steps.
type Page struct {
	Title   string            // title of the screen
	Why     string            // paragraphs, separated by empty lines
	Explain map[string]string // the text of `?`, by field key; "" is the step itself
	Odd     []string          // what a person has to look at before the questions, a text each
	Old     string            // names the facts of the page that have to be checked again; "": none
}

// Doc returns the page assets/steps/NAME.md, whatever the state.
func Doc(name string) func(State) Page {
	load := sync.OnceValue(func() Page { return parsePage(string(assets.Read("steps/" + name + ".md"))) })
	return func(State) Page { return load() }
}

// StaticPage returns a page that does not depend on the state. explain is the text of
// `?`.
func StaticPage(title, why, explain string) func(State) Page {
	return func(State) Page { return Page{Title: title, Why: why, Explain: map[string]string{"": explain}} }
}

// DatedDoc returns the page assets/steps/NAME.md, which names the facts in tables that it
// is time to check again.
func DatedDoc(name string, tables ...facts.Table) func(State) Page {
	plain := Doc(name)
	return func(s State) Page {
		page := plain(s)
		var old []string
		for _, table := range tables {
			if sentence := table.Outdated(s.Facts.Now); sentence != "" {
				old = append(old, sentence)
			}
		}
		const advice = ": look for a newer suitekey."
		page.Old = strings.ReplaceAll(strings.Join(old, " "), advice+" ", ". ") // once, at the end
		return page
	}
}

// parsePage reads the small Markdown of the pages: one `# title`, paragraphs,
// and `## field_key` sections with the explanation of that field. `## more` is
// the explanation of the step itself.
func parsePage(text string) Page {
	page := Page{Explain: map[string]string{}}
	sections := strings.Split("\n"+text, "\n## ")
	head := strings.TrimSpace(sections[0])
	if title, rest, ok := strings.Cut(strings.TrimPrefix(head, "# "), "\n"); ok {
		page.Title, page.Why = strings.TrimSpace(title), reflow(rest)
	} else {
		page.Title = title
	}
	for _, section := range sections[1:] {
		key, body, _ := strings.Cut(section, "\n")
		if key = strings.TrimSpace(key); key == "more" {
			key = ""
		}
		page.Explain[key] = reflow(body)
	}
	return page
}

// reflow joins the lines of each paragraph: the screen wraps to its width.
func reflow(text string) string {
	var paragraphs []string
	for _, paragraph := range strings.Split(strings.TrimSpace(text), "\n\n") {
		if p := strings.Join(strings.Fields(paragraph), " "); p != "" {
			paragraphs = append(paragraphs, p)
		}
	}
	return strings.Join(paragraphs, "\n\n")
}

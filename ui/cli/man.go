package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"suitekey/ui/app"
	"suitekey/ui/helpdoc"
	"suitekey/ui/plain"
)

func (g *globals) manCommand() *cobra.Command {
	folder := ""
	cmd := &cobra.Command{
		Use:   "man [VERB|TOPIC]",
		Short: "Print a page for man, or write all of them",
		Long: `Prints the page about a verb or a topic as man reads it, or the one about suitekey
itself. --dir writes all pages to a folder: the verbs in section 1, answers
file, policy and vault in section 5, the other topics in section 7. Their date is
SOURCE_DATE_EPOCH where that is set.` + codes(codeDone, codeFailed, codeUsage),
		Example: "  suitekey man renew | man -l -\n  suitekey man --dir pages",
		Args:    words("[VERB|TOPIC]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("dir") {
				if len(args) > 0 {
					return app.Usage("--dir writes all pages: leave the word out")
				}
				return g.writePages(cmd.Root(), folder)
			}
			return g.printPage(cmd.Root(), append(args, "suitekey")[0])
		},
		ValidArgsFunction: g.completePages,
	}
	cmd.Flags().StringVar(&folder, "dir", "", "write all pages to this `folder`, which is made if it is not there")
	_ = cmd.MarkFlagDirname("dir") // it is there
	return cmd
}

// manPage is what `man --json` prints.
type manPage struct {
	Page    string `json:"page"` // suitekey-renew.1
	Content string `json:"content"`
}

// manPages is what `man --dir --json` prints.
type manPages struct {
	Folder string   `json:"folder"`
	Pages  []string `json:"pages"`
}

func (g *globals) printPage(root *cobra.Command, name string) error {
	name = strings.TrimPrefix(name, "suitekey-")
	date, err := g.pageDate()
	if err != nil {
		return err
	}
	g.Now = func() time.Time { return date } // some defaults depend on the date
	var page helpdoc.Page
	t, isTopic := findTopic(strings.TrimSuffix(strings.TrimSuffix(name, ".5"), ".7"))
	c := findVerb(root, name)
	switch {
	case name == "suitekey":
		page = g.rootPage(root)
	case c != nil: // a topic of the same name has a section of its own: policy.5
		page = g.verbPage(c)
	case isTopic:
		page = g.topicPage(t)
	default:
		return unknownPage(root, name)
	}
	text := page.Roff(version(), date)
	if g.json {
		return g.printJSON(manPage{page.File(), text})
	}
	if plain.IsTerminal(g.Stdout) {
		g.note("To read it: suitekey man %s | man -l -", name)
	}
	_, err = fmt.Fprint(g.Stdout, text)
	return err
}

func (g *globals) writePages(root *cobra.Command, folder string) error {
	date, err := g.pageDate()
	if err != nil {
		return err
	}
	g.Now = func() time.Time { return date } // some defaults depend on the date
	if folder == "" {
		return app.Usage("--dir names the folder for the pages")
	}
	pages := []helpdoc.Page{g.rootPage(root)}
	for _, group := range groups {
		for _, c := range verbsIn(root, group.ID) {
			pages = append(pages, g.verbPage(c))
		}
	}
	for _, t := range topics {
		pages = append(pages, g.topicPage(t))
	}
	result := manPages{Folder: folder, Pages: []string{}}
	if err := os.MkdirAll(folder, 0o755); err != nil { // #nosec G301 -- man pages are for everybody
		return fmt.Errorf("making the folder for the pages: %w", err)
	}
	for _, page := range pages {
		path := filepath.Join(folder, page.File())
		if err := os.WriteFile(path, []byte(page.Roff(version(), date)), 0o644); err != nil { // #nosec G306 -- man pages are for everybody
			return fmt.Errorf("writing the page: %w", err)
		}
		result.Pages = append(result.Pages, page.File())
	}
	g.note("%d pages are in %s.", len(pages), folder)
	return g.printJSON(result)
}

// pageDate is the date on a page. Builds that are to be the same each time set it
// (reproducible-builds.org, SOURCE_DATE_EPOCH).
func (g *globals) pageDate() (time.Time, error) {
	text := g.Getenv("SOURCE_DATE_EPOCH")
	if text == "" {
		return g.Now(), nil
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}, app.Usage("SOURCE_DATE_EPOCH must be a number of seconds since 1970")
	}
	return time.Unix(seconds, 0), nil
}

func heading(text string) helpdoc.Block { return helpdoc.Block{Kind: helpdoc.Heading, Text: text} }

func paragraph(text string) helpdoc.Block { return helpdoc.Block{Kind: helpdoc.Paragraph, Text: text} }

func (g *globals) topicPage(t topic) helpdoc.Page {
	return helpdoc.Page{Name: "suitekey-" + t.page, Section: t.section, Short: t.short, Blocks: g.text(t), SeeAlso: []string{"suitekey(1)"}}
}

func (g *globals) rootPage(root *cobra.Command) helpdoc.Page {
	blocks := append([]helpdoc.Block{heading("Synopsis"), paragraph("`suitekey` [VERB] [flags]"), heading("Description")}, helpdoc.Parse(root.Long, nil)...)
	var also []string
	for _, group := range groups {
		var rows []helpdoc.Row
		for _, c := range verbsIn(root, group.ID) {
			rows = append(rows, helpdoc.Row{Term: c.Name(), Text: c.Short})
			also = append(also, "suitekey-"+c.Name()+"(1)")
		}
		blocks = append(blocks, heading(group.Title), rowsOf(rows))
	}
	blocks = append(blocks, heading("Options of all verbs"), rowsOf(flagRows(root.PersistentFlags())), heading("Examples"))
	blocks = append(blocks, helpdoc.Parse(root.Example, nil)...)
	for _, t := range topics {
		also = append(also, fmt.Sprintf("suitekey-%s(%d)", t.page, t.section))
	}
	return helpdoc.Page{Name: "suitekey", Section: 1, Short: root.Short, Blocks: blocks, SeeAlso: also}
}

func (g *globals) verbPage(c *cobra.Command) helpdoc.Page {
	text, rows := longOf(c)
	blocks := append([]helpdoc.Block{heading("Synopsis"), paragraph("`" + c.UseLine() + "`"), heading("Description")}, helpdoc.Parse(text, nil)...)
	g.describeFlags(c)
	if options := flagRows(c.NonInheritedFlags()); len(options) > 0 {
		blocks = append(blocks, heading("Options"), rowsOf(options))
	}
	blocks = append(blocks, paragraph("The options of all verbs are in suitekey(1)."), heading("Exit status"), rowsOf(rows), heading("Examples"))
	blocks = append(blocks, helpdoc.Parse(c.Example, nil)...)
	return helpdoc.Page{
		Name: "suitekey-" + c.Name(), Section: 1, Short: c.Short, Blocks: blocks,
		SeeAlso: []string{"suitekey(1)", "suitekey-answers(5)", "suitekey-exit-codes(7)", "suitekey-security(7)"},
	}
}

// flagRows are flags as a page lists them.
func flagRows(flags *pflag.FlagSet) []helpdoc.Row {
	var rows []helpdoc.Row
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, means := pflag.UnquoteUsage(f)
		term := "--" + f.Name
		if f.Shorthand != "" {
			term = "-" + f.Shorthand + ", " + term
		}
		if value != "" {
			term += " " + value
		}
		if byDefault := shownDefault(f); byDefault != "" {
			means += " (default " + byDefault + ")"
		}
		rows = append(rows, helpdoc.Row{Term: term, Text: means})
	})
	return rows
}

package help

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
	"suitekey/ui/cli/verb"
	"suitekey/ui/helpdoc"
	"suitekey/ui/plain"
)

// Man makes the verb man.
func Man(g *verb.Globals) *cobra.Command {
	folder := ""
	cmd := &cobra.Command{
		Use:   "man [VERB|TOPIC]",
		Short: "Print a man page, or write all man pages",
		Long: `Prints the man page of a verb or a topic, or of suitekey itself. --dir writes all
pages to a folder: the verbs in section 1, answers file, policy and vault in
section 5, the other topics in section 7. SOURCE_DATE_EPOCH sets their date.` + verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage),
		Example: "  suitekey man renew | man -l -\n  suitekey man --dir pages",
		Args:    verb.Words("[VERB|TOPIC]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			date, err := pageDate(g)
			if err != nil {
				return err
			}
			g.Now = func() time.Time { return date } // some defaults depend on the date
			if !cmd.Flags().Changed("dir") {
				return printPage(g, cmd.Root(), append(args, "suitekey")[0], date)
			}
			if len(args) > 0 {
				return app.Usage("--dir writes all pages: leave out " + args[0])
			}
			return writePages(g, cmd.Root(), folder, date)
		},
		ValidArgsFunction: completePages,
	}
	cmd.Flags().StringVar(&folder, "dir", "", "write all pages to this `folder`, which is created if it does not exist")
	_ = cmd.MarkFlagDirname("dir") // the flag exists
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

// pages returns all man pages: of the program, of each verb, of each topic.
func pages(g *verb.Globals, root *cobra.Command) []helpdoc.Page {
	pages := []helpdoc.Page{rootPage(g, root)}
	for _, group := range Groups {
		for _, c := range verbsIn(root, group.ID) {
			pages = append(pages, verbPage(g, c))
		}
	}
	for _, t := range topics {
		pages = append(pages, helpdoc.Page{Name: "suitekey-" + t.page, Section: t.section, Short: t.short, Blocks: textOf(t, g.Now()), SeeAlso: []string{"suitekey(1)"}})
	}
	return pages
}

// printPage prints one page. A verb comes before a topic of the same name, which
// policy.5 names.
func printPage(g *verb.Globals, root *cobra.Command, name string, date time.Time) error {
	name = strings.TrimPrefix(name, "suitekey-")
	wanted := name
	if t, ok := findTopic(strings.TrimSuffix(strings.TrimSuffix(name, ".5"), ".7")); ok && verb.FindVerb(root, name) == nil {
		wanted = fmt.Sprintf("%s.%d", t.page, t.section)
	}
	for _, page := range pages(g, root) {
		if file := strings.TrimPrefix(page.File(), "suitekey-"); file != wanted && file != wanted+".1" {
			continue
		}
		text := page.Roff(g.Version, date)
		if g.JSON {
			return g.PrintJSON(manPage{page.File(), text})
		}
		if plain.IsTerminal(g.Stdout) {
			g.Note("To read the page: suitekey man %s | man -l -", name)
		}
		_, err := fmt.Fprint(g.Stdout, text)
		return err
	}
	return unknownPage(root, name)
}

func writePages(g *verb.Globals, root *cobra.Command, folder string, date time.Time) error {
	if folder == "" {
		return app.Usage("--dir needs the folder for the pages")
	}
	if err := os.MkdirAll(folder, 0o755); err != nil { // #nosec G301 -- man pages are public
		return fmt.Errorf("creating the folder for the pages: %w", err)
	}
	result := manPages{Folder: folder, Pages: []string{}}
	for _, page := range pages(g, root) {
		path := filepath.Join(folder, page.File())
		if err := os.WriteFile(path, []byte(page.Roff(g.Version, date)), 0o644); err != nil { // #nosec G306 -- man pages are public
			return fmt.Errorf("writing the page: %w", err)
		}
		result.Pages = append(result.Pages, page.File())
	}
	g.Note("%d pages are in %s.", len(result.Pages), folder)
	return g.PrintJSON(result)
}

// pageDate returns the date for the pages. Reproducible builds set it by
// SOURCE_DATE_EPOCH (reproducible-builds.org/specs/source-date-epoch).
func pageDate(g *verb.Globals) (time.Time, error) {
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

func rootPage(g *verb.Globals, root *cobra.Command) helpdoc.Page {
	blocks := append([]helpdoc.Block{heading("Synopsis"), paragraph("`suitekey` [VERB] [flags]"), heading("Description")}, helpdoc.Parse(root.Long, nil)...)
	var also []string
	for _, group := range Groups {
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

func verbPage(g *verb.Globals, c *cobra.Command) helpdoc.Page {
	text, rows := longOf(c)
	blocks := append([]helpdoc.Block{heading("Synopsis"), paragraph("`" + c.UseLine() + "`"), heading("Description")}, helpdoc.Parse(text, nil)...)
	DescribeFlags(g, c)
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

// flagRows returns flags as rows for a page.
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

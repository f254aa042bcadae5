package ui_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// A document is one Markdown file, cut into what the tests look at.
type document struct {
	path   string // from the root of the project
	lines  []string
	blocks []block
	prose  string // all that stands outside of fenced blocks
}

// A block is a fenced block, with the directives that stand before it.
//
// Directives are comments, so that readers do not see them:
//
//	<!-- docs: practise --fault NAME -->   from here on, another practice NetSuite
//	<!-- docs: pem ending NAME -->         a key pair of somebody's own, see makePEM
//	<!-- docs: browse FILE -->             somebody signs in at the link printed last; what the browser brings is written
//	<!-- docs: engine -->                  from here on, the etcd nodes of scripts/team-demo, at AT
//	<!-- docs: exits 20 -->                the next block ends with this code
//	<!-- docs: terminal -->                the next block is run on a terminal
//	<!-- docs: not run: REASON -->         the next block is only shown
//	<!-- docs: anything else -->           a line of bash, see docsPrelude
type block struct {
	language string
	line     int // of the opening fence, from 0
	body     []string
	before   []string // directives
}

const directive = "<!-- docs: "

// shownOnly are the languages of blocks that are for reading.
var shownOnly = []string{"text", "yaml", "json", "crontab", "powershell", "ini", "go", "dockerfile"}

func (b block) isRun() bool {
	return (b.language == "sh" || b.language == "console") && b.reason() == ""
}

// reason tells why a block of commands is not run.
func (b block) reason() string {
	for _, d := range b.before {
		if reason, found := strings.CutPrefix(d, "not run: "); found {
			return reason
		}
	}
	return ""
}

func readDocuments(t *testing.T) []document {
	t.Helper()
	paths, err := filepath.Glob("../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	var documents []document
	for _, path := range append([]string{"../README.md", "../CONTRIBUTING.md", "../CHANGELOG.md"}, paths...) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		documents = append(documents, parseDocument(t, strings.TrimPrefix(path, "../"), string(text)))
	}
	return documents
}

func parseDocument(t *testing.T, path, text string) document {
	t.Helper()
	d := document{path: path, lines: strings.Split(text, "\n")}
	var prose, before []string
	for i := 0; i < len(d.lines); i++ {
		line := d.lines[i]
		switch {
		case strings.HasPrefix(line, "```"):
			b := block{language: strings.TrimPrefix(line, "```"), line: i, before: before}
			before = nil
			for i++; i < len(d.lines) && d.lines[i] != "```"; i++ {
				b.body = append(b.body, d.lines[i])
			}
			if i == len(d.lines) {
				t.Fatalf("%s:%d: the block has no end", path, b.line+1)
			}
			d.blocks = append(d.blocks, b)
		case strings.HasPrefix(line, directive):
			before = append(before, strings.TrimSuffix(strings.TrimPrefix(line, directive), " -->"))
		default:
			prose = append(prose, line)
		}
	}
	if len(before) > 0 {
		t.Fatalf("%s: a directive stands before no block: %q", path, before)
	}
	d.prose = strings.Join(prose, "\n")
	return d
}

// Every block says what it is, and a block of commands that is not run says why.
func TestDocumentsBlocks(t *testing.T) {
	run, shown := 0, map[string]int{}
	for _, d := range readDocuments(t) {
		for _, b := range d.blocks {
			at := fmt.Sprintf("%s:%d", d.path, b.line+1)
			switch commands := b.language == "sh" || b.language == "console"; {
			case b.isRun():
				run++
			case commands:
				shown[b.reason()]++
			case slices.Contains(shownOnly, b.language):
				shown[b.language]++
			default:
				t.Errorf("%s: a block of the language %q is neither run (sh, console) nor for reading (%s)", at, b.language, strings.Join(shownOnly, ", "))
			}
		}
	}
	t.Logf("%d blocks are run; shown only: %v", run, shown)
	if run < 40 {
		t.Errorf("only %d blocks are run", run)
	}
}

var (
	markdownLink = regexp.MustCompile(`(!?)\[([^\]]*)\]\(([^)\s]+)\)`)
	codeSpan     = regexp.MustCompile("`[^`\n]+(?:\n[^`\n]+)?`")
	heading      = regexp.MustCompile(`(?m)^#{1,6} (.+)$`)
)

// What a document points at is there: files, headings, pictures that say what
// they show and are small enough for a page.
func TestDocumentsLinks(t *testing.T) {
	documents := readDocuments(t)
	anchors := map[string][]string{}
	for _, d := range documents {
		for _, found := range heading.FindAllStringSubmatch(d.prose, -1) {
			anchors[d.path] = append(anchors[d.path], anchor(found[1]))
		}
	}
	pointed := map[string]bool{}
	for _, d := range documents {
		for _, found := range markdownLink.FindAllStringSubmatch(codeSpan.ReplaceAllString(d.prose, ""), -1) {
			picture, words, target := found[1] == "!", found[2], found[3]
			if strings.Contains(target, "://") {
				continue
			}
			file, fragment, _ := strings.Cut(target, "#")
			path := d.path
			if file != "" {
				path = filepath.ToSlash(filepath.Join(filepath.Dir(d.path), file))
			}
			pointed[path] = true
			info, err := os.Stat(filepath.Join("..", path))
			if err != nil {
				t.Errorf("%s points at %s, which is not there", d.path, target)
				continue
			}
			if fragment != "" && !slices.Contains(anchors[path], fragment) {
				t.Errorf("%s points at %s; %s has the headings %v", d.path, target, path, anchors[path])
			}
			if picture && len(words) < 20 {
				t.Errorf("%s: the picture %s does not say what it shows", d.path, target)
			}
			most := int64(60_000)
			if strings.HasSuffix(path, ".gif") { // of about fifteen screens
				most = 400_000
			}
			if picture && info.Size() > most {
				t.Errorf("%s: the picture %s has %d bytes", d.path, target, info.Size())
			}
		}
	}
	pictures, err := filepath.Glob("../docs/*.png")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range pictures {
		if path = strings.TrimPrefix(path, "../"); !pointed[path] {
			t.Errorf("no document shows %s", path)
		}
	}
	for _, d := range documents {
		if strings.HasPrefix(d.path, "docs/") && !pointed[d.path] {
			t.Errorf("no document leads to %s", d.path)
		}
	}
}

// anchor is the fragment that leads to a heading.
func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '-':
			return '-'
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_':
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}

// The documents name only verbs and flags that exist, and docs/ shows every verb.
func TestDocumentsVerbs(t *testing.T) {
	helps := helpTexts(t)
	documents := readDocuments(t)
	all := ""
	for _, d := range documents {
		if strings.HasPrefix(d.path, "docs/") {
			all += strings.Join(d.lines, "\n")
		}
		for _, span := range codeSpan.FindAllString(d.prose, -1) {
			checkCommand(t, d.path, strings.Trim(span, "`"), helps)
		}
		for _, b := range d.blocks {
			for _, line := range b.body {
				if found := shownCommand.FindStringIndex(line); found != nil && !b.isRun() {
					checkCommand(t, fmt.Sprintf("%s:%d", d.path, b.line+1), line[found[1]-len("suitekey "):], helps)
				}
			}
		}
	}
	for verb := range helps {
		if verb != "" && !regexp.MustCompile(`\bsuitekey `+verb+`\b`).MatchString(all) {
			t.Errorf("no page in docs/ shows suitekey %s", verb)
		}
	}
}

var shownCommand = regexp.MustCompile(`(^|[ |$])suitekey `)

var longFlag = regexp.MustCompile(`(^|[\s\[])(--[a-z][a-z0-9-]+)`)

// checkCommand looks at the verb and the flags of one command line of suitekey,
// and at flags that stand alone.
func checkCommand(t *testing.T, at, command string, helps map[string]string) {
	t.Helper()
	words := strings.Fields(command)
	if len(words) == 0 {
		return
	}
	verb := ""
	switch {
	case words[0] == "suitekey":
		for _, word := range words[1:] {
			if !strings.HasPrefix(word, "-") {
				verb = word
				break
			}
		}
		if _, known := helps[verb]; !known {
			if strings.ToLower(verb) == verb && !strings.ContainsAny(verb, "|…") {
				t.Errorf("%s: %q: there is no verb %q", at, command, verb)
			}
			return
		}
	case strings.HasPrefix(words[0], "--"):
		for _, help := range helps {
			if strings.Contains(help, words[0]) {
				return
			}
		}
		if !slices.Contains(otherFlags, words[0]) {
			t.Errorf("%s: no verb has the flag %q", at, words[0])
		}
		return
	default:
		return
	}
	before, _, _ := strings.Cut(command, " -- ")
	if verb == "curl" {
		return // the flags behind the name are curl's
	}
	for _, found := range longFlag.FindAllStringSubmatch(before, -1) {
		if !strings.Contains(helps[verb], found[2]) {
			t.Errorf("%s: %q: suitekey %s has no flag %s", at, command, verb, found[2])
		}
	}
}

// otherFlags are flags of other programs that the prose names.
var otherFlags = []string{"--location", "--insecure", "--config", "--trusted-ca-file", "--quota-backend-bytes", "--team"}

// helpTexts gives the help of every verb, and of suitekey itself under "".
func helpTexts(t *testing.T) map[string]string {
	t.Helper()
	help := func(args ...string) string {
		out, err := exec.Command("suitekey", append(args, "--help")...).Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	helps := map[string]string{"": help()}
	for _, v := range helpOfAll(t).Verbs {
		helps[v.Verb] = help(v.Verb)
	}
	return helps
}

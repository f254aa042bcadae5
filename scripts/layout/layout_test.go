// Package layout keeps the import rules that hold suitekey together: main -> ui -> steps -> core, and storage -> core.
package layout

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "suitekey"

// A rule forbids the packages under From to reach any package under Never, at whatever depth.
type rule struct {
	From  string
	Never []string
	Why   string
}

var (
	screens  = []string{"charm.land", "github.com/charmbracelet", "github.com/atotto/clipboard"}
	commands = []string{"github.com/spf13/cobra", "github.com/spf13/pflag"}
)

var rules = []rule{
	{"core", []string{module + "/steps", module + "/ui", module + "/storage"}, "core is what is true: no journey, no screen, no disk"},
	{"core", slices.Concat(screens, commands), "core knows no terminal"},
	{"core/account", []string{"net/http"}, "accounts are known without asking anybody"},
	{"core/secret", []string{"net/http"}, "secrets are pure"},
	{"core/tba", []string{"net/http"}, "signing is pure"},
	{"core/m2m", []string{"net/http"}, "keys and assertions are pure"},
	{"core/export", []string{"net/http"}, "what is handed over is made without asking anybody"},
	{simulator, []string{module + "/core/tba", module + "/core/m2m"}, "the simulator judges by code of its own, or both sides could share a mistake"},
	{simulator + "/wire", []string{module + "/" + simulator + "/records", module + "/" + simulator + "/faults"}, "connections, encodings and signatures know no account"},
	{simulator + "/records", []string{module + "/" + simulator + "/faults"}, "accounts know what can be done to them, not the list of faults"},
	{simulator, []string{module + "/core/netsuite", module + "/core/diagnose", module + "/core/callback"}, "the simulator is the other side: it shares no code with the client"},
	{"steps", []string{module + "/ui", module + "/storage"}, "steps are data that three front ends walk; they save through an interface of their own"},
	{"steps", slices.Concat(screens, commands), "steps know no terminal"},
	{"steps/setup", []string{module + "/steps/journeys"}, "set-up is what the journeys about saved connections are made of"},
	{"storage", []string{module + "/steps", module + "/ui"}, "storage knows profiles, not journeys"},
	{"storage", slices.Concat(screens, commands), "storage knows no terminal"},
	{"ui/app", []string{module + "/ui/cli", module + "/ui/tui", module + "/ui/plain"}, "what the front ends share knows none of them"},
	{"ui/app", slices.Concat(screens, commands), "what the front ends share draws nothing"},
	{"ui/app/connections", []string{module + "/ui/app/access", module + "/ui/app/drafts", module + "/ui/app/doctor", module + "/ui/app/practice"},
		"the open vault is below the rooms that use it"},
	{tui + "/theme", []string{module + "/" + tui, module + "/steps", module + "/ui/app"}, "colours and signs know no screen"},
	{tui + "/idle", append(roomsOfTUI("idle"), module+"/steps", module+"/ui/app"), "an output knows no screen"},
	{tui + "/keyboard", append(roomsOfTUI("keyboard"), module+"/steps", module+"/ui/app"), "keys know no screen"},
	{tui + "/parts", roomsOfTUI("theme", "parts"), "a part knows its text and its room, not the screen that it stands on"},
	{tui + "/frame", roomsOfTUI("theme", "parts", "frame"), "the frame draws what screens hand in"},
	{tui + "/form", roomsOfTUI("theme", "parts", "frame", "wish", "form"), "the fields of a step know no journey on the screen"},
	{tui + "/testscreen", roomsOfTUI("theme", "parts", "frame", "wish", "testscreen"), "a test knows of the journey around it what it is told"},
	{tui + "/wizard", roomsOfTUI("theme", "parts", "frame", "wish", "ahead", "form", "testscreen", "wizard"), "a journey opens no other screen: it wishes for it"},
	{tui + "/home", roomsOfTUI("theme", "parts", "frame", "wish", "suggest", "home"), "the list opens no other screen: it wishes for it"},
	{tui + "/details", roomsOfTUI("theme", "parts", "frame", "wish", "suggest", "form", "testscreen", "ahead", "wizard", "details"), "the details open no other screen: they wish for it"},
	{"assets", []string{module}, "assets is a leaf"},
	{"ui/cli/checks", []string{module + "/ui/cli/connections", module + "/ui/cli/handover", module + "/ui/cli/help", module + "/ui/cli/journeys"}, "checks are what journeys report with"},
	{"ui/cli/connections", []string{module + "/ui/cli/checks", module + "/ui/cli/handover", module + "/ui/cli/help", module + "/ui/cli/journeys"}, "listing connections needs no other verb"},
	{"ui/cli/handover", []string{module + "/ui/cli/checks", module + "/ui/cli/connections", module + "/ui/cli/help", module + "/ui/cli/journeys"}, "handing over needs no other verb"},
	{"ui/cli/journeys", []string{module + "/ui/cli/connections", module + "/ui/cli/handover", module + "/ui/cli/help"}, "journeys are run, not described"},
}

const (
	tui       = "ui/tui"
	simulator = "core/simulator"
)

// roomsOfTUI are the packages of the full screen but those that may be reached from a room.
func roomsOfTUI(but ...string) []string {
	var rooms []string
	for _, room := range []string{"theme", "parts", "frame", "wish", "clipboard", "form", "testscreen", "wizard", "tasks", "suggest",
		"home", "details", "export", "history", "people", "leaving", "explain", "keyboard", "palette", "idle", "ahead"} {
		if !slices.Contains(but, room) {
			rooms = append(rooms, module+"/"+tui+"/"+room)
		}
	}
	return rooms
}

// The list of rooms above is complete, or a new one would be under no rule.
func TestRoomsOfTUI(t *testing.T) {
	known := roomsOfTUI()
	for _, p := range list(t) {
		if strings.HasPrefix(p.ImportPath, module+"/"+tui+"/") && !slices.Contains(known, p.ImportPath) {
			t.Errorf("%s is not in roomsOfTUI", p.ImportPath)
		}
	}
}

// goPackage is the part of `go list -json` that the rules need. Deps are those of the package itself, without its tests.
type goPackage struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Imports    []string
	Deps       []string
}

func TestImports(t *testing.T) {
	packages := list(t)
	for _, broken := range violations(packages, rules) {
		t.Error(broken)
	}
}

func TestSimulatorIsOnlyPractice(t *testing.T) {
	const root = module + "/" + simulator
	for _, p := range list(t) {
		if under(p.ImportPath, root) || !slices.ContainsFunc(p.Imports, func(i string) bool { return under(i, root) }) {
			continue
		}
		for _, name := range p.GoFiles {
			if !imports(t, filepath.Join(p.Dir, name), root) || mayPractise(p.ImportPath, name) {
				continue
			}
			t.Errorf("%s/%s imports the simulator: only tests and the files of ui that serve the demo or the practice verb may "+
				"(their names say demo or practice), so that no real connection can end there", p.ImportPath, name)
		}
	}
}

// mayPractise tells whether a file belongs to the demo or to the practice verb, by its name or by that of its folder.
func mayPractise(importPath, file string) bool {
	if importPath == module+"/scripts/years" || importPath == module+"/scripts/bench" { // never part of the product
		return true
	}
	if !under(importPath, module+"/ui") {
		return false
	}
	for _, name := range []string{path.Base(importPath), file} {
		if strings.Contains(name, "demo") || strings.Contains(name, "practice") {
			return true
		}
	}
	return false
}

func TestRulesBite(t *testing.T) {
	world := []goPackage{
		{ImportPath: module + "/core/tba", Deps: []string{"fmt", module + "/core/secret"}},
		{ImportPath: module + "/core/netsuite", Deps: []string{"net/http", module + "/storage"}},
		{ImportPath: module + "/core/simulator", Deps: []string{module + "/core/account", module + "/core/m2m"}},
		{ImportPath: module + "/steps", Deps: []string{module + "/core/tba", "charm.land/bubbletea/v2"}},
		{ImportPath: module + "/storage", Deps: []string{module + "/core/profile"}},
		{ImportPath: module + "/assets", Deps: []string{"embed", module + "/core/account"}},
		{ImportPath: module + "/ui/app/drafts", Deps: []string{module + "/ui/app/connections", module + "/ui/plain"}},
		{ImportPath: module + "/ui/tui", Deps: []string{module + "/steps", module + "/storage", "charm.land/bubbletea/v2"}},
	}
	want := []string{"suitekey/core/netsuite reaches suitekey/storage", "suitekey/core/simulator reaches suitekey/core/m2m",
		"suitekey/steps reaches charm.land/bubbletea/v2", "suitekey/assets reaches suitekey/core/account",
		"suitekey/ui/app/drafts reaches suitekey/ui/plain"}
	got := violations(world, rules)
	if len(got) != len(want) {
		t.Fatalf("got %d violations, want %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
	}
	for _, w := range want {
		if !slices.ContainsFunc(got, func(g string) bool { return strings.HasPrefix(g, w+":") }) {
			t.Errorf("%q was not found in:\n%s", w, strings.Join(got, "\n"))
		}
	}
}

func violations(packages []goPackage, rules []rule) []string {
	var broken []string
	for _, r := range rules {
		for _, p := range packages {
			if !under(p.ImportPath, module+"/"+r.From) {
				continue
			}
			for _, dep := range p.Deps {
				if slices.ContainsFunc(r.Never, func(n string) bool { return under(dep, n) }) {
					broken = append(broken, fmt.Sprintf("%s reaches %s: %s", p.ImportPath, dep, r.Why))
				}
			}
		}
	}
	return broken
}

// under tells whether an import path is the given one or lies below it.
func under(importPath, parent string) bool {
	return importPath == parent || strings.HasPrefix(importPath, parent+"/")
}

// list asks the go tool with -e: whether everything compiles is for the compiler to say.
func list(t *testing.T) []goPackage {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-e", "-deps", "-json=ImportPath,Dir,GoFiles,Imports,Deps", module+"/...")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var packages []goPackage
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("reading what go list printed: %v", err)
		}
		if under(p.ImportPath, module) {
			packages = append(packages, p)
		}
	}
	if len(packages) == 0 {
		t.Fatal("go list named no package of this module")
	}
	return packages
}

func imports(t *testing.T, file, parent string) bool {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range parsed.Imports {
		if name, err := strconv.Unquote(i.Path.Value); err == nil && under(name, parent) {
			return true
		}
	}
	return false
}

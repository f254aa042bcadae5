// Package doctor checks this computer, and writes reports that can be shared.
package doctor

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"

	"suitekey/core/diagnose"
	"suitekey/core/netsuite"
	"suitekey/steps"
	"suitekey/ui/app/connections"
	"suitekey/ui/app/files"
)

// Fact is a property of this computer that matters for a connection. It contains no
// secret and does not name the user's folder. In JSON it looks like a check of a
// connection test.
type Fact struct {
	Name   string         `json:"name"`
	Title  string         `json:"title"`
	OK     bool           `json:"ok"`
	State  diagnose.State `json:"state"`
	Detail string         `json:"detail"`
	Fix    string         `json:"fix,omitempty"` // what to do about it
	Err    error          `json:"-"`             // why a call failed
}

// Terminal is what a front end knows of the terminal.
type Terminal struct {
	In, Out, Err  bool // whether the streams are terminals
	Columns, Rows int  // 0 where there is none
}

// Doctor checks this computer.
type Doctor struct {
	Connections *connections.Connections
	Client      *netsuite.Client
	Getenv      func(string) string
	Version     string // of suitekey
	CAFile      string // --ca-file
	Practice    bool
}

// Facts checks this computer. It needs neither a vault nor a passphrase, and changes
// nothing. Unless offline is set, it asks NetSuite for the time, without credentials.
func (d *Doctor) Facts(ctx context.Context, t Terminal, offline bool) []Fact {
	facts := []Fact{
		ok("suitekey", "suitekey", orUnknown(d.Version)),
		ok("go", "Go", runtime.Version()+" "+runtime.GOOS+"/"+runtime.GOARCH),
		ok("system", "System", systemName()),
		d.terminal(t),
		d.locale(),
	}
	facts = append(facts, tableFacts(d.Connections.Now())...)
	facts = append(facts, d.vaultFacts(ctx, offline)...)
	facts = append(facts, d.agentFact(), d.keyringFact())
	facts = append(facts, d.proxyFacts()...)
	facts = append(facts, d.authorityFacts()...)
	facts = append(facts, d.networkFacts(ctx, offline)...)
	for i := range facts {
		facts[i].OK = facts[i].State != diagnose.Failed
		facts[i].Detail = d.withoutHome(steps.Shorten(facts[i].Detail, 400))
		facts[i].Fix = d.withoutHome(steps.Shorten(facts[i].Fix, 400))
	}
	return facts
}

func ok(name, title, detail string) Fact {
	return Fact{Name: name, Title: title, State: diagnose.OK, Detail: detail}
}

func warned(name, title, detail, fix string) Fact {
	return Fact{Name: name, Title: title, State: diagnose.Warn, Detail: detail, Fix: fix}
}

func broken(name, title, detail, fix string) Fact {
	return Fact{Name: name, Title: title, State: diagnose.Failed, Detail: detail, Fix: fix}
}

func orUnknown(text string) string {
	if text == "" {
		return "unknown"
	}
	return text
}

// withoutHome replaces the user's folder by ~, because the folder contains the user's
// name.
func (d *Doctor) withoutHome(text string) string {
	home := files.Home(d.Getenv)
	if len(home) < 2 {
		return text
	}
	return strings.ReplaceAll(text, home, "~")
}

// systemName returns the name of a Linux distribution; on other systems Go's name.
func systemName() string {
	if runtime.GOOS != "linux" {
		return runtime.GOOS
	}
	data, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return runtime.GOOS
	}
	for line := range strings.Lines(string(data)) {
		if name, found := strings.CutPrefix(strings.TrimSpace(line), "PRETTY_NAME="); found {
			return runtime.GOOS + ", " + strings.Trim(name, `"'`)
		}
	}
	return runtime.GOOS
}

// terminal returns the facts that determine how suitekey draws.
func (d *Doctor) terminal(t Terminal) Fact {
	var parts []string
	for _, name := range []string{"TERM", "COLORTERM", "TERM_PROGRAM", "NO_COLOR", "ACCESSIBLE"} {
		if value := d.Getenv(name); value != "" {
			parts = append(parts, name+"="+steps.Shorten(value, 40))
		}
	}
	for _, sign := range [][2]string{{"TMUX", "inside tmux"}, {"STY", "inside screen"}, {"SSH_CONNECTION", "over ssh"}, {"WSL_DISTRO_NAME", "in WSL"}} {
		if d.Getenv(sign[0]) != "" {
			parts = append(parts, sign[1])
		}
	}
	if t.Columns > 0 {
		parts = append(parts, fmt.Sprintf("%d columns, %d rows", t.Columns, t.Rows))
	}
	var streams []string
	for _, stream := range []struct {
		is   bool
		name string
	}{{t.In, "input"}, {t.Out, "output"}, {t.Err, "messages"}} {
		if stream.is {
			streams = append(streams, stream.name)
		}
	}
	if len(streams) > 0 {
		parts = append(parts, "a terminal for "+strings.Join(streams, ", "))
	} else {
		parts = append(parts, "no terminal")
	}
	return ok("terminal", "Terminal", strings.Join(parts, "; "))
}

// locale: elsewhere than on Windows, the characters come from the environment.
func (d *Doctor) locale() Fact {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		value := d.Getenv(name)
		if value == "" {
			continue
		}
		detail := name + "=" + steps.Shorten(value, 40)
		if upper := strings.ToUpper(value); strings.Contains(upper, "UTF-8") || strings.Contains(upper, "UTF8") {
			return ok("locale", "Locale", detail)
		}
		return warned("locale", "Locale", detail+", not UTF-8", "if symbols are drawn wrongly: export LC_ALL=C.UTF-8, or use suitekey --plain")
	}
	return ok("locale", "Locale", "none is set")
}

// keyringFact asks the keyring, which takes up to three seconds.
func (d *Doctor) keyringFact() Fact {
	if d.Practice {
		return ok("keyring", "Keyring", "not used in practice")
	}
	if err := d.Connections.Keyring.Usable(); err != nil {
		return warned("keyring", "Keyring", err.Error(), "")
	}
	return ok("keyring", "Keyring", "answers")
}

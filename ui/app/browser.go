package app

import (
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"suitekey/core/account"
)

// ErrNoBrowser means that no browser can be opened from here, for example over
// SSH. The caller has shown the link already.
var ErrNoBrowser = errors.New("no browser can be opened from here: copy the link and open it yourself")

// OpenBrowser opens a page of NetSuite. It is a convenience that can fail
// anywhere, so the link itself must be on the screen too.
func (a *App) OpenBrowser(url string) error {
	page, err := account.CheckURL(url)
	if err != nil {
		return err
	}
	if a.practice != nil {
		return a.practice.Browse(page.String())
	}
	for _, command := range openers(runtime.GOOS, a.options.Getenv) {
		if a.options.Start(command[0], append(command[1:], page.String())) == nil {
			return nil
		}
	}
	return ErrNoBrowser
}

// WaitForBrowser says how long a sign-in waits for the browser to come back; 0 is
// not at all.
func (a *App) WaitForBrowser(limit time.Duration) { a.signIns.WaitAtMost(limit) }

// openers are the programs that open a link, best first. No shell sees the
// link: `start` and `sh -c` would take & and % in it for their own.
func openers(system string, getenv func(string) string) [][]string {
	if getenv("SSH_CONNECTION") != "" {
		return nil // it would open where nobody sits
	}
	switch system {
	case "darwin":
		return [][]string{{"open"}}
	case "windows":
		return [][]string{{"rundll32", "url.dll,FileProtocolHandler"}}
	}
	if getenv("WSL_DISTRO_NAME") != "" { // Windows below: its browser, not one of the distribution
		return [][]string{{"wslview"}, {"rundll32.exe", "url.dll,FileProtocolHandler"}, {"xdg-open"}}
	}
	if getenv("DISPLAY") == "" && getenv("WAYLAND_DISPLAY") == "" {
		return nil // xdg-open would start a text browser in the middle of the screen
	}
	return [][]string{{"xdg-open"}}
}

func start(program string, arguments []string) error {
	cmd := exec.Command(program, arguments...) // #nosec G204 -- from openers, with a checked link
	cmd.Env = ChildEnvironment()
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }() // no zombie, and nobody waits for a browser
	return nil
}

// ChildEnvironment is the environment without anything of ours that is secret,
// or leads to the vault's passphrase.
func ChildEnvironment() []string {
	var kept []string
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, "SUITEKEY_") && name != "SUITEKEY_HOME" {
			continue
		}
		kept = append(kept, variable)
	}
	return kept
}

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

// OpenBrowser opens a page of NetSuite. It can fail on any system, so the caller must
// also show the link.
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

// WaitForBrowser sets how long a sign-in waits for the browser's answer; 0 means that it
// does not wait.
func (a *App) WaitForBrowser(limit time.Duration) { a.signIns.WaitAtMost(limit) }

// openers returns the programs that open a link, the best first. suitekey runs them without
// a shell, because `start` and `sh -c` would interpret & and % in the link.
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

// ChildEnvironment returns the environment without suitekey's secrets and without
// variables that lead to the vault's passphrase.
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

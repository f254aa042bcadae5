package cli

import (
	"fmt"
	"os"
	"runtime"
	"strings"

	"suitekey/ui/cli/verb"
	"suitekey/ui/plain"
)

// settings returns the variables that make the programs of a shell use the practice
// NetSuite. Some programs read the name in lower case first, and their own file before
// SSL_CERT_FILE.
func settings(g *verb.Globals, card practised) []string {
	var lines []string
	for _, name := range []string{"HTTPS_PROXY", "https_proxy"} {
		lines = append(lines, setting(runtime.GOOS, g.Getenv, name, card.Proxy))
	}
	for _, name := range []string{"SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"} {
		lines = append(lines, setting(runtime.GOOS, g.Getenv, name, card.CAFile))
	}
	return lines
}

// powerShell reports whether the person's shell is PowerShell: on Windows, unless the
// environment names a shell such as Git's.
func powerShell(system string, getenv func(string) string) bool {
	return system == "windows" && getenv("SHELL") == ""
}

// envFileName returns the name of the file with the settings, with the ending for the
// shell.
func envFileName(g *verb.Globals) string {
	if powerShell(runtime.GOOS, g.Getenv) {
		return "env.ps1"
	}
	return "env"
}

// writeEnvFile writes the settings to a file, which a person loads with one short line:
// a terminal of 80 columns would break the settings themselves.
func writeEnvFile(g *verb.Globals, card practised) error {
	if err := os.WriteFile(card.EnvFile, []byte(strings.Join(settings(g, card), "\n")+"\n"), 0o600); err != nil {
		return fmt.Errorf("writing the variables: %w", err)
	}
	return nil
}

// printCard prints how to reach the practice NetSuite, and the accounts with one value
// per line. Each value fits into 80 columns, so that people copy whole values.
func printCard(g *verb.Globals, card practised) {
	if g.JSON {
		return
	}
	if plain.IsTerminal(g.Stdout) {
		g.Note("A practice NetSuite is running. Type this line in another window:")
		g.Line(". %s", quotedFor(runtime.GOOS, g.Getenv, card.EnvFile))
	} else {
		for _, line := range settings(g, card) {
			g.Line("%s", line)
		}
		g.Note("A practice NetSuite is running. Its variables are also in this file:")
		g.Note("%s", card.EnvFile)
	}
	if card.Fault != "" {
		g.Note("Simulated fault: %s.", card.Fault)
	}
	shown := card.Accounts[:min(len(card.Accounts), 3)] // of the first company
	for _, a := range shown {
		g.Note("")
		g.Note("account %s, user %s, role %s", a.Account, a.Entity, a.Role)
		g.Note("consumer key and secret")
		g.Note("  %s", a.ConsumerKey)
		g.Note("  %s", a.ConsumerSecret)
		g.Note("token ID and secret")
		g.Note("  %s", a.TokenID)
		g.Note("  %s", a.TokenSecret)
	}
	if more := len(card.Accounts) - len(shown); more > 0 {
		g.Note("")
		g.Note("and %d more accounts, up to %s: --json lists all with their values", more, card.Accounts[len(card.Accounts)-1].Account)
	}
	g.Note("")
	g.Note("Upload a certificate (M2M) with a browser behind the proxy, or from that window:")
	g.Note("  curl --data-binary @certificate.pem \\")
	g.Note("    https://%s.app.netsuite.com/practice/m2m", card.Accounts[0].Account)
	g.Note("ctrl+c ends practice; h and enter lists the commands. Sign-ins and uploads:")
}

// setting returns the line that sets a variable in the person's shell.
func setting(system string, getenv func(string) string, name, value string) string {
	if powerShell(system, getenv) {
		return "$env:" + name + " = " + quotedFor(system, getenv, value)
	}
	return "export " + name + "=" + quotedFor(system, getenv, value)
}

// quotedFor returns a value quoted for the person's shell.
func quotedFor(system string, getenv func(string) string, value string) string {
	if powerShell(system, getenv) {
		return "'" + strings.ReplaceAll(value, "'", "''") + "'"
	}
	return quoted(value)
}

// quoted returns a value for a shell, with quotes only if the value has special
// characters.
func quoted(value string) string {
	if !strings.ContainsFunc(value, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-:=@%+,", r))
	}) {
		return value
	}
	return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'"
}

//go:build unix

package ui_test

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// A failed test is left, and its diagnosis is told again by the next program: from the draft
// of the set-up, and of the saved connection. NetSuite counts no further sign-in.
func TestDiagnosisOutlivesTheProgram(t *testing.T) {
	c, stop, err := startPractice("suitekey")
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	home, account := t.TempDir(), c.Accounts[0]
	env := []string{"HTTPS_PROXY=" + c.Proxy, "SSL_CERT_FILE=" + c.CAFile, "SUITEKEY_PASSPHRASE_FILE=" + writePassphrase(t)}
	runs := func(code int, env []string, args ...string) {
		t.Helper()
		cmd := exec.Command("suitekey", args...)
		cmd.Dir, cmd.Env = home, append(environment("HOME="+home), env...)
		if out, _ := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() != code {
			t.Fatalf("%q ends with %d:\n%s", args, cmd.ProcessState.ExitCode(), out)
		}
	}
	spent := func(most int) { // as practice has told when it has ended
		t.Helper()
		stop()
		if n := strings.Count(c.told.String(), "refused"); n != most {
			t.Errorf("%d sign-ins were refused, expected %d:\n%s", n, most, c.told)
		}
	}
	wrong := append([]string{"SUITEKEY_CONSUMER_SECRET=" + account.ConsumerSecret, "SUITEKEY_TOKEN_SECRET=" + strings.Repeat("ab", 32)}, env...)
	runs(3, wrong, "setup", "acme", "--no-input", "--account", account.Account, "--method", "tba", "--surfaces", "rest", "--consumer-key", account.ConsumerKey, "--token-id", account.TokenID)

	p := sit(t, home, env, "setup", "acme", "--plain")
	p.sees("FAILED: Sign-in")
	p.sees("Test of ")
	p.sees("a moment ago. Nothing was sent now.")
	p.sees("NetSuite's answer fits several causes")
	p.sees("What now?")
	p.reply("", choiceOf(p, "Go to the step Token"))
	p.goesOnTo("Token secret", account.TokenSecret)
	p.goesOnTo("The test signs in once", "yes") // for other values
	p.sees("acme is ready")
	p.leaves(0)
	spent(1)

	c, stop, err = startPractice("suitekey", "--fault", "token-revoked")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { stop() }()
	env[0], env[1] = "HTTPS_PROXY="+c.Proxy, "SSL_CERT_FILE="+c.CAFile
	runs(3, env, "test", "acme")
	p = sit(t, home, env, "--plain")
	p.sees("What do you want to do?")
	p.reply("", choiceOf(p, "Test a connection"))
	p.sees("a moment ago. Nothing was sent now.")
	p.sees("What now?")
	p.reply("", choiceOf(p, "Run the test again"))
	p.sees("The connection test did not pass.")
	spent(2) // with the one that the person asked for
}

// choiceOf waits for a question with a list, and returns the number of a choice.
func choiceOf(p *person, text string) string {
	p.t.Helper()
	p.prompt()
	all := regexp.MustCompile(`(?m)^ *([0-9]+)\. `+regexp.QuoteMeta(text)).FindAllStringSubmatch(p.screen(), -1)
	if len(all) == 0 {
		p.t.Fatalf("there is no choice %q:\n%s", text, p.screen())
	}
	return all[len(all)-1][1]
}

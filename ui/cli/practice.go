package cli

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"suitekey/core/simulator"
	"suitekey/core/simulator/records"
	"suitekey/ui/app"
	"suitekey/ui/app/practice"
	"suitekey/ui/cli/verb"
)

func practiceCommand(g *verb.Globals) *cobra.Command {
	listen, faults, latency := "", false, time.Duration(0)
	cmd := &cobra.Command{
		Use:   "practice",
		Short: "Run a practice NetSuite for curl, Postman or your own program",
		Long: `Runs a simulated NetSuite on this computer. It answers under the real host names,
through an HTTPS proxy on loopback with a certificate authority of its own.
Nothing sent to it leaves this computer. Standard output has the variables to set
in a shell; standard error has each sign-in, with the reason that NetSuite itself
shows only in the Login Audit Trail.

--fault simulates a fault, to see what suitekey or your own program makes of it;
--faults lists the faults.

It runs until ctrl+c.` + verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage),
		Example: "  suitekey practice\n  suitekey practice --fault token-revoked\n  suitekey practice --listen 127.0.0.1:8765 --json",
		Args:    verb.Words(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if faults {
				return listFaults(g)
			}
			if latency < 0 || latency > longestLatency {
				return app.Usage("--latency takes a time from 0s to 10s, such as 100ms")
			}
			return runPractice(cmd.Context(), g, listen, latency)
		},
	}
	cmd.Flags().BoolVar(&faults, "faults", false, "list the faults that can be simulated")
	cmd.Flags().DurationVar(&latency, "latency", 0, "wait this `time` before each answer, as 100ms: how a program does over a slow network")
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:0", "`address` on this computer; port 0 takes any free one")
	return cmd
}

// practised is what `practice --json` prints, once, as soon as it listens.
type practised struct {
	Proxy    string            `json:"proxy"`
	CAFile   string            `json:"ca_file"`
	Fault    string            `json:"fault,omitempty"`
	Accounts []practiceAccount `json:"accounts"`
}

type practiceAccount struct {
	Account        string `json:"account"`
	ConsumerKey    string `json:"consumer_key"`
	ConsumerSecret string `json:"consumer_secret"`
	TokenID        string `json:"token_id"`
	TokenSecret    string `json:"token_secret"`
	Entity         string `json:"entity"`
	Role           string `json:"role"`
}

// longestLatency is less than any client waits for an answer.
const longestLatency = 10 * time.Second

func runPractice(ctx context.Context, g *verb.Globals, listen string, latency time.Duration) (err error) {
	if err := checkLoopback(listen); err != nil {
		return err
	}
	world := simulator.New(simulator.Options{Now: g.Now, Latency: latency})
	defer world.Close()
	if err := practice.InjectAll(world, g.Fault); err != nil {
		return err
	}
	folder, err := practice.AuthorityFolder(g.Getenv)
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	card := practised{Fault: g.Fault, CAFile: filepath.Join(folder, "ca.pem")}
	if err := os.WriteFile(card.CAFile, world.CAPEM(), 0o644); err != nil { // #nosec G306 -- a public certificate
		return fmt.Errorf("writing the certificate authority: %w", err)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return fmt.Errorf("listening on %s: %w; choose another port, or 0 for any", listen, err)
	}
	card.Proxy = "http://" + listener.Addr().String()
	if card.Accounts, err = practiceAccounts(world); err != nil {
		return err
	}
	printCard(g, card)
	if err := g.PrintJSON(card); err != nil {
		return err
	}
	var following sync.WaitGroup
	following.Go(func() { followTrail(ctx, g, world, card.Accounts) })
	err = world.Proxy(ctx, listener)
	following.Wait()
	return err
}

// checkLoopback refuses addresses that other computers could reach: the
// practice values are public, and what people send to it may not be.
func checkLoopback(listen string) error {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return app.Usage("--listen needs an address and a port, for example 127.0.0.1:0")
	}
	ip := net.ParseIP(host)
	if host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return app.Usage("practice listens on this computer alone: --listen needs a loopback address", "--listen 127.0.0.1:0")
	}
	return nil
}

func practiceAccounts(world *simulator.World) ([]practiceAccount, error) {
	first := world.Practice()
	var accounts []practiceAccount
	for _, id := range []string{first.Account, first.SandboxAccount, first.PreviewAccount} {
		card, err := world.PracticeFor(id)
		if err != nil {
			return nil, err
		}
		accounts = append(accounts, practiceAccount{
			card.Account, card.ConsumerKey, card.ConsumerSecret, card.TokenID, card.TokenSecret, card.Entity, card.Role,
		})
	}
	return accounts, nil
}

func printCard(g *verb.Globals, card practised) {
	if g.JSON {
		return
	}
	// Some programs go by the name in small letters first, and by a file of their
	// own before SSL_CERT_FILE.
	for _, name := range []string{"HTTPS_PROXY", "https_proxy"} {
		g.Line("%s", setting(runtime.GOOS, g.Getenv, name, card.Proxy))
	}
	for _, name := range []string{"SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"} {
		g.Line("%s", setting(runtime.GOOS, g.Getenv, name, card.CAFile))
	}
	g.Note("A practice NetSuite is running. Paste the lines above into another window.")
	if card.Fault != "" {
		g.Note("Simulated fault: %s.", card.Fault)
	}
	g.Note("Upload a certificate (M2M) by a browser behind the proxy, or in a window with the lines above:")
	g.Note("curl --data-binary @certificate.pem https://%s.app.netsuite.com/practice/m2m", card.Accounts[0].Account)
	for _, a := range card.Accounts {
		g.Note("account %s, user %s, role %s", a.Account, a.Entity, a.Role)
		g.Note("  consumer key     %s", a.ConsumerKey)
		g.Note("  consumer secret  %s", a.ConsumerSecret)
		g.Note("  token ID         %s", a.TokenID)
		g.Note("  token secret     %s", a.TokenSecret)
	}
	g.Note("ctrl+c ends it. Sign-ins and uploads:")
}

// setting is the line that sets a variable in the person's shell: PowerShell on
// Windows, unless a shell such as Git's has said that it is one.
func setting(system string, getenv func(string) string, name, value string) string {
	if system == "windows" && getenv("SHELL") == "" {
		return fmt.Sprintf("$env:%s = '%s'", name, strings.ReplaceAll(value, "'", "''"))
	}
	return "export " + name + "=" + quoted(value)
}

// quoted is a value as a shell takes it: bare where nothing in it means something to
// the shell.
func quoted(value string) string {
	if !strings.ContainsFunc(value, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-:=@%+,", r))
	}) {
		return value
	}
	return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'"
}

// practiceFault is one of what `practice --faults --json` prints.
type practiceFault struct {
	Name      string   `json:"name"`
	Title     string   `json:"title"`
	Group     string   `json:"group"`
	Code      string   `json:"code"`
	Methods   []string `json:"methods"`
	Surface   string   `json:"surface,omitempty"`
	Ambiguous bool     `json:"ambiguous"`
	Works     bool     `json:"works"`
}

// listFaults lists what can go wrong on purpose, in groups.
func listFaults(g *verb.Globals) error {
	all := practice.Faults()
	if g.JSON {
		list := make([]practiceFault, 0, len(all))
		for _, f := range all {
			list = append(list, practiceFault{f.Name, f.Title, f.Group, f.Code, f.Methods, f.Surface, f.Ambiguous, f.Works})
		}
		return g.PrintJSON(list)
	}
	group := ""
	for _, f := range all {
		if f.Group != group {
			group = f.Group
			g.Line("%s", group)
		}
		g.Line("  %-26s  %-8s  %s", f.Name, strings.Join(f.Methods, " "), f.Title)
	}
	return nil
}

// followTrail tells each sign-in and each upload as it happens, until ctx ends.
func followTrail(ctx context.Context, g *verb.Globals, world *simulator.World, accounts []practiceAccount) {
	told, uploaded := map[string]records.SignIn{}, map[records.Uploaded]bool{}
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for ended := false; !ended; {
		select {
		case <-ctx.Done():
			ended = true // and what came since the last look is told
		case <-tick.C:
		}
		for _, a := range accounts {
			for _, u := range world.Uploads(a.Account) {
				if !uploaded[u] {
					uploaded[u] = true
					g.Note("%s  %s  certificate uploaded: ID %s, user %s, role %s", u.Time.Format("15:04:05"), u.Account, u.CertificateID, u.Entity, u.Role)
				}
			}
			tellNew(g, world.AuditTrail(a.Account), told, a.Account)
		}
		tellNew(g, world.Strays(), told, "-")
	}
}

func tellNew(g *verb.Globals, trail []records.SignIn, told map[string]records.SignIn, account string) {
	from := 0
	for i := len(trail) - 1; i >= 0; i-- { // the trail forgets its oldest rows, so a count would not do
		if trail[i] == told[account] {
			from = i + 1
			break
		}
	}
	for _, s := range trail[from:] {
		outcome := "ok"
		if !s.OK {
			outcome = "refused: " + s.Detail
		}
		if s.Detail == records.DetailNonceRejected {
			outcome += " (a nonce of 6 to 64 letters and digits is what Oracle's help asks for; whether NetSuite refuses others is not established)"
		}
		g.Note("%s  %s  %s  user %s, role %s  %s", s.Time.Format("15:04:05"), s.Account, s.Surface, orDash(s.Entity), orDash(s.Role), outcome)
		told[account] = s
	}
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

package cli

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"suitekey/core/simulator"
	"suitekey/ui/app"
	"suitekey/ui/app/practice"
	"suitekey/ui/cli/verb"
)

func practiceCommand(g *verb.Globals) *cobra.Command {
	listen, faults, latency, companies := "", false, time.Duration(0), 0
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

It runs until ctrl+c. While it runs, a letter and enter in its window unlock a
locked user, list, simulate and clear faults: h and enter lists the letters. A
script does the same with POST requests to https://ACCOUNT.app.netsuite.com:
/practice/unlock, and /practice/fault with name=FAULT, or an empty name to clear.

On a terminal, standard output names a file with the variables, to read into
another shell; into a pipe it writes the variables themselves.` + verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage),
		Example: "  suitekey practice\n  suitekey practice --fault token-revoked\n  suitekey practice --listen 127.0.0.1:8765 --json",
		Args:    verb.Words(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if faults {
				return listFaults(g)
			}
			if latency < 0 || latency > longestLatency {
				return app.Usage("--latency takes a time from 0s to 10s, such as 100ms")
			}
			if companies < 1 || companies > mostCompanies {
				return app.Usage(fmt.Sprintf("--companies takes a number from 1 to %d", mostCompanies))
			}
			return runPractice(cmd.Context(), g, listen, latency, companies)
		},
	}
	cmd.Flags().BoolVar(&faults, "faults", false, "list the faults that can be simulated")
	cmd.Flags().DurationVar(&latency, "latency", 0, "wait this `time` before each answer, such as 100ms, to simulate a slow network")
	verb.NumberVar(cmd.Flags(), &companies, "companies", 1, "simulate this `number` of companies, with three accounts each; --json lists all accounts")
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:0", "`address` on this computer; port 0 chooses a free port")
	return cmd
}

// practised is what `practice --json` prints, once, as soon as it listens.
type practised struct {
	Proxy    string            `json:"proxy"`
	CAFile   string            `json:"ca_file"`
	EnvFile  string            `json:"env_file"`
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

// longestLatency is shorter than the time-out of any client.
const longestLatency = 10 * time.Second

// mostCompanies is enough for every trial of many accounts.
const mostCompanies = 100

func runPractice(ctx context.Context, g *verb.Globals, listen string, latency time.Duration, companies int) (err error) {
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
	card := practised{Fault: g.Fault, CAFile: filepath.Join(folder, "ca.pem"), EnvFile: filepath.Join(folder, envFileName(g))}
	if err := os.WriteFile(card.CAFile, world.CAPEM(), 0o644); err != nil { // #nosec G306 -- a public certificate
		return fmt.Errorf("writing the certificate authority: %w", err)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return fmt.Errorf("listening on %s: %w; choose another port, or 0 for any", listen, err)
	}
	card.Proxy = "http://" + listener.Addr().String()
	if card.Accounts, err = practiceAccounts(world, companies); err != nil {
		return err
	}
	if err := writeEnvFile(g, card); err != nil {
		return err
	}
	printCard(g, card)
	if err := g.PrintJSON(card); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go (&practiceControl{g, world, card.Accounts, stop}).listen(ctx)
	var following sync.WaitGroup
	following.Go(func() { followTrail(ctx, g, world, card.Accounts) })
	err = world.Proxy(ctx, listener)
	following.Wait()
	return err
}

// checkLoopback refuses addresses that other computers can reach: the practice values
// are public, but what people send to the simulation may be secret.
func checkLoopback(listen string) error {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return app.Usage("--listen needs an address and a port, for example 127.0.0.1:0")
	}
	ip := net.ParseIP(host)
	if host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return app.Usage("practice listens only on this computer: --listen needs a loopback address", "--listen 127.0.0.1:0")
	}
	return nil
}

func practiceAccounts(world *simulator.World, companies int) ([]practiceAccount, error) {
	var accounts []practiceAccount
	company := world.Practice()
	for number := range companies {
		if number > 0 {
			var err error
			if company, err = world.AddCompany(); err != nil {
				return nil, err
			}
		}
		for _, id := range []string{company.Account, company.SandboxAccount, company.PreviewAccount} {
			card, err := world.PracticeFor(id)
			if err != nil {
				return nil, err
			}
			accounts = append(accounts, practiceAccount{
				card.Account, card.ConsumerKey, card.ConsumerSecret, card.TokenID, card.TokenSecret, card.Entity, card.Role,
			})
		}
	}
	return accounts, nil
}

// practiceFault is one fault in `practice --faults --json`.
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

// listFaults lists the faults that can be simulated, in groups.
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

package handover

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"suitekey/core/profile"
	"suitekey/core/redact"
	"suitekey/core/secret"
	"suitekey/storage/journal"
	"suitekey/ui/app"
	"suitekey/ui/app/access"
	"suitekey/ui/cli/verb"
	"suitekey/ui/curl"
	"suitekey/ui/subprocess"
)

// curlOptions are the flags of curl before the name.
type curlOptions struct {
	*verb.Globals
	access.Options
	name string
	args []string
}

// Curl makes the verb curl.
func Curl(g *verb.Globals) *cobra.Command {
	o := &curlOptions{Globals: g}
	cmd := &cobra.Command{
		Use:   "curl [FLAG...] [NAME] CURL-ARGUMENT...",
		Short: "Sign a request and send it with curl",
		Long: `Signs one request and sends it with this computer's curl. The arguments after NAME
are curl's: address, method, data, headers. curl gets the Authorization header
through a pipe, so no list of processes shows it. Without NAME the default
connection is used.

The address is https on the account's own hosts, or just the path: RESTlets
(/app/site/hosting/...) go to their host, all else to that of web services. Data
are JSON unless a Content-Type says otherwise. The file .curlrc is not read.

suitekey refuses everything that could send the credentials elsewhere: redirects
(--location), several addresses, other sign-ins, --insecure, --config. It masks the
access token in the output of --verbose. It does not count requests that NetSuite
refuses; five refused sign-ins lock the user.` +
			verb.Codes("0 ... curl's own (22 with --fail for HTTP 400 and above). If curl was not run:", verb.CodeFailed, verb.CodeUsage, verb.CodeRefused, verb.CodeUnreachable, verb.CodeLocked, verb.CodeExpired,
				verb.CodeLine(verb.ExitNoProgram, "curl is missing"), verb.CodeCancelled),
		Example: "  suitekey curl acme-sb1 '/services/rest/record/v1/customer?limit=5'\n" +
			"  suitekey curl acme-sb1 /services/rest/query/v1/suiteql -H 'Prefer: transient' -d '{\"q\":\"SELECT id FROM customer\"}'\n" +
			"  suitekey curl acme-m2m -sS --fail -X DELETE /services/rest/record/v1/customer/17",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 && !isAddress(verb.First(args)) {
				return app.Usage("an argument is missing: suitekey curl NAME CURL-ARGUMENT...", "see suitekey curl --help")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.name, o.args = "", args
			if !isAddress(args[0]) {
				o.name, o.args = args[0], args[1:]
			}
			return o.run(cmd.Context())
		},
	}
	cmd.Flags().SetInterspersed(false) // what follows NAME is curl's
	accessFlags(cmd.Flags(), &o.Options)
	return cmd
}

// isAddress reports whether the first word is an address or a path, and not a name.
func isAddress(text string) bool { return strings.Contains(text, "/") }

func (o *curlOptions) run(ctx context.Context) error {
	request, err := o.read(ctx)
	if err != nil {
		return err
	}
	a, p, err := o.OpenAt(ctx, o.name)
	if err != nil {
		return err
	}
	h, err := a.Access().Header(ctx, p, request.Method, request.URL, o.Options)
	if err != nil {
		return err
	}
	command := subprocess.Command{
		Args: append([]string{"curl"}, o.arguments(request, h)...), Env: app.ChildEnvironment(),
		Stdin: o.Stdin, Stdout: o.Stdout, Stderr: o.Stderr,
	}
	if secrets := o.masked(p, request, h); len(secrets) > 0 {
		command.Mask = redact.New(secrets...)
	}
	if err := hand(&command, request, h.Value); err != nil {
		return err
	}
	a.Record(journal.Curl, p.Name, "")
	for _, file := range command.Files {
		defer file.Close()
	}
	return runChild(o.Globals, command)
}

// masked returns the secrets that curl could print: passwords of proxies, and the access
// token. A signature is useless to a reader, because it can be used once.
func (o *curlOptions) masked(p profile.Profile, request curl.Request, h access.Header) []secret.Secret {
	all := request.Secrets
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"} {
		all = append(all, curl.ProxySecrets(o.Getenv(name))...)
	}
	if p.Method != profile.TBA {
		all = append(all, secret.New(strings.TrimPrefix(h.Value.Reveal(), "Bearer ")))
	}
	return all
}

// read asks the installed curl for its options, and parses the arguments with them.
func (o *curlOptions) read(ctx context.Context) (curl.Request, error) {
	cmd := exec.CommandContext(ctx, "curl", "-q", "--help", "all")
	cmd.Env = app.ChildEnvironment()
	help, err := cmd.Output()
	if ctx.Err() != nil {
		return curl.Request{}, ctx.Err()
	}
	if err != nil {
		return curl.Request{}, app.WithHints(&verb.ChildError{Code: subprocess.NotFound, Err: errors.New("curl is missing or does not run: install it, or add its folder to PATH")},
			"suitekey header prints the header for any other program", "suitekey exec gives a program all values that it needs to sign")
	}
	options, err := curl.ParseHelp(string(help))
	if err != nil {
		return curl.Request{}, err
	}
	request, err := options.Parse(o.args)
	if err != nil {
		return curl.Request{}, app.Usage(err.Error(), "see suitekey curl --help")
	}
	return request, nil
}

// arguments returns the arguments of curl. They contain no secret.
func (o *curlOptions) arguments(r curl.Request, h access.Header) []string {
	// -q must be first, because .curlrc could follow redirects. curl must send exactly
	// the signed address: without expanding [1-9], and without resolving /../.
	args := []string{"-q", "--proto", "=https", "--globoff", "--path-as-is"}
	if !r.TLS {
		args = append(args, "--tlsv1.2")
	}
	if o.CAFile != "" && !r.CA {
		args = append(args, "--cacert", o.CAFile)
	}
	return append(append(args, r.Args...), "--url", h.URL)
}

// hand gives curl the header through a separate descriptor; on Windows through standard
// input, which is the only way there.
func hand(c *subprocess.Command, r curl.Request, value secret.Secret) error {
	if runtime.GOOS == "windows" {
		if r.Stdin {
			return app.Usage("on Windows curl reads the header from standard input, so it cannot read data from there: put the data into a file, --data @FILE")
		}
		quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value.Reveal())
		c.Args = append(c.Args, "--config", "-")
		c.Stdin = strings.NewReader(`header = "Authorization: ` + quoted + "\"\n")
		return nil
	}
	read, write, err := os.Pipe()
	if err == nil {
		// The header (about 2 kB) fits into the pipe (64 kB), so the write ends before
		// curl reads.
		_, err = fmt.Fprintf(write, "Authorization: %s\n", value.Reveal())
		err = errors.Join(err, write.Close())
	}
	if err != nil {
		return fmt.Errorf("handing the header to curl: %w", err)
	}
	c.Args = append(c.Args, "--header", "@/dev/fd/3")
	c.Files = []*os.File{read}
	return nil
}

package doctor

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"suitekey/core/account"
	"suitekey/core/diagnose"
	"suitekey/core/lazyregexp"
	"suitekey/core/netsuite"
	"suitekey/steps"
	"suitekey/storage/private"
	"suitekey/ui/app/files"
)

// The proxy variables of programs, as Go and as curl spell them.
var proxyVariables = []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"}

// proxyFacts shows where requests go, without passwords. The code that uses the proxy
// also checks its address here, with the same messages.
func (d *Doctor) proxyFacts() []Fact {
	_, counts, unreadable := netsuite.ProxyOf(d.Getenv)
	var facts []Fact
	for _, name := range proxyVariables {
		value := d.Getenv(name)
		switch {
		case value == "":
		case name == counts && unreadable != nil:
			facts = append(facts, broken("proxy", name, unreadable.Error(), "correct it where it is set, or unset "+name))
		default:
			facts = append(facts, ok("proxy", name, WithoutCredentials(value)))
		}
	}
	for _, name := range []string{"NO_PROXY", "no_proxy"} {
		if value := d.Getenv(name); value != "" {
			detail := "set, in a form that suitekey does not show"
			if noProxyShape().MatchString(value) {
				detail = value
			}
			facts = append(facts, ok("proxy", name, detail))
		}
	}
	route := d.Client.Route(timeHost)
	switch {
	case route.InProcess:
		facts = append(facts, ok("route", "Route to NetSuite", "none: the practice NetSuite runs inside this program"))
	case route.Proxy != "":
		facts = append(facts, ok("route", "Route to NetSuite", "through the proxy "+route.Proxy))
	case unreadable != nil:
		facts = append(facts, broken("route", "Route to NetSuite", "none: the proxy's address cannot be read", "correct "+counts))
	default:
		facts = append(facts, ok("route", "Route to NetSuite", "direct"))
	}
	return facts
}

var (
	addressShape = lazyregexp.Lazy(`^(?:([A-Za-z][A-Za-z0-9+.-]{0,9})://)?([A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?/?$`)
	noProxyShape = lazyregexp.Lazy(`^[A-Za-z0-9.,*:/ \[\]_-]{1,1000}$`)
	schemeShape  = lazyregexp.Lazy(`^[A-Za-z][A-Za-z0-9+.-]{0,9}://`)
)

// WithoutCredentials returns the address of a proxy without user and password. A
// password may contain characters that a URL must not contain: WithoutCredentials drops
// everything left of the last @, and shows the rest only if it is a host and a port.
func WithoutCredentials(address string) string {
	const hidden = "set, in a form that suitekey does not show"
	at := strings.LastIndex(address, "@")
	if at < 0 {
		if addressShape().MatchString(address) {
			return address
		}
		return hidden
	}
	host := address[at+1:]
	if !addressShape().MatchString(host) || schemeShape().MatchString(host) {
		return hidden
	}
	return schemeShape().FindString(address) + "[user and password]@" + host
}

// authorityVariables are the variables with files of trusted authorities, and the
// programs that read them.
var authorityVariables = []struct{ name, who string }{
	{"SSL_CERT_FILE", "suitekey and other Go programs, curl"},
	{"CURL_CA_BUNDLE", "curl"},
	{"REQUESTS_CA_BUNDLE", "Python"},
	{"NODE_EXTRA_CA_CERTS", "Node.js"},
}

// authorityFacts shows the trusted authorities besides those of the system.
func (d *Doctor) authorityFacts() []Fact {
	var facts []Fact
	if path := d.CAFile; path != "" {
		facts = append(facts, d.caFileFact(path))
	}
	if dir := d.Getenv("SSL_CERT_DIR"); dir != "" {
		facts = append(facts, authorityFolders(dir))
	}
	for _, variable := range authorityVariables {
		path := d.Getenv(variable.name)
		if path == "" {
			continue
		}
		list, err := authoritiesIn(path)
		detail := fmt.Sprintf("%s (%s)", files.Shown(path), variable.who)
		why, help := private.UnsafeFile(path)
		switch ours := variable.name == "SSL_CERT_FILE"; {
		case err == nil && why != "":
			facts = append(facts, changeable(variable.name, detail, why, help))
		case err != nil && ours:
			facts = append(facts, broken("authorities", variable.name, detail+": "+err.Error(), "unset SSL_CERT_FILE, or name a file with certificates (PEM or DER)"))
		case err != nil:
			facts = append(facts, warned("authorities", variable.name, detail+": "+err.Error(), "correct it for that program"))
		case ours && (runtime.GOOS == "windows" || runtime.GOOS == "darwin"):
			facts = append(facts, warned("authorities", variable.name, detail+": Go ignores this variable on this system", "use --ca-file"))
		default:
			facts = append(facts, ok("authorities", variable.name, detail+", "+steps.Counted(len(list), "certificate")))
		}
	}
	return facts
}

// authorityFolders checks the folders of SSL_CERT_DIR.
func authorityFolders(list string) Fact {
	const title = "SSL_CERT_DIR"
	for _, folder := range filepath.SplitList(list) {
		if why, help := private.Unsafe(folder); why != "" {
			return changeable(title, files.Shown(folder), why, help)
		}
	}
	return ok("authorities", title, files.Shown(list))
}

// timeHost answers without credentials.
const timeHost = "rest.netsuite.com"

// timeLimit is short, because a person waits; the test of a connection waits longer.
const timeLimit = 10 * time.Second

// networkFacts sends NetSuite a request without an account: the answer has NetSuite's
// time.
func (d *Doctor) networkFacts(ctx context.Context, offline bool) []Fact {
	local := d.Connections.Now().Format("2006-01-02 15:04:05 -07:00")
	if offline {
		return []Fact{ok("clock", "Clock", local+", not compared")}
	}
	id, err := account.Parse("TSTDRV000000")
	if err != nil {
		return nil // it can be parsed; a test says so
	}
	var last netsuite.Exchange
	client := d.Client.With(timeLimit, 0, 0).Watch(func(e netsuite.Exchange) { last = e })
	_, err = client.Discover(ctx, id)
	var failed *netsuite.Error
	if errors.As(err, &failed) && last.Status == 0 {
		fix := failed.Next
		if failed.Mark == netsuite.MarkName {
			fix = "check the network, and whether a proxy is needed" // nobody has typed this host name
		}
		return []Fact{
			{Name: "netsuite", Title: "NetSuite", State: diagnose.Failed, Detail: timeHost + ": " + failed.Brief(), Fix: fix, Err: err},
			ok("clock", "Clock", local+", not compared"),
		}
	}
	reached := ok("netsuite", "NetSuite", fmt.Sprintf("%s answers after %s, %s, issuer %s", timeHost, Milliseconds(last.Duration), last.TLS, last.Issuer))
	return []Fact{reached, clockFact(local, last)}
}

// The clock of an assertion may be ahead by ten seconds, the clock of a TBA
// signature off by five minutes.
const (
	noticedSkew = 10 * time.Second
	allowedSkew = 5 * time.Minute
)

func clockFact(local string, e netsuite.Exchange) Fact {
	const name, title = "clock", "Clock"
	if e.Date.IsZero() {
		return warned(name, title, local+"; the server sent no time to compare with", "")
	}
	// The header has whole seconds, rounded down: the middle of the second is the best
	// estimate.
	skew := e.Sent.Add(e.Duration / 2).Sub(e.Date.Add(500 * time.Millisecond))
	word := "ahead of"
	if skew < 0 {
		word = "behind"
	}
	detail := fmt.Sprintf("%s, %.1f s %s NetSuite's", local, skew.Abs().Seconds(), word)
	const fix = "set this computer's clock, preferably from a time server"
	switch {
	case skew.Abs() >= allowedSkew:
		return broken(name, title, detail+": sign-ins are refused", fix)
	case skew.Abs() > noticedSkew:
		return warned(name, title, detail, fix)
	}
	return ok(name, title, detail)
}

// Milliseconds returns a duration as text for a list of checks.
func Milliseconds(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

package export

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"suitekey/core/account"
	"suitekey/core/profile"
)

// jdbcTarget is what a JDBC driver of SuiteAnalytics Connect reads out of its URL.
type jdbcTarget struct {
	host, port string
	options    map[string]string
	custom     map[string]string
}

// parseJDBC reads the URL by the grammar of Oracle's help, "Connecting Using a JDBC
// Driver" (docs.oracle.com, section_4425626714), and by nothing looser:
//
//	jdbc:ns://HOST:PORT{;NAME=VALUE}
//	CustomProperties=(NAME=VALUE{;NAME=VALUE})
//
// A name is of letters and digits, and stands once. A value has neither a semicolon
// nor a bracket; the brackets hold the semicolons of CustomProperties.
func parseJDBC(url string) (jdbcTarget, error) {
	none := jdbcTarget{}
	head := regexp.MustCompile(`^jdbc:ns://([a-z0-9-]+(?:\.[a-z0-9-]+)+):([0-9]{1,5});`).FindStringSubmatch(url)
	if head == nil {
		return none, fmt.Errorf("no jdbc:ns://HOST:PORT; at its begin: %s", url)
	}
	target := jdbcTarget{host: head[1], port: head[2], options: map[string]string{}, custom: map[string]string{}}
	rest := url[len(head[0]):]
	for rest != "" {
		var pair string
		if open := strings.IndexByte(rest, '('); open >= 0 && open < endOf(rest, ';') {
			end := strings.IndexByte(rest, ')')
			if end < 0 {
				return none, fmt.Errorf("a bracket is not closed: %s", rest)
			}
			pair, rest = rest[:end+1], rest[end+1:]
		} else {
			pair, rest = rest[:endOf(rest, ';')], rest[endOf(rest, ';'):]
		}
		if err := addPair(target.options, pair, `\(?[^;()]*(?:;[^;()]*)*\)?`); err != nil {
			return none, err
		}
		if rest != "" {
			if rest[0] != ';' || len(rest) == 1 {
				return none, fmt.Errorf("no pair after a semicolon, or none between two pairs: %s", rest)
			}
			rest = rest[1:]
		}
	}
	inner, ok := strings.CutPrefix(target.options["CustomProperties"], "(")
	inner, closed := strings.CutSuffix(inner, ")")
	if !ok || !closed {
		return none, fmt.Errorf("CustomProperties is not in brackets")
	}
	delete(target.options, "CustomProperties")
	for pair := range strings.SplitSeq(inner, ";") {
		if err := addPair(target.custom, pair, `[^;()]+`); err != nil {
			return none, err
		}
	}
	return target, nil
}

func endOf(text string, separator byte) int {
	if i := strings.IndexByte(text, separator); i >= 0 {
		return i
	}
	return len(text)
}

func addPair(to map[string]string, pair, value string) error {
	found := regexp.MustCompile(`^([A-Za-z][A-Za-z0-9]*)=(` + value + `)$`).FindStringSubmatch(pair)
	if found == nil {
		return fmt.Errorf("no NAME=VALUE: %q", pair)
	}
	if _, twice := to[found[1]]; twice {
		return fmt.Errorf("%s stands there twice", found[1])
	}
	to[found[1]] = found[2]
	return nil
}

// The URL of every kind of account and method is read back, and has what Oracle's
// help demands and nothing else: ciphersuites above all are refused there.
func TestJDBCURL(t *testing.T) {
	f, _ := Find("jdbc")
	for _, realm := range []string{"1234567", "1234567_SB1", "1234567_RP", "TSTDRV1234567"} {
		for _, p := range []profile.Profile{connected(tba(t)), connected(m2m(t)), connected(code(t))} {
			id, err := account.Parse(realm)
			if err != nil {
				t.Fatal(err)
			}
			p.Account = id
			fields := Fields(p, f)
			i := slices.IndexFunc(fields, func(f Field) bool { return f.Key == "url" })
			got, err := parseJDBC(fields[i].Value)
			if err != nil {
				t.Errorf("%s, %s: %v", realm, p.Method, err)
				continue
			}
			custom := map[string]string{"AccountID": realm, "RoleID": "1000"}
			if p.Method != profile.TBA {
				custom["OAuth2Token"] = accessTokenVariable
			}
			host := strings.ToLower(strings.ReplaceAll(realm, "_", "-")) + ".connect.api.netsuite.com"
			options := map[string]string{"ServerDataSource": "NetSuite2.com", "Encrypted": "1", "NegotiateSSLClose": "false"}
			if got.host != host || got.port != "1708" || !maps.Equal(got.options, options) || !maps.Equal(got.custom, custom) {
				t.Errorf("%s, %s: %+v", realm, p.Method, got)
			}
		}
	}
}

func TestJDBCGrammarIsStrict(t *testing.T) {
	const good = "jdbc:ns://1234567.connect.api.netsuite.com:1708;Encrypted=1;CustomProperties=(AccountID=1234567;RoleID=3)"
	if _, err := parseJDBC(good); err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{
		{"jdbc:ns:", "jdbc:oracle:"}, {":1708;", ";"}, {":1708;", ":1708"}, {"1234567.connect", "1234567_SB1.connect"}, {"Encrypted=1", "Encrypted"},
		{"Encrypted=1", "Encrypted=1;Encrypted=1"}, {"Encrypted=1;", "Encrypted=1;;"}, {"(AccountID", "AccountID"}, {"RoleID=3)", "RoleID=3"},
		{"RoleID=3)", "RoleID=3);"}, {"RoleID=3)", "RoleID=3)x=1"}, {"RoleID=3", "RoleID="}, {"RoleID=3", "RoleID=(3"}, {"AccountID=", "Account ID="},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if got, err := parseJDBC(bad); err == nil {
			t.Errorf("%s is read as %+v", bad, got)
		}
	}
}

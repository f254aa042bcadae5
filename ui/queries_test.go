//go:build unix

package ui_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// readQueries are the queries that signers get wrong; the exported programs are
// tried with the same list by scripts/interop.
func readQueries(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("../scripts/interop/queries.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Queries []string }
	if err := json.Unmarshal(text, &file); err != nil || len(file.Queries) != 17 {
		t.Fatalf("%d queries, %v", len(file.Queries), err)
	}
	return file.Queries
}

// header and curl sign every query: NetSuite takes the request of each.
func TestEveryQueryIsSigned(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("curl is missing")
	}
	_, env, c := connected(t)
	env = append(environment(env...), "CURL_CA_BUNDLE="+c.CAFile)
	run := func(input, program string, args ...string) string {
		cmd := exec.Command(program, args...)
		cmd.Env, cmd.Stdin = env, strings.NewReader(input)
		out, err := cmd.CombinedOutput()
		if err != nil {
			return err.Error() + "\n" + string(out)
		}
		return string(out)
	}
	for _, query := range readQueries(t) {
		address := "https://9999901.restlets.api.netsuite.com/rest/tokeninfo?" + query
		if got := run("", "suitekey", "curl", "acme", "-sSf", address); !strings.Contains(got, "9999901") {
			t.Errorf("curl, %s: %s", query, got)
		}
		header := run("", "suitekey", "header", "acme", "GET", address)
		if got := run(header, "curl", "-q", "-sSf", "--globoff", "-H", "@-", address); !strings.Contains(got, "9999901") {
			t.Errorf("header, %s: %s", query, got)
		}
	}
}

package imports

import (
	"errors"
	"strings"
	"testing"
)

// TestReferencesAreNoValues: what stands for a value is never taken for it, in any
// file, and it is said what it is.
func TestReferencesAreNoValues(t *testing.T) {
	for reference, says := range map[string]string{
		"op://team/netsuite/token": "1Password", "encrypted:BA6s8KUxwHluQQQF9vjfv2M2DrR6lg": "encrypted", "ENC[AES256_GCM,data:p673w==,type:str]": "encrypted",
		"![cGFzcw==]": "encrypted", "$NS_TOKEN_SECRET_SB1": "variable", "${NS_TOKEN}": "variable", "$(pass show netsuite)": "command",
		"%NS_TOKEN_SECRET%": "Windows", "${{ secrets.NS_TOKEN }}": "CI workflow", "{{ ns_token }}": "template", "<your token>": "placeholder",
	} {
		for name, file := range map[string]struct{ format, text string }{
			".env":         {"dotenv", "NETSUITE_ACCOUNT_ID=1234567\nNETSUITE_TOKEN_SECRET=\"" + reference + "\"\n"},
			"bare .env":    {"dotenv", "NETSUITE_ACCOUNT_ID=1234567\nNETSUITE_TOKEN_SECRET=" + reference + "\n"},
			"JSON":         {"json", `{"account":"1234567","token_secret":"` + reference + `"}`},
			"YAML":         {"yaml", "account: '1234567'\ntoken_secret: '" + reference + "'\n"},
			"sheet":        {"jitterbit", "Account: 1234567\nToken Secret\n" + reference + "\n"},
			"Postman":      {"postman", `{"values":[{"key":"ACCOUNT","value":"1234567"},{"key":"TOKEN_SECRET","value":"` + reference + `"}]}`},
			"a CI command": {"suitecloud", "suitecloud account:setup:ci --account 1234567 --certificateid \"" + reference + "\"\n"},
		} {
			f, _ := Find(file.format)
			found, err := Read(f, []byte(file.text), Choice{})
			if err != nil {
				t.Errorf("%s, %s: %v", name, reference, err)
				continue
			}
			for key, value := range all(found) {
				if strings.Contains(value, reference) {
					t.Errorf("%s: %s is taken for %s", name, reference, key)
				}
			}
			told := strings.Join(found.Left, "\n")
			if name != "Postman" && !strings.Contains(told, says) { // whose own variables are filled in elsewhere in the file
				t.Errorf("%s: of %s it is said %q, want %q", name, reference, told, says)
			}
		}
	}
}

// TestSeveralEnvironments: each is named, none is guessed, and the one that is asked
// for is taken whole.
func TestSeveralEnvironments(t *testing.T) {
	values := strings.NewReplacer("@CK", ck, "@CS", cs, "@TI", ti, "@TS", ts, "@XI", strings.Repeat("a1", 32), "@XS", strings.Repeat("b2", 32))
	const sandbox, production = "ACCOUNT_ID=1234567_SB1\n@CONSUMER_KEY=@CK\n@CONSUMER_SECRET=@CS\n@TOKEN_ID=@TI\n@TOKEN_SECRET=@TS\n", "ACCOUNT_ID=1234567\n@CONSUMER_KEY=@CK\n@CONSUMER_SECRET=@CS\n@TOKEN_ID=@XI\n@TOKEN_SECRET=@XS\n"
	lines := func(text, prefix string) string {
		out := ""
		for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
			out += prefix + strings.TrimPrefix(line, "@") + "\n"
		}
		return out
	}
	suffixed := func(text, suffix string) string {
		out := ""
		for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
			name, value, _ := strings.Cut(strings.TrimPrefix(line, "@"), "=")
			out += "NETSUITE_" + name + suffix + "=" + value + "\n"
		}
		return out
	}
	yamlOf := func(text, indent string) string {
		return strings.NewReplacer("=1", ": \"1", "_SB1\n", "_SB1\"\n", "567\n", "567\"\n", "=", ": ").Replace(lines(text, indent))
	}
	jsonOf := func(account, token string) string {
		return `{"account":"` + account + `","consumer_key":"@CK","consumer_secret":"@CS","token_id":"@` + token + `I","token_secret":"@` + token + `S"}`
	}
	for name, tc := range map[string]struct {
		format, text, flag string
		names, choose      []string
	}{
		"prefixes":           {"dotenv", lines(sandbox, "NS_SB_") + lines(production, "NS_PROD_"), "--prefix", []string{"NS_SB_", "NS_PROD_"}, []string{"NS_SB_", "NS_SB", "SB", "ns-sb"}},
		"suffixes":           {"dotenv", suffixed(sandbox, "_SB") + suffixed(production, "_PROD"), "--prefix", []string{"SB_", "PROD_"}, []string{"SB_", "SB"}},
		"one without prefix": {"dotenv", lines(production, "NETSUITE_") + lines(sandbox, "NETSUITE_SANDBOX_"), "--prefix", []string{"none", "NETSUITE_SANDBOX_"}, []string{"NETSUITE_SANDBOX_", "sandbox"}},
		"headings":           {"dotenv", "[sandbox]\n" + lines(sandbox, "") + "[production]\n" + lines(production, ""), "--section", []string{"sandbox", "production"}, []string{"sandbox", "SANDBOX"}},
		"common values":      {"dotenv", "NETSUITE_CONSUMER_KEY=@CK\nNETSUITE_CONSUMER_SECRET=@CS\nNS_SB_ACCOUNT=1234567_SB1\nNS_SB_TOKEN_ID=@TI\nNS_SB_TOKEN_SECRET=@TS\nNS_PROD_ACCOUNT=1234567\nNS_PROD_TOKEN_ID=@XI\nNS_PROD_TOKEN_SECRET=@XS\n", "--prefix", []string{"NS_SB_", "NS_PROD_"}, []string{"NS_SB_"}},
		"YAML":               {"yaml", "development:\n" + yamlOf(sandbox, "  ") + "production:\n" + yamlOf(production, "  "), "--section", []string{"development", "production"}, []string{"development"}},
		"manifests":          {"yaml", "kind: Secret\nmetadata:\n  name: sb\nstringData:\n" + yamlOf(sandbox, "  ") + "---\nkind: Secret\nmetadata:\n  name: prod\nstringData:\n" + yamlOf(production, "  "), "--section", []string{"sb", "prod"}, []string{"sb"}},
		"JSON, by name":      {"json", `{"netsuite":{"sb":` + jsonOf("1234567_SB1", "T") + `,"prod":` + jsonOf("1234567", "X") + `}}`, "--section", []string{"prod", "sb"}, []string{"sb"}},
		"JSON, a list":       {"json", `[` + jsonOf("1234567_SB1", "T") + `,` + jsonOf("1234567", "X") + `]`, "--section", []string{"number 1", "number 2"}, []string{"number 1"}},
		"Postman's dump":     {"postman", `{"version":1,"environments":[{"name":"Blue","values":[{"key":"ACCOUNT","value":"1234567_SB1"},{"key":"CONSUMER_KEY","value":"@CK"},{"key":"CONSUMER_SECRET","value":"@CS"},{"key":"TOKEN_ID","value":"@TI"},{"key":"TOKEN_SECRET","value":"@TS"}]},{"name":"Green","values":[{"key":"ACCOUNT","value":"1234567"},{"key":"TOKEN_ID","value":"@XI"}]}]}`, "--section", []string{"Blue", "Green"}, []string{"Blue", "blue"}},
	} {
		t.Run(name, func(t *testing.T) {
			f, _ := Find(tc.format)
			text := []byte(values.Replace(tc.text))
			_, err := Read(f, text, Choice{})
			var several *SeveralError
			if !errors.As(err, &several) || several.Flag != tc.flag || strings.Join(several.Names, ",") != strings.Join(tc.names, ",") {
				t.Fatalf("%v, want the names %v", err, tc.names)
			}
			for _, chosen := range tc.choose {
				found, err := Read(f, text, several.Choice(chosen))
				if err != nil {
					t.Fatalf("%s: %v", chosen, err)
				}
				got := all(found)
				if got["account"] != "1234567_SB1" || got["consumer_key"] != ck || got["consumer_secret"] != cs || got["token_id"] != ti || got["token_secret"] != ts {
					t.Errorf("%s: not that environment: account %s, left %v", chosen, got["account"], found.Left)
				}
			}
			if _, err := Read(f, text, several.Choice("nothing-such")); err == nil || !strings.Contains(err.Error(), tc.names[1]) {
				t.Errorf("a name that is not there: %v", err)
			}
		})
	}
}

// TestTheFileDecidesTheAccount: with the credentials of a sandbox nothing is sent to
// production.
func TestTheFileDecidesTheAccount(t *testing.T) {
	for text, want := range map[string]string{
		`{"ns_account":"1234567","is_sandbox":true,"token_id":"x"}`:              "",
		`{"ns_account":"1234567","is_sandbox":"true","token_id":"x"}`:            "",
		`{"ns_account":"1234567","environment":"Sandbox","token_id":"x"}`:        "",
		`{"ns_account":"1234567","env":"sb2","token_id":"x"}`:                    "",
		`{"ns_account":"1234567_SB1","environment":"production","token_id":"x"}`: "",
		`{"ns_account":"1234567","is_sandbox":false,"token_id":"x"}`:             "1234567",
		`{"ns_account":"1234567_SB2","is_sandbox":true,"token_id":"x"}`:          "1234567_SB2",
		`{"ns_account":"1234567_RP","environment":"release preview"}`:            "1234567_RP",
		`{"ns_account":"1234567","environment":"test","token_id":"x"}`:           "1234567",
		`{"ns_account":"TSTDRV123","environment":"sandbox","token_id":"x"}`:      "TSTDRV123",
	} {
		f, _ := Find("json")
		found, err := Read(f, []byte(text), Choice{})
		if err != nil || found.Answers["account"] != want {
			t.Errorf("%s: account %q, %v", text, found.Answers["account"], err)
		}
		if told := strings.Join(found.Left, "\n"); want == "" && !strings.Contains(told, "--account") {
			t.Errorf("%s: %q", text, told)
		}
	}
}

// TestLines: the forms that shells, cmd, PowerShell, docker and systemd give a line.
func TestLines(t *testing.T) {
	for line, want := range map[string]string{
		"NETSUITE_TOKEN_ID=x": "x", "export NETSUITE_TOKEN_ID=x": "x", `declare -x NETSUITE_TOKEN_ID="x"`: "x", `set "NETSUITE_TOKEN_ID=x"`: "x",
		"SET NETSUITE_TOKEN_ID=x": "x", "setx NETSUITE_TOKEN_ID x": "x", "$env:NETSUITE_TOKEN_ID = 'x'": "x", "NETSUITE_TOKEN_ID: x": "x", "NETSUITE_TOKEN_ID := x": "x",
		"ENV NETSUITE_TOKEN_ID x": "x", "ENV NETSUITE_TOKEN_ID=x": "x", "- NETSUITE_TOKEN_ID=x": "x", "Environment=NETSUITE_TOKEN_ID=x": "x", `Environment="NETSUITE_TOKEN_ID=x"`: "x",
		"set -x NETSUITE_TOKEN_ID x": "x", "readonly NETSUITE_TOKEN_ID=x": "x", "  NETSUITE_TOKEN_ID = x  # old": "x", "NETSUITE_TOKEN_ID=x\nNETSUITE_TOKEN_ID=y": "y",
		"NETSUITE_TOKEN_ID<<END\nx\nEND": "x", `"NETSUITE_TOKEN_ID": "x",`: "x",
	} {
		f, _ := Find("dotenv")
		found, err := Read(f, []byte(line+"\nNETSUITE_REALM=1234567\n"), Choice{})
		if err != nil || found.Answers["token_id"] != want || found.Answers["account"] != "1234567" {
			t.Errorf("%q: %v, left %v, %v", line, found.Answers, found.Left, err)
		}
	}
}

// TestOtherServicesAreLeftAlone: consumer keys and client IDs are not NetSuite's alone.
func TestOtherServicesAreLeftAlone(t *testing.T) {
	f, _ := Find("dotenv")
	found, err := Read(f, []byte("GOOGLE_CLIENT_ID=g\nGOOGLE_CLIENT_SECRET=h\nTWITTER_CONSUMER_KEY=i\nTWITTER_CONSUMER_SECRET=j\nTWITTER_ACCESS_TOKEN_SECRET=k\nNETSUITE_REALM=1234567\n"), Choice{})
	if err != nil || len(all(found)) != 1 || found.Answers["account"] != "1234567" {
		t.Errorf("%v, %v", all(found), err)
	}
}

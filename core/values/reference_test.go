package values

import (
	"strings"
	"testing"
)

func TestReference(t *testing.T) {
	for text, says := range map[string]string{
		"op://team/netsuite/token secret": "1Password", `"op://team/a/b"`: "1Password", "{{ op://team/a/b }}": "1Password",
		"encrypted:BA6s8KUxwHluQQQF9vjfv2M2DrR6lgejFIekC9qp1LcDISFPIuQCMXK": "encrypted",
		"ENC[AES256_GCM,data:p673w==,iv:YY=,tag:UQ=,type:str]":              "encrypted", "ENC(abc)": "encrypted",
		"![cGFzc3dvcmQ=]": "encrypted", "{cipher}0123": "encrypted", "vault:v1:abc=": "encrypted", "$ANSIBLE_VAULT;1.1;AES256\n6162": "encrypted",
		"$NS_TOKEN_SECRET_SB1": "variable", "${NS_TOKEN}": "variable", "${NS:-x}": "variable", "$1": "variable", "$env:NS_TOKEN": "variable",
		"${{ secrets.NS_TOKEN }}": "CI workflow", "$(pass show netsuite/sb1)": "command", "`pass show x`": "command",
		"%NS_TOKEN_SECRET%": "Windows", "!NS_TOKEN!": "Windows", "{{TOKEN_SECRET}}": "template", "<%= ENV['X'] %>": "template", "#{TokenSecret}#": "template", "__TOKEN__": "template",
		"process.env.NS_TOKEN": "variable", "os.environ['NS']": "variable", "!Ref Token": "variable",
		"arn:aws:secretsmanager:eu-west-1:1:secret:x": "secret store", "vault://secret/data/ns#token": "secret store", "ref+vault://a/b": "secret store", "@Microsoft.KeyVault(SecretUri=x)": "secret store",
		"your_token_secret": "a placeholder", "<token>": "a placeholder", "xxxxx": "a placeholder", "changeme": "a placeholder", "********": "a placeholder", "...": "a placeholder", "[REDACTED]": "a placeholder",

		"": "", strings.Repeat("0a", 32): "", "1234567_SB1": "", "acme-sb1": "", "https://1234567.suitetalk.api.netsuite.com/": "", "./keys/private.pem": "", "-x1": "",
		"MhkfyJ8knaSvAEhGrpT0uR2dTX5SkzguPnBToifC-vg": "", "p$ss%wörd!": "", "-----BEGIN PRIVATE KEY-----\n$\n": "", "rest_webservices,restlets": "",
	} {
		if got := Reference(text); (says == "") != (got == "") || !strings.Contains(got, says) {
			t.Errorf("%q is %q, want %q", text, got, says)
		}
	}
}

// FuzzReference: what is said of a value never holds a part of it.
func FuzzReference(f *testing.F) {
	f.Add("op://team/netsuite/token")
	f.Add("${{ secrets.TOKEN }}")
	f.Fuzz(func(t *testing.T, text string) {
		if what := Reference(text); len(text) > 20 && strings.Contains(what, text) {
			t.Errorf("%q is repeated", text)
		}
	})
}

package values

// This file knows what stands in the place of values: references to a secret store,
// variables, ciphertexts.

import (
	"strings"

	"suitekey/core/lazyregexp"
)

// form is a kind of text that stands for a value.
type form struct {
	pattern func(string) bool
	what    string
}

// longestReference bounds what is looked at. A ciphertext can be long; a private
// key is no reference.
const longestReference = 4096

var forms = []form{
	{match(`^(?:\{\{\s*)?op://`), "a reference to 1Password (op://)"},
	{match(`^(?:ref\+|vault|bao|hcv|gcpsm|gsm|awssm|awsssm|ssm|akv|azkv|doppler|infisical|bw|bws|keeper|keyring|secret|sm)(?:\+[a-z]+)?://|^ref\+[a-z]+://`), "a reference to a secret store"},
	{match(`^(?:arn:aws|projects/[^/]+/secrets/|@Microsoft\.KeyVault\()`), "a reference to a secret store"},
	{match(`^(?:encrypted:|ENC\[|ENC\(|!\[|\{cipher\}|\$ANSIBLE_VAULT;|vault:v[0-9]+:|-----BEGIN (?:AGE|PGP))`), "an encrypted value, which the tool that encrypted it has to decrypt"},
	{match(`^(?:enc:v[0-9]:|secure:|AES256:|CRYPT:)`), "an encrypted value, which the tool that encrypted it has to decrypt"},
	{match(`^\$\{\{.*\}\}$`), "a variable of a CI workflow (${{ ... }})"},
	{match(`^\{\{.*\}\}$|^\[\[.*\]\]$|^<%.*%>$|^#\{.*\}#?$|^__[A-Z0-9_]+__$`), "a template variable"},
	{match("^\\$\\(.*\\)$|^`.*`$"), "a shell command, which suitekey does not run"},
	{match(`^\$(?:env:)?\{?[A-Za-z_][A-Za-z0-9_]*(?:[:?+=-].*)?\}?$|^\$[0-9@*]$|^\$\{.*\}$`), "the name of a variable"},
	{match(`^%[A-Za-z_][A-Za-z0-9_]*%$|^![A-Za-z_][A-Za-z0-9_]*!$`), "the name of a Windows variable"},
	{match(`^!(?:vault|secret|env|env_var|Ref|Sub|ImportValue)\b|^(?:process\.env|os\.environ|os\.getenv|ENV|System\.getenv|getenv)[\[.(]`), "the name of a variable"},
	{match(`(?i)^(?:your[-_ ].*|<[^<>]*>|\*{3,}.*|x{3,}|changeme|change[-_ ]me|replace[-_ ]?me|todo|tbd|secret|redacted|\[redacted\]|\.\.\.|…|•{3,}.*|●{3,}.*)$`), "a placeholder for a value"},
}

func match(pattern string) func(string) bool {
	compiled := lazyregexp.Lazy(pattern)
	return func(text string) bool { return compiled().MatchString(text) }
}

// Reference says what text is that stands for a value and is none: a reference to a
// secret store, a variable, a ciphertext, a placeholder. It is "" for anything else.
// Nothing of text is in the answer.
func Reference(text string) string {
	text = strings.Trim(strings.TrimSpace(text), `"'`)
	if text == "" || len(text) > longestReference || strings.Contains(text, "\n") && !strings.HasPrefix(text, "$ANSIBLE_VAULT") {
		return ""
	}
	for _, f := range forms {
		if f.pattern(text) {
			return f.what
		}
	}
	return ""
}

package steps

import (
	"strings"

	"suitekey/core/lazyregexp"
)

// NetSuite's labels of the four values, on the confirmation page of an integration record
// or a token, with the key of each field.
var pageLabels = []struct{ key, pattern string }{
	{KeyConsumerKey, `consumer\s+key(?:\s*/\s*client\s+id)?|client\s+id`},
	{KeyConsumerSecret, `consumer\s+secret(?:\s*/\s*client\s+secret)?|client\s+secret`},
	{KeyTokenID, `token\s+id|token\s+key|access\s+token`},
	{KeyTokenSecret, `token\s+secret`},
}

var labelled = lazyregexp.Lazy(`(?i)(?:` + anyLabel() + `)["']?\s*[:=]?\s*["']?([A-Za-z0-9_-]{16,128})`)

// anyLabel matches one of the labels, each in a group of its own.
func anyLabel() string {
	var all []string
	for _, l := range pageLabels {
		all = append(all, "("+l.pattern+")")
	}
	return strings.Join(all, "|")
}

// SplitPage finds labelled values in a text, for example in a complete confirmation page
// of NetSuite, and returns them by field key. It finds nothing in a value without label.
func SplitPage(text string) map[string]string {
	if len(text) > MaxPaste {
		return nil
	}
	found := map[string]string{}
	for _, match := range labelled().FindAllStringSubmatch(text, -1) {
		for i, l := range pageLabels {
			if match[i+1] != "" {
				found[l.key] = match[len(match)-1]
			}
		}
	}
	return found
}

// IsLabel reports whether text is one of the labels of NetSuite's page without its value:
// a page that is pasted without paste marks arrives line by line.
func IsLabel(text string) bool {
	const longest = 78 // a label is short; a value may stand behind a long text
	return len(text) < longest && len(SplitPage(text)) == 0 && len(SplitPage(text+" "+strings.Repeat("0", 64))) > 0
}

// The values that NetSuite shows below one another, by field key.
var pairedWith = map[string]string{KeyConsumerKey: KeyConsumerSecret, KeyTokenID: KeyTokenSecret}

var bareValue = lazyregexp.Lazy(`^[A-Za-z0-9_-]{16,128}$`)

// SplitPair finds the two values of a pair in a text that has both and nothing else, one
// a line: the text was pasted into the field called key, the first of the two.
func SplitPair(key, text string) map[string]string {
	second, paired := pairedWith[key]
	lines := strings.Fields(text)
	if !paired || len(lines) != 2 || !strings.ContainsAny(strings.TrimSpace(text), "\r\n") ||
		!bareValue().MatchString(lines[0]) || !bareValue().MatchString(lines[1]) {
		return nil
	}
	return map[string]string{key: lines[0], second: lines[1]}
}

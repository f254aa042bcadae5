package steps

import (
	"strings"

	"suitekey/core/secret"
)

// Sheet is a recovery sheet: what opens the vault without its passphrase, to be kept on
// paper. It is shown once, and no draft keeps it.
type Sheet struct {
	Home string // the vault's folder
	Day  string // on which it was made
	Key  secret.Secret
}

// Lines is the text of the sheet. The key is in groups that can be copied by hand.
func (s Sheet) Lines() []string {
	const prefix, group, perLine = "AGE-SECRET-KEY-1", 4, 8
	lines := []string{
		"Recovery sheet of a suitekey vault",
		"",
		"Vault:  " + s.Home,
		"Made:   " + s.Day,
		"",
		"  " + prefix,
	}
	rest, line := strings.TrimPrefix(s.Key.Reveal(), prefix), " "
	for n := 0; len(rest) > 0; n++ {
		size := min(group, len(rest))
		line += " " + rest[:size]
		rest = rest[size:]
		if n%perLine == perLine-1 || rest == "" {
			lines = append(lines, line)
			line = " "
		}
	}
	return append(lines,
		"",
		"Whoever has this sheet and the vault's folder can open the vault. Keep the",
		"sheet where you keep other papers of value, and away from the backup.",
		"",
		"A forgotten passphrase:  suitekey recover",
		"Without suitekey:        age -d -i KEY-FILE recovery.age, with the key in one line",
	)
}

package people

import (
	"fmt"

	"suitekey/ui/tui/parts"
	"suitekey/ui/tui/theme"
)

// The groups of the rows.
const (
	asking  = "Asks to be added"
	members = "May open the vault"
	removed = "Removed"
)

// The columns of the rows. The fingerprints are below each other, to be compared.
const (
	columnName = iota
	columnRole
	columnFingerprint
	columnState
)

func columns() []parts.Column {
	return []parts.Column{
		columnName: {Title: "Name", Most: 16}, columnRole: {Title: "Role", Drop: 1},
		columnFingerprint: {Title: "Fingerprint"}, columnState: {Title: "State", Drop: 2},
	}
}

// rows returns those who ask to be added, the members, and those who were removed.
func rows(of LoadedMsg, t *theme.Theme) []parts.Item {
	var items []parts.Item
	add := func(group, name string, cells ...parts.Cell) {
		items = append(items, parts.Item{Value: name, Group: group, Cells: append([]parts.Cell{{Text: name, Style: t.Plain}}, cells...)})
	}
	dim := func(text string) parts.Cell { return parts.Cell{Text: text, Style: t.Dim} }
	for _, r := range of.requests {
		if r.Err != nil {
			add(asking, r.Name, dim("-"), dim("-"), parts.Cell{Text: theme.SignBad + " unfit", Style: t.Bad})
			continue
		}
		add(asking, r.Name, dim("-"), parts.Cell{Text: r.Fingerprint(), Style: t.Plain}, parts.Cell{Text: theme.SignWarn + " asks", Style: t.Warn})
	}
	for _, m := range of.team.People() {
		state := ""
		if m.Name == of.team.Self.Name {
			state = "you"
		}
		add(members, m.Name, parts.Cell{Text: string(m.Role), Style: t.Plain}, parts.Cell{Text: m.Fingerprint(), Style: t.Plain}, dim(state))
	}
	for _, f := range of.team.Former() {
		state := dim("renewed")
		if left := of.left[f.Name]; left > 0 {
			state = parts.Cell{Text: fmt.Sprintf("%s %d to renew", theme.SignWarn, left), Style: t.Warn}
		}
		add(removed, f.Name, dim("-"), dim("-"), state)
	}
	return items
}

#!/usr/bin/env bash
# charm.land/huh/v2 v2.0.3 (Go): in a Select the arrow keys write the bound value at once, End and G only move the cursor.
#
# After Down the variable given to Value holds the option under the cursor; after End or G it still holds the old one, although Hovered
# and the screen show the new one. The value catches up on Enter alone. A form that reads the bound value between keys, for a text beside
# the option or a field that depends on it, shows the wrong option after End.
#
# What helps: read Hovered instead of the bound value, or set the value after each key.
#
# Seen on 2026-11-27, Go 1.26.8, Bubble Tea v2.1.1: the lines at the end.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >go.mod <<'MOD'
module probe

go 1.26
MOD
cat >main.go <<'GO'
package main

import (
	"fmt"

	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
)

func main() {
	for _, way := range []struct {
		name string
		keys []tea.KeyPressMsg
	}{
		{"down down enter", []tea.KeyPressMsg{{Code: tea.KeyDown}, {Code: tea.KeyDown}}},
		{"G enter", []tea.KeyPressMsg{{Code: 'G', Text: "G"}}},
		{"end enter", []tea.KeyPressMsg{{Code: tea.KeyEnd}}},
	} {
		var value string
		s := huh.NewSelect[string]().Options(huh.NewOptions("first", "second", "third")...).Value(&value).Height(6)
		s.WithKeyMap(huh.NewDefaultKeyMap())
		s.Focus()
		var m huh.Model = s
		for _, k := range way.keys {
			m, _ = m.Update(k)
		}
		hovered, _ := s.Hovered()
		before := value
		m, _ = m.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
		fmt.Printf("%-16s cursor on %-6s value before enter %-6s after %s\n", way.name, hovered, before, value)
		_ = m
	}
}
GO
go get charm.land/huh/v2@v2.0.3 charm.land/bubbletea/v2@v2.1.1 2>/dev/null
go mod tidy 2>/dev/null
go run . | tee out
diff out - <<'SEEN' || { echo "the behaviour has changed" >&2; exit 1; }
down down enter  cursor on third  value before enter third  after third
G enter          cursor on third  value before enter first  after third
end enter        cursor on third  value before enter first  after third
SEEN

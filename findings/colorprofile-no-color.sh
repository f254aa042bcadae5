#!/usr/bin/env bash
# github.com/charmbracelet/colorprofile v0.4.3 (Go): NO_COLOR=yes and NO_COLOR=on leave the colours on.
#
# no-color.org asks for "any value that is not an empty string". colorprofile reads the variable as a Go boolean (strconv.ParseBool), so
# only 1, t, T, true, True and TRUE switch the colours off. Bubble Tea v2 and Lip Gloss v2 take their profile from here.
#
# What helps: a program that wants the convention looks at the variable itself and sets the profile (tea.WithColorProfile).
#
# Seen on 2026-11-27, Go 1.26.8: Ascii for 1 and true, ANSI256 for yes, on, 0 and false.
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

	"github.com/charmbracelet/colorprofile"
)

func main() {
	for _, value := range []string{"1", "true", "yes", "on", "0", "false"} {
		fmt.Println(value, colorprofile.Env([]string{"TERM=xterm-256color", "NO_COLOR=" + value}))
	}
}
GO
go get github.com/charmbracelet/colorprofile@v0.4.3 2>/dev/null
go run . | tee out
diff out - <<'SEEN' || { echo "the behaviour has changed" >&2; exit 1; }
1 Ascii
true Ascii
yes ANSI256
on ANSI256
0 ANSI256
false ANSI256
SEEN

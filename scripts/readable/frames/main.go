// Command frames fails if a character of a frame cannot be read well on its background.
//
//	frames dark|light FILE...
//
// A file is a screen with the escape sequences of its colours, as tmux capture-pane -e
// writes them.
package main

import (
	"fmt"
	"os"

	"suitekey/scripts/readable"
)

func main() {
	if len(os.Args) < 3 || readable.Papers[os.Args[1]].Ink == nil {
		fmt.Fprintln(os.Stderr, "usage: frames dark|light FILE...")
		os.Exit(2)
	}
	failed := false
	for _, path := range os.Args[2:] {
		frame, err := os.ReadFile(path)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		for _, fault := range readable.Check(string(frame), readable.Papers[os.Args[1]]) {
			failed = true
			fmt.Printf("%s: %s\n", path, fault)
		}
	}
	if failed {
		os.Exit(1)
	}
}

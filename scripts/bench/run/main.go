// Command run starts a program, waits for it and prints how long it took, in nanoseconds, and the most memory that it had, in bytes.
// It is small: a process counts the memory of the one that started it as its own, until it runs its program.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"suitekey/scripts/bench/peak"
)

func main() {
	var words strings.Builder
	cmd := exec.Command(os.Args[1], os.Args[2:]...)
	cmd.Stderr = &words
	begin := time.Now()
	err := cmd.Run()
	took := time.Since(begin)
	if err != nil {
		fmt.Fprintf(os.Stderr, "%v: %s", err, words.String())
		os.Exit(1)
	}
	most, _ := peak.Memory(cmd.ProcessState)
	fmt.Println(took.Nanoseconds(), most)
}

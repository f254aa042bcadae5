package checks

import (
	"fmt"
	"strings"
	"sync"

	"suitekey/steps"
	"suitekey/ui/cli/verb"
	"suitekey/ui/plain"
)

// progress shows the progress of the tests of many connections: a bar on a terminal,
// otherwise a line for each connection.
type progress struct {
	*verb.Globals
	bar   bool
	quiet bool // no line for each connection: its report is shown anyway

	mu          sync.Mutex
	done, total int
}

func newProgress(g *verb.Globals, total int) *progress {
	return &progress{Globals: g, total: total, bar: total > 1 && !g.Plain && plain.IsTerminal(g.Stderr)}
}

// begun shows that the test of a connection begins.
func (p *progress) begun(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case !p.bar && p.quiet:
		return
	case !p.bar:
		p.Note("Testing %s", steps.Shorten(name, 70))
		return
	}
	p.draw()
}

// ended calls say, which prints the result of a test, and counts the test.
func (p *progress) ended(say func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
	say()
	p.done++
	p.draw()
}

// close removes the bar.
func (p *progress) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
	p.bar = false
}

const barWidth = 30

func (p *progress) draw() {
	if !p.bar || p.total == 0 {
		return
	}
	full := barWidth * p.done / p.total
	fmt.Fprintf(p.Stderr, "\r[%s%s] %d of %d tested, %d left", strings.Repeat("#", full), strings.Repeat("-", barWidth-full), p.done, p.total, p.total-p.done)
}

// clear removes the bar from the line: any terminal knows the carriage return.
func (p *progress) clear() {
	if p.bar {
		fmt.Fprintf(p.Stderr, "\r%s\r", strings.Repeat(" ", barWidth+40))
	}
}

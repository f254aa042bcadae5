// Package lazyregexp keeps regular expressions from costing every start: compiled
// at package level they would take as long as the rest of a short run.
package lazyregexp

import (
	"regexp"
	"sync"
)

// Lazy returns a function that compiles expression at its first call. The
// expression is a constant of the program: a wrong one panics then.
func Lazy(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

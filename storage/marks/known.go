package marks

import (
	"maps"
	"slices"
	"strings"
)

// known are marks by the name of their connection: those of a file as they stand there, and
// the ones that are new. A list of thousands looks up most of them, in their order, and a map
// of them would take longer to make than to ask.
type known struct {
	text  string   // of the file: each name, then a line break
	names []uint32 // where each name begins in text, sorted by name; never written again
	times []int64  // of each, in nanoseconds
	next  int      // in names: where the last look-up ended
	fresh map[string]int64
}

// name returns the name of a line of the file.
func (k *known) name(line int) string {
	name, _, _ := strings.Cut(k.text[k.names[line]:], "\n")
	return name
}

// find returns the line of the file with that name. No character of a name sorts before the
// line break, so names compare like their lines, and nothing has to look for the ends.
func (k *known) find(name string) (line int, found bool) {
	name += "\n"
	return slices.BinarySearchFunc(k.names, name, func(start uint32, name string) int {
		rest := k.text[start:]
		return strings.Compare(rest[:min(len(name), len(rest))], name)
	})
}

// at returns the mark of a connection; 0 without one.
func (k *known) at(name string) int64 {
	if mark, ok := k.fresh[name]; ok {
		return mark
	}
	if k.next >= len(k.names) || k.name(k.next) != name {
		line, found := k.find(name)
		if !found {
			return 0
		}
		k.next = line
	}
	k.next++
	return k.times[k.next-1]
}

func (k *known) note(name string, mark int64) {
	if k.fresh == nil {
		k.fresh = map[string]int64{}
	}
	k.fresh[name] = mark
}

// copied shares nothing that either of the two writes.
func (k *known) copied() known {
	return known{text: k.text, names: k.names, times: k.times, fresh: maps.Clone(k.fresh)}
}

func (k *known) all() map[string]int64 {
	all := make(map[string]int64, len(k.names)+len(k.fresh))
	for line, time := range k.times {
		all[k.name(line)] = time
	}
	maps.Copy(all, k.fresh)
	return all
}

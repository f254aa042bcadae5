package marks

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// state is the content of the file.
type state struct {
	connections known    // time of the newest state, in nanoseconds
	keys        []string // marks of the files with the vault's key, the present one last
	first       bool     // the file has version 1
}

// The file has a line for each mark, the keys first:
//
//	suitekey marks 2
//	key MARK
//	NANOSECONDS NAME
//
// Every run reads all of it, and 10,000 lines of JSON take ten times as long. Version 1 was
// JSON.
const (
	head    = "suitekey marks 2\n"
	keyWord = "key"
)

// text returns the file.
func text(connections map[string]int64, keys []string) []byte {
	text := []byte(head)
	for _, key := range keys {
		text = append(text, keyWord+" "+key+"\n"...)
	}
	for _, name := range slices.Sorted(maps.Keys(connections)) {
		text = strconv.AppendInt(text, connections[name], 10)
		text = append(text, " "+name+"\n"...)
	}
	return text
}

// parse reads the file; ok is false for anything else.
func parse(text string) (s state, ok bool) {
	rest, ok := strings.CutPrefix(text, head)
	if !ok {
		return parseFirst(text)
	}
	lines := strings.Count(rest, "\n")
	c := known{text: text, names: make([]uint32, 0, lines), times: make([]int64, 0, lines)}
	for rest != "" {
		var line string
		if line, rest, ok = strings.Cut(rest, "\n"); !ok {
			return state{}, false // the file is incomplete
		}
		first, second, ok := strings.Cut(line, " ")
		if !ok {
			return state{}, false
		}
		if first == keyWord {
			s.keys = append(s.keys, second)
			continue
		}
		mark, err := strconv.ParseInt(first, 10, 64)
		if err != nil {
			return state{}, false
		}
		if n := len(c.names); n > 0 && second <= c.name(n-1) { // not written by text
			c.note(second, mark)
			continue
		}
		begin := len(text) - len(rest) - len("\n") - len(second)
		c.names, c.times = append(c.names, uint32(begin)), append(c.times, mark)
	}
	s.connections = c
	return s, true
}

// parseFirst reads version 1.
func parseFirst(text string) (state, bool) {
	var s struct {
		Version     int              `json:"version"`
		Connections map[string]int64 `json:"connections"`
		Keys        []string         `json:"keys"`
	}
	if json.Unmarshal([]byte(text), &s) != nil || s.Version != 1 {
		return state{}, false
	}
	return state{known{fresh: s.Connections}, s.Keys, true}, true
}

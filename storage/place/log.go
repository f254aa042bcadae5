package place

import (
	"io/fs"
	"slices"
	"strings"
)

// Op is one thing that a Change has asked for.
type Op struct {
	Key    string
	Sealed []byte // nil to remove the key
	Clear  bool   // whether the removal may fail
}

// Log is what a Change has asked for, in its order. It is the part of a Tx that all
// places share.
type Log struct {
	Ops  []Op
	last map[string]int // the number of the last Op of a key
}

// Write asks for sealed as the value of key.
func (l *Log) Write(key string, sealed []byte) {
	if sealed == nil {
		sealed = []byte{}
	}
	l.add(Op{Key: key, Sealed: sealed})
}

// Remove asks for the removal of key.
func (l *Log) Remove(key string) { l.add(Op{Key: key}) }

// Clear asks for the removal of key, which may fail.
func (l *Log) Clear(key string) { l.add(Op{Key: key, Clear: true}) }

func (l *Log) add(op Op) {
	if l.last == nil {
		l.last = map[string]int{}
	}
	l.last[op.Key] = len(l.Ops)
	l.Ops = append(l.Ops, op)
}

// Read returns what the log makes of key; asked is false if it leaves key as it is.
func (l *Log) Read(key string) (sealed []byte, asked bool, err error) {
	n, asked := l.last[key]
	if !asked {
		return nil, false, nil
	}
	if l.Ops[n].Sealed == nil {
		return nil, true, &fs.PathError{Op: "read", Path: key, Err: fs.ErrNotExist}
	}
	return l.Ops[n].Sealed, true, nil
}

// List returns the keys directly in folder, given those that the place has.
func (l *Log) List(folder string, there []string) []string {
	if len(l.Ops) == 0 {
		return there
	}
	keys := map[string]bool{}
	for _, key := range there {
		keys[key] = true
	}
	for key, n := range l.last {
		child, direct := Child(folder, key)
		switch {
		case child == "":
		case l.Ops[n].Sealed != nil:
			keys[child] = true
		case direct:
			delete(keys, child)
		}
	}
	var all []string
	for key := range keys {
		all = append(all, key)
	}
	slices.Sort(all)
	return all
}

// Final returns the last Op of each key, in the order of the log.
func (l *Log) Final() []Op {
	var final []Op
	for n, op := range l.Ops {
		if l.last[op.Key] == n {
			final = append(final, op)
		}
	}
	return final
}

// Child returns the key directly in folder under which key is listed there: key
// itself, which is direct, or a folder; "" if key is elsewhere.
func Child(folder, key string) (child string, direct bool) {
	inside := key
	if folder != "" {
		var ok bool
		if inside, ok = strings.CutPrefix(key, folder+"/"); !ok {
			return "", false
		}
	}
	first, _, deeper := strings.Cut(inside, "/")
	if deeper {
		return key[:len(key)-len(inside)] + first + "/", false
	}
	return key, true
}

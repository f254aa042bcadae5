package place

import (
	"io/fs"
	"slices"
	"strings"
)

// Op is one request of a Change.
type Op struct {
	Key    string
	Sealed []byte // nil to remove the key
	Clear  bool   // whether the removal may fail
}

// Log is the list of requests of a Change, in order. It is the part of a Tx that all places
// share.
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

// Remove requests the removal of key.
func (l *Log) Remove(key string) { l.add(Op{Key: key}) }

// Clear requests the removal of key, which may fail.
func (l *Log) Clear(key string) { l.add(Op{Key: key, Clear: true}) }

func (l *Log) add(op Op) {
	if l.last == nil {
		l.last = map[string]int{}
	}
	l.last[op.Key] = len(l.Ops)
	l.Ops = append(l.Ops, op)
}

// Read returns the value of key after the requests; asked is false if no request is about
// key.
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

// List returns the keys directly in folder after the requests. there are the keys that the
// place has.
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

// Child returns the entry of folder under which key is listed: key itself if it is directly
// in folder, or a subfolder; "" if key is elsewhere.
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

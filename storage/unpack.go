package storage

import (
	"strings"
	"time"

	"suitekey/core/account"
	"suitekey/core/profile"
)

// packed is an index that has been taken apart into lines, but not further: a line
// is read when its file is as it was. Several goroutines can read lines at once.
type packed struct {
	texts []string
	lines []string
}

// name returns the name of the connection of a line.
func (x packed) name(line int) string {
	r := reader{x: &x, rest: x.lines[line]}
	return r.text()
}

// unpack takes the packed form apart. ok is false for anything else.
func unpack(text string) (x packed, ok bool) {
	rest, ok := strings.CutPrefix(text, packHead())
	if !ok {
		return packed{}, false
	}
	r := reader{rest: rest}
	x.texts = r.parts()
	x.lines = r.parts()
	if r.bad || r.rest != "" {
		return packed{}, false
	}
	return x, true
}

// reader reads what packer writes. Nothing it reads is trusted: after an error bad is
// true, and all that follows is empty.
type reader struct {
	x        *packed
	rest     string
	bad      bool
	accounts map[string]account.ID // parsed before
}

func (r *reader) fail() {
	r.bad, r.rest = true, ""
}

func (r *reader) number() uint64 {
	// binary.Uvarint wants bytes; a text of an index is not copied.
	var n uint64
	for shift := 0; shift < 64 && shift/7 < len(r.rest); shift += 7 {
		b := r.rest[shift/7]
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			r.rest = r.rest[shift/7+1:]
			return n
		}
	}
	r.fail()
	return 0
}

func (r *reader) signed() int64 {
	n := r.number()
	return int64(n>>1) ^ -int64(n&1)
}

// count reads the number of things that follow; each takes a byte or more.
func (r *reader) count() int {
	n := r.number()
	if n > uint64(len(r.rest)) {
		r.fail()
		return 0
	}
	return int(n)
}

// parts reads a list of texts.
func (r *reader) parts() []string {
	parts := make([]string, r.count())
	for i := range parts {
		n := r.count()
		parts[i], r.rest = r.rest[:n], r.rest[n:]
	}
	return parts
}

func (r *reader) text() string {
	n := r.number()
	if n >= uint64(len(r.x.texts)) {
		r.fail()
		return ""
	}
	return r.x.texts[n]
}

func (r *reader) time() time.Time {
	seconds, nanoseconds := r.signed(), r.number()
	t := time.Unix(seconds, int64(nanoseconds)).UTC()
	if nanoseconds >= 1e9 || !storable(t) {
		r.fail()
		return time.Time{}
	}
	return t
}

// head reads the beginning of a line.
func (r *reader) head(line int) (name string, file state) {
	r.rest, r.bad = r.x.lines[line], false
	name = r.text()
	size := r.number()
	return name, state{int64(size), r.time()}
}

// entry reads what follows head into e, and reports whether it could.
func (r *reader) entry(name string, e *Entry) bool {
	e.Name = name
	e.Generation = int(r.number())
	e.NotBefore, e.NotAfter = r.time(), r.time()
	r.profile(&e.Profile)
	return !r.bad && r.rest == ""
}

func (r *reader) profile(of *profile.Profile) {
	fields := profile.Fields()
	for number := r.number(); number != 0; number = r.number() {
		if number > uint64(len(fields)) {
			r.fail()
			return
		}
		r.value(fields[number-1].At(of))
	}
}

func (r *reader) value(pointer any) {
	switch v := pointer.(type) {
	case *string:
		*v = r.text()
	case *profile.Method:
		*v = profile.Method(r.text())
	case *account.ID:
		*v = r.account()
	case *[]string:
		*v = readList(r, r.text)
	case *[]profile.Surface:
		*v = readList(r, func() profile.Surface { return profile.Surface(r.text()) })
	case *[]time.Time:
		*v = readList(r, r.time)
	case *int:
		*v = int(r.signed())
	case *time.Duration:
		*v = time.Duration(r.signed())
	case *time.Time:
		*v = r.time()
	case *profile.Tested:
		*v = profile.Tested{At: r.time(), Company: r.text(), Role: r.text(), Entity: r.text()}
	case **profile.Profile:
		former := &profile.Profile{Name: r.text()}
		r.profile(former)
		*v = former
	default:
		r.fail()
	}
}

func (r *reader) account() account.ID {
	text := r.text()
	id, known := r.accounts[text]
	if known {
		return id
	}
	if readAccount(text, &id) != nil {
		r.fail()
		return account.ID{}
	}
	if r.accounts == nil {
		r.accounts = map[string]account.ID{}
	}
	r.accounts[text] = id
	return id
}

func readList[T any](r *reader, one func() T) []T {
	values := make([]T, 0, r.count())
	for range cap(values) {
		values = append(values, one())
	}
	return values
}

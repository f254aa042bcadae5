package index

import (
	"cmp"
	"encoding/binary"
	"math"
	"strings"
	"time"

	"suitekey/core/account"
	"suitekey/core/profile"
)

// Index is an index whose lines are separated but not decoded. Several goroutines can read
// lines at the same time.
type Index struct {
	texts    parts
	lines    parts
	accounts map[uint64]account.ID // by the number of their text
	ids      []account.ID          // the same, in the order in which they come
	of       []int32               // the number in ids of each line; -1 if it cannot be read
}

// Unpack reads the packed form. ok is false for anything else.
func Unpack(text string) (x *Index, ok bool) {
	rest, ok := strings.CutPrefix(text, packHead())
	if !ok || len(rest) > math.MaxUint32 {
		return nil, false
	}
	r := reader{rest: rest}
	x = &Index{texts: r.parts(), lines: r.parts(), accounts: map[uint64]account.ID{}}
	if r.bad || r.rest != "" {
		return nil, false
	}
	x.of = make([]int32, x.Len())
	numbers := map[uint64]int32{}
	for line := range x.of {
		r := x.read(line)
		number := r.accountNumber()
		at, known := numbers[number]
		if !known {
			at = -1
			if id, ok := x.parse(number); ok {
				at, x.ids, x.accounts[number] = int32(len(x.ids)), append(x.ids, id), id
			}
			numbers[number] = at
		}
		if x.of[line] = at; r.bad {
			x.of[line] = -1
		}
	}
	return x, true
}

// parse returns the account ID in the text with that number.
func (x *Index) parse(number uint64) (id account.ID, ok bool) {
	if number >= uint64(x.texts.len()) {
		return account.ID{}, false
	}
	text := x.texts.at(int(number))
	if text == "" {
		return account.ID{}, true
	}
	id, err := account.Parse(text)
	return id, err == nil && id.Realm() == text
}

// Len returns the number of lines; 0 for a nil Index.
func (x *Index) Len() int {
	if x == nil {
		return 0
	}
	return x.lines.len()
}

// Name returns the name of the connection of a line.
func (x *Index) Name(line int) string {
	r := x.read(line)
	return r.text()
}

// File returns the state of the file of a line.
func (x *Index) File(line int) File {
	r := x.read(line)
	r.accountNumber()
	return r.file()
}

// Account returns the account of a line; ok is false for a line that cannot be read.
func (x *Index) Account(line int) (id account.ID, ok bool) {
	if x.of[line] < 0 {
		return account.ID{}, false
	}
	return x.ids[x.of[line]], true
}

// Entry returns the entry of a line; ok is false for a line that cannot be read.
func (x *Index) Entry(line int) (e Entry, ok bool) {
	ok = x.Read(line, &e)
	return e, ok
}

// Read decodes a line into e and overwrites its previous content. It returns false for a
// line that cannot be read.
func (x *Index) Read(line int, e *Entry) bool {
	*e = Entry{}
	r := x.read(line)
	e.Name = r.text()
	r.number() // the account, which is also one of the fields
	r.file()
	e.Generation = int(r.number())
	e.NotBefore, e.NotAfter = r.time(), r.time()
	r.profile(&e.Profile)
	if r.bad || r.rest != "" {
		*e = Entry{}
		return false
	}
	return true
}

// Find returns the number of the line of each name, or -1. Names and lines are sorted.
func (x *Index) Find(names []string) []int32 {
	found := make([]int32, len(names))
	line, known := 0, ""
	if x.Len() > 0 {
		known = x.Name(0)
	}
	for i, name := range names {
		for line < x.Len() && cmp.Compare(known, name) < 0 {
			if line++; line < x.Len() {
				known = x.Name(line)
			}
		}
		found[i] = -1
		if line < x.Len() && known == name {
			found[i] = int32(line)
		}
	}
	return found
}

func (x *Index) read(line int) reader { return reader{x: x, rest: x.lines.at(line)} }

// reader reads the output of packer. The input is not trusted: after an error, bad is true
// and all further values are empty.
type reader struct {
	x      *Index
	rest   string
	before instant // the last time of the line
	bad    bool
}

func (r *reader) fail() {
	r.bad, r.rest = true, ""
}

func (r *reader) number() uint64 {
	if rest := r.rest; rest != "" && rest[0] < 0x80 { // as most are
		r.rest = rest[1:]
		return uint64(rest[0])
	}
	return r.large()
}

func (r *reader) large() uint64 {
	// binary.Uvarint needs bytes, and copying the text of an index costs time.
	var n uint64
	for i := range min(len(r.rest), binary.MaxVarintLen64) {
		b := r.rest[i]
		n |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			r.rest = r.rest[i+1:]
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

// count reads the number of items that follow. Each item has at least one byte.
func (r *reader) count() int {
	n := r.number()
	if n > uint64(len(r.rest)) {
		r.fail()
		return 0
	}
	return int(n)
}

// parts reads a list of texts.
func (r *reader) parts() parts {
	p := parts{starts: make([]uint32, r.count()), packed: r.rest}
	for i := range p.starts {
		p.starts[i] = uint32(len(p.packed) - len(r.rest))
		n := r.count()
		r.rest = r.rest[n:]
	}
	return p
}

// parts is a list of texts, each behind its length. A list of starts needs a quarter of the
// memory of a list of strings.
type parts struct {
	packed string
	starts []uint32
}

func (p parts) len() int { return len(p.starts) }

func (p parts) at(i int) string {
	r := reader{rest: p.packed[p.starts[i]:]}
	n := r.count()
	return r.rest[:n]
}

func (r *reader) text() string {
	n := r.number()
	if n >= uint64(r.x.texts.len()) {
		r.fail()
		return ""
	}
	return r.x.texts.at(int(n))
}

func (r *reader) time() time.Time {
	switch n := r.number(); n {
	case 0:
		return time.Time{}
	case 1:
	default:
		n -= 2
		r.before.seconds += int64(n>>1) ^ -int64(n&1)
		r.before.nanoseconds = int64(r.number())
	}
	if nanoseconds := r.before.nanoseconds; nanoseconds < 0 || nanoseconds >= 1e9 || !storable(r.before.seconds) {
		r.fail()
		return time.Time{}
	}
	return time.Unix(r.before.seconds, r.before.nanoseconds).UTC()
}

func (r *reader) file() File {
	size := r.number()
	return File{int64(size), r.time()}
}

// accountNumber reads the beginning of a line and returns the number of its account.
func (r *reader) accountNumber() uint64 {
	r.text()
	return r.number()
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
	number := r.number()
	id, known := r.x.accounts[number]
	if !known {
		if id, known = r.x.parse(number); !known {
			r.fail()
		}
	}
	return id
}

func readList[T any](r *reader, one func() T) []T {
	values := make([]T, 0, r.count())
	for range cap(values) {
		values = append(values, one())
	}
	return values
}

// Storable reports whether a record can hold t once it is in UTC.
func Storable(t time.Time) bool { return storable(t.Unix()) }

// storable reports whether a time with these seconds since 1970 is in a year from 0 to 9999.
func storable(seconds int64) bool {
	const year0, year10000 = -62167219200, 253402300800
	return seconds >= year0 && seconds < year10000
}

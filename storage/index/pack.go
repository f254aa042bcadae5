// Package index is the packed list of a vault's connections. It contains all that a list
// shows, without secrets and certificates. A line is decoded when it is shown, so a list of
// thousands of connections needs memory only for the visible lines.
package index

import (
	"encoding/binary"
	"hash/fnv"
	"strconv"
	"time"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// Entry is a connection in a list, without its secrets and its certificate.
type Entry struct {
	profile.Profile
	Generation int
	NotBefore  time.Time // start of the validity of its certificate; zero without a certificate
	NotAfter   time.Time // end of the validity
	Err        error     // why the connection cannot be read; then only Name is known
}

// File is the state of a file as its folder reports it.
type File struct {
	Size     int64
	Modified time.Time
}

// Line is an entry with the state of its file.
type Line struct {
	Entry Entry
	File  File
}

// The packed form of an index. With 10,000 connections, JSON takes 20 times as long
// and needs four times the memory.
//
//	head, with a mark of the table of fields
//	number of texts, then each text: length, bytes
//	number of lines, then each line: length, bytes
//
// A line has the name, the account, the state of the file, the generation, the validity of
// the certificate, and each field that is not empty: its number in the table from 1, and
// its value; then 0. Numbers are varints. Texts are numbers in the list of texts:
// most connections share most of theirs. A time is 0 without one, 1 for the same as the time
// before in the line, or 2 and the seconds since that time, zigzag-coded; then nanoseconds.

// packHead is the beginning of the packed form. It changes with the table of fields, so
// that an index of another version of suitekey is not read.
func packHead() string {
	sum := fnv.New64a()
	for _, f := range profile.Fields() {
		_, _ = sum.Write([]byte(f.Key + "\n"))
	}
	return "suitekey index 3 " + strconv.FormatUint(sum.Sum64(), 16) + "\n"
}

// packer writes the packed form.
type packer struct {
	texts   []byte
	numbers map[string]uint64 // of the texts
	line    []byte
	before  instant // the last time of the line
}

// instant is a time since 1970, in UTC.
type instant struct{ seconds, nanoseconds int64 }

// Pack returns the packed form of the readable ones of n lines. It has done with a line
// when it asks for the next one.
func Pack(n int, line func(i int) *Line) []byte {
	p := packer{numbers: map[string]uint64{}}
	var lines []byte
	count := uint64(0)
	for i := range n {
		one := line(i)
		if one.Entry.Err != nil {
			continue
		}
		p.line, p.before = p.line[:0], instant{}
		p.entry(one)
		lines = binary.AppendUvarint(lines, uint64(len(p.line)))
		lines = append(lines, p.line...)
		count++
	}
	head := packHead()
	packed := make([]byte, 0, len(head)+len(p.texts)+len(lines)+2*binary.MaxVarintLen64)
	packed = append(packed, head...)
	packed = binary.AppendUvarint(packed, uint64(len(p.numbers)))
	packed = append(packed, p.texts...)
	packed = binary.AppendUvarint(packed, count)
	return append(packed, lines...)
}

func (p *packer) number(n uint64) { p.line = binary.AppendUvarint(p.line, n) }

func (p *packer) text(text string) {
	n, known := p.numbers[text]
	if !known {
		n = uint64(len(p.numbers))
		p.numbers[text] = n
		p.texts = binary.AppendUvarint(p.texts, uint64(len(text)))
		p.texts = append(p.texts, text...)
	}
	p.number(n)
}

func (p *packer) time(t time.Time) {
	now := instant{t.Unix(), int64(t.Nanosecond())}
	switch {
	case t.IsZero():
		p.number(0)
		return
	case now == p.before:
		p.number(1)
		return
	}
	later := now.seconds - p.before.seconds
	p.number(uint64(later<<1^later>>63) + 2)
	p.number(uint64(now.nanoseconds))
	p.before = now
}

func (p *packer) entry(l *Line) {
	p.text(l.Entry.Name)
	p.text(l.Entry.Account.Realm())
	p.number(uint64(l.File.Size))
	p.time(l.File.Modified)
	p.number(uint64(l.Entry.Generation))
	p.time(l.Entry.NotBefore)
	p.time(l.Entry.NotAfter)
	p.profile(&l.Entry.Profile)
}

func (p *packer) profile(of *profile.Profile) {
	for i, f := range profile.Fields() {
		if at := f.At(of); packs(at) && !f.IsZero(of) && f.Record != profile.None {
			p.number(uint64(i + 1))
			p.value(at)
		}
	}
	p.number(0)
}

// packs reports whether the index contains the field. It contains no secrets.
func packs(pointer any) bool {
	_, hidden := pointer.(*secret.Secret)
	return !hidden
}

func (p *packer) value(pointer any) {
	switch v := pointer.(type) {
	case *string:
		p.text(*v)
	case *profile.Method:
		p.text(string(*v))
	case *account.ID:
		p.text(v.Realm())
	case *[]string:
		packList(p, *v, p.text)
	case *[]profile.Surface:
		packList(p, *v, func(s profile.Surface) { p.text(string(s)) })
	case *[]time.Time:
		packList(p, *v, p.time)
	case *int:
		p.line = binary.AppendVarint(p.line, int64(*v))
	case *time.Duration:
		p.line = binary.AppendVarint(p.line, int64(*v))
	case *time.Time:
		p.time(*v)
	case *profile.Tested:
		p.time(v.At)
		p.text(v.Company)
		p.text(v.Role)
		p.text(v.Entity)
	case **profile.Profile:
		p.text((*v).Name)
		p.profile(*v)
	}
}

func packList[T any](p *packer, values []T, one func(T)) {
	p.number(uint64(len(values)))
	for _, value := range values {
		one(value)
	}
}

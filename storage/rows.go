package storage

import (
	"errors"
	"io/fs"
	"slices"
	"sync"
	"time"

	"suitekey/core/account"
	"suitekey/storage/index"
	"suitekey/storage/place"
)

// Rows are the connections of a vault, sorted by name, as List returns them. An entry is
// decoded on request, so that thousands of Rows need memory only for the visible ones.
// Several goroutines can use them at the same time.
type Rows struct {
	session *Session
	known   fileIndex
	names   []string
	lines   []int32       // of each in the index; -1 without a line
	opened  []*index.Line // what stands in files that were opened, nil for the others; empty if none was
}

// Len returns the number of connections.
func (r *Rows) Len() int { return len(r.names) }

// openedAt returns the content of a connection's file, or nil if it was not opened.
func (r *Rows) openedAt(i int) *index.Line {
	if len(r.opened) == 0 {
		return nil
	}
	return r.opened[i]
}

// Name returns the name of a connection, as in its Entry.
func (r *Rows) Name(i int) string {
	if opened := r.openedAt(i); opened != nil {
		return opened.Entry.Name
	}
	return r.names[i]
}

// Account returns the account of a connection; ok is false if the connection cannot be
// read.
func (r *Rows) Account(i int) (id account.ID, ok bool) {
	if opened := r.openedAt(i); opened != nil {
		return opened.Entry.Account, opened.Entry.Err == nil
	}
	if id, ok = r.known.Account(int(r.lines[i])); ok {
		return id, true
	}
	e := r.Entry(i)
	return e.Account, e.Err == nil
}

// Entry returns a connection.
func (r *Rows) Entry(i int) Entry {
	var e Entry
	r.Read(i, &e)
	return e
}

// Read reads a connection into e and overwrites its previous content. A caller that looks
// at thousands of connections needs memory for only one.
func (r *Rows) Read(i int, e *Entry) {
	opened, line := r.openedAt(i), int(r.lines[i])
	switch {
	case opened != nil:
		*e = opened.Entry
	case line >= 0 && r.known.Read(line, e):
	default:
		*e = r.session.entry(r.names[i]).Entry
	}
	r.session.compare(e)
}

// lists is what a session remembers of its last list, so that the next list opens only
// changed files.
type lists struct {
	mu     sync.Mutex
	known  fileIndex
	opened map[string]seen
}

// ready reports whether the index was read.
func (l *lists) ready() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.known.Len() > 0
}

// seen is an opened connection, and the time before its file was read.
type seen struct {
	line *index.Line
	at   time.Time
}

// tick is the longest time, some milliseconds, within which two changes can have the same
// time stamp on a file system with fractions of seconds.
const tick = 100 * time.Millisecond

// trusts reports whether a remembered connection is still valid, given the present state of
// its file. A file that was young when it was opened is opened again, as with an index.
// Tests change many connections within seconds, so with fine time stamps the limit is
// lower.
func (s seen) trusts(now index.File) bool {
	young := tick
	if now.Modified.Nanosecond() == 0 {
		young = racy
	}
	return s.line != nil && s.line.File.Size == now.Size && s.line.File.Modified.Equal(now.Modified) && s.at.Sub(now.Modified) >= young
}

// Rows returns the connections.
func (s *Session) Rows() (*Rows, error) {
	return rowsOf(s, s.refresh)
}

// RowsHere is Rows as far as this computer knows: a copy of a team's vault is not brought
// up to date. What was loaded or saved here is in it.
func RowsHere(s *Session) (*Rows, error) {
	if c, is := s.vault.place.(place.Copied); is && !c.Complete() {
		return s.Rows()
	}
	return rowsOf(s, func() ([]string, error) { return nil, nil })
}

// rowsOf returns the rows of the vault after refresh. The index is read meanwhile: its lines
// are compared with the files afterwards.
func rowsOf(s *Session, refresh func() ([]string, error)) (*Rows, error) {
	var names []string
	var known fileIndex
	var err error
	inParallel(2, func(half int) {
		switch {
		case half == 0:
			names, err = namesAfter(s, refresh)
		case !s.lists.ready():
			known = s.readIndex()
		}
	})
	if err != nil {
		return nil, err
	}
	s.lists.mu.Lock()
	defer s.lists.mu.Unlock()
	if s.lists.known.Len() == 0 && len(names) >= indexFrom {
		s.lists.known = known
	}
	rows := &Rows{session: s, known: s.lists.known, names: names, lines: s.lists.known.Find(names)}
	begin := time.Now()
	changed := s.lists.fill(rows, s.vault.path(profiles))
	opened := make([]index.Line, len(changed))
	inParallel(len(changed), func(n int) { opened[n] = s.entry(names[changed[n]]) })
	s.repair(names, changed, opened)
	if len(changed) > 0 && len(rows.opened) == 0 {
		rows.opened = make([]*index.Line, len(names))
	}
	for n, i := range changed {
		rows.opened[i] = &opened[n]
	}
	s.lists.remember(rows, changed, begin)
	if len(names) >= indexFrom && len(changed) >= min(indexAgain, len(names)) {
		s.renewIndex(rows)
	}
	rows.leaveOutRemoved()
	return rows, nil
}

// namesAfter returns the sorted names of the connections. refresh returns them if it has just
// read them, else nil.
func namesAfter(s *Session, refresh func() ([]string, error)) ([]string, error) {
	names, err := refresh()
	if err != nil {
		return nil, err
	}
	s.finishPending()
	if names != nil {
		return names, nil
	}
	if names, err = storedNames(s.vault.path(profiles)); err != nil {
		return nil, s.vault.explain("listing the connections", err)
	}
	return names, nil
}

// leaveOutRemoved leaves out what was removed since the folder was read.
func (r *Rows) leaveOutRemoved() {
	kept := 0
	for i, opened := range r.opened {
		if opened != nil && errors.Is(opened.Entry.Err, fs.ErrNotExist) {
			continue
		}
		r.names[kept], r.lines[kept], r.opened[kept] = r.names[i], r.lines[i], opened
		kept++
	}
	if len(r.opened) > 0 {
		r.names, r.lines, r.opened = r.names[:kept], r.lines[:kept], r.opened[:kept]
	}
}

// fill fills in the opened rows whose files have not changed. It returns the numbers of
// those that are neither in the index nor opened.
func (l *lists) fill(rows *Rows, path string) (changed []int) {
	names, lines := rows.names, rows.lines
	if len(l.opened) > 0 {
		rows.opened = make([]*index.Line, len(names))
	}
	folder := index.OpenFolder(path)
	defer folder.Close()
	const part = 256 // rows for one goroutine
	missed := make([][]int, (len(names)+part-1)/part)
	inParallel(len(missed), func(n int) {
		for i := n * part; i < min((n+1)*part, len(names)); i++ {
			now, there := folder.State(names[i] + suffix)
			if there && lines[i] >= 0 && l.known.trusts(l.known.File(int(lines[i])), now) {
				continue
			}
			if before := l.opened[names[i]]; there && before.trusts(now) {
				rows.opened[i] = before.line
				continue
			}
			missed[n] = append(missed[n], i)
		}
	})
	return slices.Concat(missed...)
}

// remember keeps the opened rows: those in changed were read at the time begin or later,
// the others before.
func (l *lists) remember(rows *Rows, changed []int, begin time.Time) {
	before := l.opened
	l.opened = map[string]seen{}
	for i, opened := range rows.opened {
		if opened != nil && opened.Entry.Err == nil {
			l.opened[rows.names[i]] = seen{opened, before[rows.names[i]].at}
		}
	}
	for _, i := range changed {
		if opened := rows.opened[i]; opened.Entry.Err == nil {
			l.opened[rows.names[i]] = seen{opened, begin}
		}
	}
}

// renewIndex writes the index for rows. The next list reads it.
func (s *Session) renewIndex(rows *Rows) {
	var known index.Line
	s.writeIndex(index.Pack(rows.Len(), func(i int) *index.Line {
		if opened := rows.openedAt(i); opened != nil {
			return opened
		}
		line := int(rows.lines[i])
		if !rows.known.Read(line, &known.Entry) {
			known.Entry.Err = errNoLine
		}
		known.File = rows.known.File(line)
		return &known
	}))
	s.lists.known, s.lists.opened = fileIndex{}, nil
}

// errNoLine keeps an unreadable line out of the next index.
var errNoLine = errors.New("the line of the index cannot be read")

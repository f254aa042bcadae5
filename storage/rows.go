package storage

import (
	"errors"
	"io/fs"
	"slices"
	"sync"
	"time"

	"suitekey/core/account"
	"suitekey/storage/index"
)

// Rows are the connections of a vault, sorted by name, as List returns them. An entry is
// decoded on request, so that thousands of Rows need memory only for the visible ones.
// Several goroutines can use them at the same time.
type Rows struct {
	session *Session
	known   fileIndex
	rows    []row
}

// row is one connection: a line of the index, or an entry whose file was opened.
type row struct {
	name   string
	line   int32 // -1 without a line
	opened *index.Line
}

// Len returns the number of connections.
func (r *Rows) Len() int { return len(r.rows) }

// Name returns the name of a connection, as in its Entry.
func (r *Rows) Name(i int) string {
	if opened := r.rows[i].opened; opened != nil {
		return opened.Entry.Name
	}
	return r.rows[i].name
}

// Account returns the account of a connection; ok is false if the connection cannot be
// read.
func (r *Rows) Account(i int) (id account.ID, ok bool) {
	if opened := r.rows[i].opened; opened != nil {
		return opened.Entry.Account, opened.Entry.Err == nil
	}
	if id, ok = r.known.Account(int(r.rows[i].line)); ok {
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
	row := r.rows[i]
	switch {
	case row.opened != nil:
		*e = row.opened.Entry
	case row.line >= 0 && r.known.Read(int(row.line), e):
	default:
		*e = r.session.entry(row.name).Entry
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
	if err := s.refresh(); err != nil {
		return nil, err
	}
	return rowsOf(s)
}

// RowsHere is Rows as far as this computer knows: a copy of a team's vault is not brought
// up to date. What was loaded or saved here is in it.
func RowsHere(s *Session) (*Rows, error) {
	if c, is := s.vault.place.(copied); is && !c.Complete() {
		return s.Rows()
	}
	return rowsOf(s)
}

func rowsOf(s *Session) (*Rows, error) {
	s.finishPending()
	names, err := storedNames(s.vault.path(profiles))
	if err != nil {
		return nil, s.vault.explain("listing the connections", err)
	}
	s.lists.mu.Lock()
	defer s.lists.mu.Unlock()
	if s.lists.known.Len() == 0 {
		s.lists.known = s.readIndex(len(names))
	}
	rows := &Rows{session: s, known: s.lists.known, rows: make([]row, len(names))}
	begin := time.Now()
	changed := s.lists.fill(rows, names, s.vault.path(profiles))
	opened := make([]index.Line, len(changed))
	inParallel(len(changed), func(n int) { opened[n] = s.entry(names[changed[n]]) })
	s.repair(names, changed, opened)
	for n, i := range changed {
		rows.rows[i].opened = &opened[n]
	}
	s.lists.remember(rows, changed, begin)
	if len(names) >= indexFrom && len(changed) >= min(indexAgain, len(names)) {
		s.renewIndex(rows)
	}
	rows.rows = slices.DeleteFunc(rows.rows, func(r row) bool { // removed since the folder was read
		return r.opened != nil && errors.Is(r.opened.Entry.Err, fs.ErrNotExist)
	})
	return rows, nil
}

// fill fills in the known rows whose files have not changed. It returns the numbers of the
// others.
func (l *lists) fill(rows *Rows, names []string, path string) (changed []int) {
	lines := l.known.Find(names)
	folder := openFolder(path)
	defer folder.close()
	const part = 256 // rows for one goroutine
	missed := make([][]int, (len(names)+part-1)/part)
	inParallel(len(missed), func(n int) {
		for i := n * part; i < min((n+1)*part, len(names)); i++ {
			rows.rows[i] = row{name: names[i], line: lines[i]}
			now, there := folder.state(names[i] + suffix)
			if there && lines[i] >= 0 && l.known.trusts(l.known.File(int(lines[i])), now) {
				continue
			}
			if before := l.opened[names[i]]; there && before.trusts(now) {
				rows.rows[i].opened = before.line
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
	for i := range rows.rows {
		if r := &rows.rows[i]; r.opened != nil && r.opened.Entry.Err == nil {
			l.opened[r.name] = seen{r.opened, before[r.name].at}
		}
	}
	for _, i := range changed {
		if r := &rows.rows[i]; r.opened.Entry.Err == nil {
			l.opened[r.name] = seen{r.opened, begin}
		}
	}
}

// renewIndex writes the index for rows. The next list reads it.
func (s *Session) renewIndex(rows *Rows) {
	all := make([]index.Line, len(rows.rows))
	inParallel(len(all), func(i int) {
		if opened := rows.rows[i].opened; opened != nil {
			all[i] = *opened
			return
		}
		line := int(rows.rows[i].line)
		e, ok := rows.known.Entry(line)
		if !ok {
			e.Err = errNoLine
		}
		all[i] = index.Line{Entry: e, File: rows.known.File(line)}
	})
	s.writeIndex(all)
	s.lists.known, s.lists.opened = fileIndex{}, nil
}

// errNoLine keeps an unreadable line out of the next index.
var errNoLine = errors.New("the line of the index cannot be read")

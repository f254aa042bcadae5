package mirror

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"suitekey/storage/place"
	"suitekey/storage/private"
	"suitekey/storage/team/shared"
)

// folder is the copy: a folder with the files of a vault.
type folder string

// state says up to which revision of which engine the copy is complete.
type state struct {
	Cluster  uint64         `json:"cluster"`
	Revision int64          `json:"revision"`
	Foreign  map[string]int `json:"foreign,omitempty"` // keys in the engine's folders that are not copied, because suitekey makes no such keys
}

const (
	stateFile = "copy.json"
	lockFile  = "copying.lock"
	unwritten = "copying.tmp"
	beside    = ".copying" // suffix of a folder that is being copied for the first time
)

func (f folder) path(key string) string {
	return filepath.Join(string(f), filepath.FromSlash(key))
}

// locked runs work while no other suitekey of this computer changes the copy.
func (f folder) locked(work func(folder) error) error {
	if err := private.MkdirAll(string(f)); err != nil {
		return err
	}
	lock := flock.New(f.path(lockFile), flock.SetPermissions(0o600))
	if err := lock.Lock(); err != nil {
		return err
	}
	defer lock.Unlock()
	return work(f)
}

// state reads what keep has stored. If that is unreadable, the copy starts from the
// beginning.
func (f folder) state() state {
	text, err := os.ReadFile(f.path(stateFile))
	var s state
	if err != nil || json.Unmarshal(text, &s) != nil || s.Revision < 0 {
		return state{}
	}
	return s
}

func (f folder) keep(s state) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return f.write(stateFile, text, time.Time{})
}

// forget makes the next copy a complete one. The present copy stays readable until then.
func (f folder) forget() {
	_ = private.Remove(f.path(stateFile))
	_ = private.Remove(f.path("index.age"))
	for _, in := range copied {
		listed, _ := f.list(in)
		for _, l := range listed {
			_ = os.Chtimes(f.path(l.Key), time.Time{}, stampOf(0))
		}
	}
}

// stampOf returns a time stamp for each revision. By the time stamp, the list's index
// recognises a changed file, and a look at the file shows whether it is older than its
// revision. The time stamps are two seconds apart and after 1980, because FAT supports no
// others.
func stampOf(revision int64) time.Time {
	return time.Date(1980, 1, 2, 0, 0, 0, 0, time.UTC).Add(time.Duration(revision) * 2 * time.Second)
}

// revisionOf is the inverse of stampOf.
func revisionOf(stamp time.Time) int64 { return int64(stamp.Sub(stampOf(0)) / (2 * time.Second)) }

// lead is how many revisions a file of the copy can be ahead of a value that was read
// before, because this computer has saved meanwhile. Something else, such as a restored
// backup, has written a file with a later time stamp.
const lead = 1 << 20

// has reports whether a file of the copy has this revision or a later one.
func has(info fs.FileInfo, revision int64) bool {
	stamp := info.ModTime()
	return revision > 0 && !stamp.Before(stampOf(revision)) && !stamp.After(stampOf(revision+lead))
}

// knows reports whether the copy has this value or a newer one.
func (f folder) knows(v shared.Value) bool {
	info, err := os.Lstat(f.path(v.Key))
	return err == nil && has(info, v.Revision)
}

// put writes or removes one value, unless the copy has this one or a newer one.
func (f folder) put(v shared.Value) error {
	if !storable(v.Key) {
		return nil
	}
	if f.knows(v) {
		return nil
	}
	if v.Sealed == nil {
		return f.remove(v.Key)
	}
	if v.Revision == 0 {
		if now, err := f.read(v.Key); err == nil && bytes.Equal(now, readable(v.Sealed)) {
			return nil
		}
	}
	return f.write(v.Key, readable(v.Sealed), stampOf(v.Revision))
}

// readable returns the bytes of a value to copy. Of a value that is too large it returns
// only the beginning, which is just as unreadable.
func readable(sealed []byte) []byte {
	if len(sealed) > place.MaxValue {
		return sealed[:64]
	}
	return sealed
}

// write replaces a whole file and sets its time stamp. It does not wait for the disk: a
// file that a power cut destroys is copied again.
func (f folder) write(key string, data []byte, stamp time.Time) error {
	path := f.path(key)
	err := create(f.path(unwritten), data, stamp)
	if errors.Is(err, fs.ErrExist) { // from an attempt that was interrupted
		_ = private.Remove(f.path(unwritten))
		err = create(f.path(unwritten), data, stamp)
	}
	if err != nil {
		return err
	}
	err = private.Rename(f.path(unwritten), path)
	if errors.Is(err, fs.ErrNotExist) { // the first file of its folder
		if err = private.MkdirAll(filepath.Dir(path)); err == nil {
			err = private.Rename(f.path(unwritten), path)
		}
	}
	return err
}

// create writes a file that does not exist yet.
func create(path string, data []byte, stamp time.Time) error {
	file, err := private.Create(path)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Close(), os.Chtimes(path, time.Time{}, stamp))
}

func (f folder) remove(key string) error {
	err := private.Remove(f.path(key))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func (f folder) read(key string) ([]byte, error) {
	if !storable(key) {
		return nil, &fs.PathError{Op: "read", Path: key, Err: fs.ErrNotExist}
	}
	return os.ReadFile(f.path(key))
}

// names returns the names of the values in a folder of the copy, in no order.
func (f folder) names(in string) ([]string, error) {
	opened, err := os.Open(f.path(in))
	if errors.Is(err, fs.ErrNotExist) {
		return []string{}, nil
	}
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	files, err := opened.Readdirnames(-1)
	names := files[:0]
	for _, file := range files {
		if name, value := strings.CutSuffix(file, ".age"); value {
			names = append(names, name)
		}
	}
	return names, err
}

// count returns how many values are in a folder of the copy.
func (f folder) count(in string) (int, error) {
	names, err := f.names(in)
	return len(names), err
}

func (f folder) list(in string) ([]place.Listed, error) {
	entries, err := os.ReadDir(f.path(in))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var all []place.Listed
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && strings.HasSuffix(e.Name(), ".age") {
			all = append(all, place.Listed{Key: in + "/" + e.Name(), Mark: fmt.Sprint(info.ModTime().UnixNano())})
		}
	}
	return all, err
}

// storable reports whether a key can be a file name on every system. suitekey makes only
// such keys, but a stranger can make others.
func storable(key string) bool {
	if place.CheckKey(key) != nil || !strings.HasSuffix(key, ".age") || strings.Count(key, "/") > 1 {
		return false
	}
	return strings.Trim(key, "abcdefghijklmnopqrstuvwxyz0123456789-_.+/") == "" && !strings.Contains(key, "/.")
}

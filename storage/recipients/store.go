package recipients

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"filippo.io/age"
)

const (
	// ListFile lists the keys. It is encrypted to the vault's key: a person who can only
	// write to the folder must not be able to add a key that will open a new key of the
	// vault.
	ListFile = "recipients.age"
	// Folder contains the vault's key, in one file for each opening key: age allows neither
	// a passphrase nor post-quantum keys together with others in one file.
	Folder = "recipients"

	suffix      = ".age"
	listVersion = 1
)

// Stage is a second set of files beside those of the keys, for the time while the vault
// gets a new key. The set is complete before anything else changes, so that a later run can
// continue without a hardware key.
type Stage string

// The stages, in order.
const (
	WithBoth Stage = ".both" // with both keys of the vault
	WithNext Stage = ".next" // with the new key alone
)

// Disk reads and changes files of the vault. A Write that fails leaves the former file or
// the new one.
type Disk interface {
	Read(path string) ([]byte, error)
	Write(path string, data []byte) error
	Remove(path string) error
	Rename(from, to string) error
	MakeFolder(path string) error
	SyncFolder(path string) error
}

// Store manages the keys of the vault in the folder Dir. A caller that changes it holds the
// vault's lock.
type Store struct {
	Dir  string
	Disk Disk
	Seal func(text []byte) ([]byte, error)   // encrypts to the vault's key
	Open func(sealed []byte) ([]byte, error) // decrypts with it
}

var (
	// ErrUnknown means that no key has the name.
	ErrUnknown = errors.New("no key has that name")
	// ErrNewer means that a newer suitekey has stored the list.
	ErrNewer = errors.New("the list of keys that open the vault was stored by a newer suitekey: install the newer suitekey")
)

type list struct {
	Version int   `json:"version"`
	Keys    []Key `json:"keys"`
}

// Keys returns the keys, sorted by name.
func (s Store) Keys() ([]Key, error) {
	path := filepath.Join(s.Dir, ListFile)
	sealed, err := s.Disk.Read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var text []byte
	if err == nil {
		text, err = s.Open(sealed)
	}
	var l list
	if err == nil {
		err = json.Unmarshal(text, &l)
	}
	if err != nil {
		return nil, fmt.Errorf("the list of keys that open the vault (%s) cannot be read: %w; restore it from a backup, or remove it and add the keys again", ListFile, err)
	}
	if l.Version > listVersion {
		return nil, ErrNewer
	}
	return l.Keys, nil
}

// Listed returns the keys, sorted by name, and says which of them open nothing.
func (s Store) Listed() ([]Key, error) {
	keys, err := s.Keys()
	if err != nil {
		return nil, err
	}
	there, err := s.files(suffix)
	for i := range keys {
		keys[i].Closed = !slices.Contains(there, keys[i].Name+suffix)
	}
	return keys, err
}

func (s Store) writeKeys(keys []Key) error {
	text, err := json.Marshal(list{listVersion, keys})
	if err != nil {
		return err
	}
	sealed, err := s.Seal(text)
	if err != nil {
		return err
	}
	return s.Disk.Write(filepath.Join(s.Dir, ListFile), sealed)
}

// Add stores a key with its file, which EncryptTo has made. If the name is in use, it must
// belong to the same key. Add first lists the key: a key that opens the vault without being
// listed would be overlooked.
func (s Store) Add(k Key, file []byte) error {
	keys, err := s.Keys()
	if err != nil {
		return err
	}
	at, there := find(keys, k.Name)
	switch {
	case !there:
		keys = slices.Insert(keys, at, k)
	case keys[at].Recipient != k.Recipient:
		return fmt.Errorf("another key is called %s: choose another name, or remove that key first", k.Name)
	}
	if err := s.writeKeys(keys); err != nil {
		return err
	}
	if err := s.Disk.MakeFolder(s.path("")); err != nil {
		return err
	}
	return s.Disk.Write(s.path(k.Name+suffix), file)
}

// Remove removes a key, its file first. It fails with ErrUnknown.
func (s Store) Remove(name string) error {
	keys, err := s.Keys()
	if err != nil {
		return err
	}
	at, there := find(keys, name)
	if !there {
		return ErrUnknown
	}
	if err := s.Disk.Remove(s.path(name + suffix)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := s.Disk.SyncFolder(s.path("")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return s.writeKeys(slices.Delete(keys, at, at+1))
}

func find(keys []Key, name string) (int, bool) {
	return slices.BinarySearchFunc(keys, name, func(k Key, name string) int { return strings.Compare(k.Name, name) })
}

// Prepare creates the files of a stage for all keys. It removes the remains of an attempt
// that never began.
func (s Store) Prepare(stage Stage, text []byte, person Person) error {
	left, err := s.files(string(stage))
	if err != nil {
		return err
	}
	for _, name := range left {
		if err := s.Disk.Remove(s.path(name)); err != nil {
			return err
		}
	}
	keys, err := s.Keys()
	if err != nil {
		return err
	}
	for _, k := range keys {
		file, err := EncryptTo(k, text, person)
		if err == nil {
			err = s.Disk.MakeFolder(s.path(""))
		}
		if err == nil {
			err = s.Disk.Write(s.path(k.Name+string(stage)), file)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Advance replaces the present files by those of a stage. It can be repeated.
func (s Store) Advance(stage Stage) error {
	names, err := s.files(string(stage))
	if err != nil || len(names) == 0 {
		return err
	}
	for _, name := range names {
		if err := s.Disk.Rename(s.path(name), s.path(strings.TrimSuffix(name, string(stage))+suffix)); err != nil {
			return err
		}
	}
	return s.Disk.SyncFolder(s.path(""))
}

// Any reports whether a file exists that a key opens.
func (s Store) Any() bool {
	names, err := s.files(suffix)
	return err == nil && len(names) > 0
}

// ErrNoKeyFits means that no identity opens the vault.
var ErrNoKeyFits = errors.New("no key in the file opens this vault: suitekey passphrase keys lists the keys that open it")

// Find opens the first file that one of the identities opens. It returns the text of the
// file and the name of the key. It fails with ErrNoKeyFits, or says what failed.
func (s Store) Find(identities []age.Identity, open func(sealed []byte, identities ...age.Identity) ([]byte, error)) (text []byte, name string, err error) {
	names, err := s.files(suffix)
	if err != nil {
		return nil, "", err
	}
	failure := ErrNoKeyFits
	for _, file := range names {
		sealed, err := s.Disk.Read(s.path(file))
		if err == nil {
			text, err = open(sealed, identities...)
		}
		switch {
		case err == nil:
			return text, strings.TrimSuffix(file, suffix), nil
		case !errors.Is(err, age.ErrIncorrectIdentity):
			failure = Explained(err)
		}
	}
	return nil, "", failure
}

func (s Store) path(name string) string { return filepath.Join(s.Dir, Folder, name) }

// files returns the names in the folder with this ending.
func (s Store) files(end string) (names []string, err error) {
	entries, err := os.ReadDir(s.path(""))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), end) {
			names = append(names, entry.Name())
		}
	}
	return names, err
}

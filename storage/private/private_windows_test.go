package private

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/windows"
)

// openToOthers makes a file or a folder that others can read.
func openToOthers(t *testing.T, path string, folder bool) {
	t.Helper()
	err := os.WriteFile(path, nil, 0o600)
	if folder {
		_ = os.Remove(path)
		err = os.Mkdir(path, 0o700)
	}
	if err != nil {
		t.Fatal(err)
	}
	sd, err := windows.SecurityDescriptorFromString("D:P(A;;FA;;;WD)")
	if err != nil {
		t.Fatal(err)
	}
	list, _, err := sd.DACL()
	if err != nil {
		t.Fatal(err)
	}
	if err := windows.SetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION, nil, nil, list, nil); err != nil {
		t.Fatal(err)
	}
}

// TestReplaceWhatIsBeingRead: another program has the file open for a while,
// and does not share it.
func TestReplaceWhatIsBeingRead(t *testing.T) {
	folder := t.TempDir()
	from, to := filepath.Join(folder, "from"), filepath.Join(folder, "to")
	for _, path := range []string{from, to} {
		if err := os.WriteFile(path, []byte(filepath.Base(path)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	name, err := windows.UTF16PtrFromString(to)
	if err != nil {
		t.Fatal(err)
	}
	handle, err := windows.CreateFile(name, windows.GENERIC_READ, 0, nil, windows.OPEN_EXISTING, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(from, to); err == nil || !busy(err) {
		t.Fatalf("the file can be replaced all the same, or not for this: %v", err)
	}
	time.AfterFunc(100*time.Millisecond, func() { _ = windows.CloseHandle(handle) })
	if file, err := Open(to); err != nil {
		t.Error("reading:", err)
	} else {
		_ = file.Close()
	}
	if err := Rename(from, to); err != nil {
		t.Error("replacing:", err)
	}
}

func TestLongPaths(t *testing.T) {
	deep := strings.Repeat(`\a-folder-of-some-length`, 12)
	for path, want := range map[string]string{
		`C:\short`:                `C:\short`,
		`C:` + deep:               `\\?\C:` + deep,
		`C:` + deep + `/.\b\..\c`: `\\?\C:` + deep + `\c`,
		`\\server\share` + deep:   `\\?\UNC\server\share` + deep,
		`\\?\C:` + deep:           `\\?\C:` + deep,
		`relative` + deep:         `relative` + deep,
	} {
		if got := long(path); got != want {
			t.Errorf("%s became %s", path, got)
		}
	}
	folder := filepath.Join(t.TempDir(), deep)
	if err := MkdirAll(folder); err != nil {
		t.Fatal(err)
	}
	file, err := Temp(folder)
	if err != nil {
		t.Fatal(err)
	}
	_ = file.Close()
	if others, err := Others(file.Name()); err != nil || others != "" {
		t.Errorf("%q, %v", others, err)
	}
}

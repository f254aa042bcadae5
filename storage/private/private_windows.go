package private

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Create creates a file with its access control list. It fails if the file exists, and does
// not write through a symbolic link.
func Create(path string) (*os.File, error) {
	var file *os.File
	err := withDescriptor("open", path, false, func(name *uint16, attributes *windows.SecurityAttributes) error {
		handle, err := windows.CreateFile(name, windows.GENERIC_READ|windows.GENERIC_WRITE, windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE,
			attributes, windows.CREATE_NEW, windows.FILE_ATTRIBUTE_NORMAL|windows.FILE_FLAG_OPEN_REPARSE_POINT, 0)
		if err == nil {
			file = os.NewFile(uintptr(handle), path)
		}
		return err
	})
	return file, err
}

// Mkdir creates a folder. Files that are created in it later are for the same user alone.
func Mkdir(path string) error {
	return withDescriptor("mkdir", path, true, windows.CreateDirectory)
}

func withDescriptor(doing, path string, folder bool, call func(*uint16, *windows.SecurityAttributes) error) error {
	name, err := windows.UTF16PtrFromString(long(path))
	if err == nil {
		var sd *windows.SECURITY_DESCRIPTOR
		if sd, err = ownDescriptor(folder); err == nil {
			attributes := &windows.SecurityAttributes{SecurityDescriptor: sd}
			attributes.Length = uint32(unsafe.Sizeof(*attributes))
			err = retried(func() error { return call(name, attributes) })
		}
	}
	if err != nil {
		return &fs.PathError{Op: doing, Path: path, Err: err}
	}
	return nil
}

func ownDescriptor(folder bool) (*windows.SECURITY_DESCRIPTOR, error) {
	user, err := currentUser()
	if err != nil {
		return nil, err
	}
	return windows.SecurityDescriptorFromString(descriptor(user.String(), folder))
}

func currentUser() (*windows.SID, error) {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return nil, err
	}
	return user.User.Sid, nil
}

// Restrict removes the permissions of everybody except the owner from a file or folder. It
// does nothing on a disk without access control lists.
func Restrict(path string) error {
	others, err := Others(path)
	if err != nil || others == "" {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	sd, err := ownDescriptor(info.IsDir())
	if err != nil {
		return err
	}
	list, _, err := sd.DACL()
	if err != nil {
		return err
	}
	err = windows.SetNamedSecurityInfo(long(path), windows.SE_FILE_OBJECT,
		windows.DACL_SECURITY_INFORMATION|windows.PROTECTED_DACL_SECURITY_INFORMATION, nil, nil, list, nil)
	if err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, windows.ERROR_INVALID_FUNCTION) {
		return &fs.PathError{Op: "restrict", Path: path, Err: err}
	}
	return nil
}

// Others says who else has access to a file or folder; "" if nobody. Administrators do not
// count: they can always get access, as root can elsewhere.
func Others(path string) (string, error) {
	user, err := currentUser()
	if err != nil {
		return "", err
	}
	sd, err := windows.GetNamedSecurityInfo(long(path), windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return "", &fs.PathError{Op: "stat", Path: path, Err: err}
	}
	found := outsiders(sd.String(), func(text string) bool { return trusted(text, user) })
	for i, sid := range found {
		found[i] = accountName(sid)
	}
	return strings.Join(found, ", "), nil
}

func trusted(text string, user *windows.SID) bool {
	sid, err := windows.StringToSid(text)
	if err != nil {
		return false
	}
	return sid.Equals(user) || sid.IsWellKnown(windows.WinLocalSystemSid) || sid.IsWellKnown(windows.WinBuiltinAdministratorsSid) ||
		sid.IsWellKnown(windows.WinCreatorOwnerSid) || sid.IsWellKnown(windows.WinCreatorOwnerRightsSid)
}

// accountName returns the name of the account with a security identifier.
func accountName(text string) string {
	sid, err := windows.StringToSid(text)
	if err != nil {
		return text
	}
	name, domain, _, err := sid.LookupAccount("")
	switch {
	case err != nil:
		return sid.String()
	case domain == "":
		return name
	}
	return domain + `\` + name
}

// Remedy returns the command with which a person can do the same as Restrict.
func Remedy(path string) string {
	rights := "F"
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		rights = "(OI)(CI)F"
	}
	return `icacls "` + path + `" /inheritance:r /grant:r "%USERNAME%:` + rights + `"`
}

// busy reports whether err means that another program has the file open. While a file is
// replaced or removed, the system briefly answers "access denied".
func busy(err error) bool {
	for _, code := range []windows.Errno{windows.ERROR_SHARING_VIOLATION, windows.ERROR_LOCK_VIOLATION, windows.ERROR_ACCESS_DENIED, windows.ERROR_USER_MAPPED_FILE} {
		if errors.Is(err, code) {
			return true
		}
	}
	return false
}

// long returns path in the form that may have more than 260 characters, as Go's own calls
// use it.
func long(path string) string {
	const limit = 248 // of folders; a file name of 8.3 must still fit in
	if len(path) < limit || strings.HasPrefix(path, `\\?\`) || !filepath.IsAbs(path) {
		return path
	}
	path = filepath.Clean(path) // Windows does not normalize this form: it must have no slashes and no dots
	if share, ok := strings.CutPrefix(path, `\\`); ok {
		return `\\?\UNC\` + share
	}
	return `\\?\` + path
}

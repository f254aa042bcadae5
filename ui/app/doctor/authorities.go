package doctor

import (
	"bytes"
	"crypto/x509"
	"errors"
	"io"
	"os"
	"runtime"

	"suitekey/core/m2m"
	"suitekey/steps"
	"suitekey/storage/private"
	"suitekey/ui/app/files"
)

func (d *Doctor) caFileFact(path string) Fact {
	const name, title = "authorities", "--ca-file"
	list, err := authoritiesIn(files.Expand(path, d.Getenv))
	if err != nil {
		return broken(name, title, files.Shown(path)+": "+err.Error(), "name a file with certificates (PEM or DER)")
	}
	if why, help := private.UnsafeFile(files.Expand(path, d.Getenv)); why != "" {
		return changeable(title, files.Shown(path), why, help)
	}
	return ok(name, title, files.Shown(path)+", "+steps.Counted(len(list), "certificate")+" in addition to the system's")
}

// changeable is a file, or a folder of files, with authorities that other users could
// change. Such users could read the traffic to NetSuite.
func changeable(title, detail, why, help string) Fact {
	return broken("authorities", title, detail+": "+why+", and read what goes to NetSuite then", help)
}

// authoritiesIn reads the certificates of a file.
func authoritiesIn(path string) ([]*x509.Certificate, error) {
	data, err := files.Read(path, files.MaxCA)
	if err != nil {
		return nil, errors.New("it cannot be read")
	}
	return m2m.Authorities(data)
}

// MendedAuthorities returns the authorities of SSL_CERT_FILE if Go itself reads none or
// only some of them, without an error: in DER, in UTF-16, or after a byte order mark. It
// returns none if Go reads the whole file, or if the file is unreadable.
func MendedAuthorities(getenv func(string) string) []*x509.Certificate {
	path := getenv("SSL_CERT_FILE")
	if path == "" || runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return nil
	}
	if head := headOf(path); bytes.HasPrefix(head, []byte("-----BEGIN CERTIFICATE-----\n")) || bytes.HasPrefix(head, []byte("#")) {
		return nil // as Go reads it: a system's whole bundle is not read twice
	}
	data, err := files.Read(path, files.MaxCA)
	if err != nil {
		return nil
	}
	list, err := m2m.Authorities(data)
	if err != nil {
		return nil // doctor says so, and the call that needs one
	}
	return list
}

// headOf returns the first bytes of a file; none if it is no file.
func headOf(path string) []byte {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer file.Close()
	head := make([]byte, 64)
	n, _ := io.ReadFull(file, head) // less is enough, or nothing
	return head[:n]
}

package doctor

import (
	"bytes"
	"crypto/x509"
	"errors"
	"runtime"

	"suitekey/core/m2m"
	"suitekey/ui/app/files"
)

func (d *Doctor) caFileFact(path string) Fact {
	const name, title = "authorities", "--ca-file"
	list, err := authoritiesIn(files.Expand(path, d.Getenv))
	if err != nil {
		return broken(name, title, files.Shown(path)+": "+err.Error(), "name a file with certificates (PEM or DER)")
	}
	return ok(name, title, files.Shown(path)+", "+counted(len(list), "certificate")+" beside the system's own")
}

// authoritiesIn reads the certificates of a file.
func authoritiesIn(path string) ([]*x509.Certificate, error) {
	data, err := files.Read(path, files.MaxCA)
	if err != nil {
		return nil, errors.New("it cannot be read")
	}
	return m2m.Authorities(data)
}

// MendedAuthorities are those of SSL_CERT_FILE where Go itself reads none or not
// all of them: in DER, in UTF-16, behind a byte order mark. Go says nothing of it.
// Where Go reads the file as it is, or nobody can, there are none.
func MendedAuthorities(getenv func(string) string) []*x509.Certificate {
	path := getenv("SSL_CERT_FILE")
	if path == "" || runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return nil
	}
	data, err := files.Read(path, files.MaxCA)
	if err != nil || bytes.HasPrefix(data, []byte("-----BEGIN CERTIFICATE-----\n")) || bytes.HasPrefix(data, []byte("#")) {
		return nil // as Go reads it: a system's whole bundle is not read twice
	}
	list, err := m2m.Authorities(data)
	if err != nil {
		return nil // doctor says so, and the call that needs one
	}
	return list
}

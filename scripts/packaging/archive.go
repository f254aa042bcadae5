package main

import (
	"archive/tar"
	"archive/zip"
	"compress/flate"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// file is an entry of an archive.
type file struct {
	name       string // with slashes
	data       []byte
	executable bool
}

func (f file) mode() os.FileMode {
	if f.executable {
		return 0o755
	}
	return 0o644
}

// archive writes a zip for Windows, which opens no other kind by itself, and a
// tar.gz, which keeps the binary executable, elsewhere. All is in one folder.
func (r release) archive(t target, binary []byte, documents []document) error {
	base := r.base(t)
	files := []file{{base + "/" + filepath.Base(t.binary), binary, true}}
	for _, d := range documents {
		files = append(files, file{base + "/" + d.name, d.data, false})
	}
	if t.system == "windows" {
		return r.create(base+".zip", func(out io.Writer) error { return r.zip(out, files) })
	}
	return r.create(base+".tar.gz", func(out io.Writer) error { return r.tarball(out, files) })
}

// create writes a file of the release.
func (r release) create(name string, write func(io.Writer) error) error {
	out, err := os.OpenFile(filepath.Join(r.out, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) // #nosec G302 -- to be published
	if err != nil {
		return err
	}
	return errors.Join(write(out), out.Close())
}

func (r release) tarball(out io.Writer, files []file) error {
	packed, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	if err != nil {
		return err
	}
	archive := tar.NewWriter(packed)
	for _, f := range files {
		header := &tar.Header{Typeflag: tar.TypeReg, Name: f.name, Size: int64(len(f.data)), Mode: int64(f.mode()),
			ModTime: r.when, Uname: "root", Gname: "root", Format: tar.FormatUSTAR}
		if err := archive.WriteHeader(header); err != nil {
			return err
		}
		if _, err := archive.Write(f.data); err != nil {
			return err
		}
	}
	return errors.Join(archive.Close(), packed.Close())
}

func (r release) zip(out io.Writer, files []file) error {
	archive := zip.NewWriter(out)
	archive.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	for _, f := range files {
		header := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: r.when}
		header.SetMode(f.mode())
		entry, err := archive.CreateHeader(header)
		if err != nil {
			return err
		}
		if _, err := entry.Write(f.data); err != nil {
			return err
		}
	}
	return archive.Close()
}

// sums writes SHA256SUMS in the form that sha256sum -c and shasum -c read.
func (r release) sums() error {
	entries, err := os.ReadDir(r.out) // sorted
	if err != nil {
		return err
	}
	var text strings.Builder
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(r.out, e.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(&text, "%x  %s\n", sha256.Sum256(data), e.Name())
	}
	return r.create("SHA256SUMS", func(out io.Writer) error { _, err := io.WriteString(out, text.String()); return err })
}

package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/goreleaser/nfpm/v2"
	_ "github.com/goreleaser/nfpm/v2/deb" // registers itself
	"github.com/goreleaser/nfpm/v2/files"
	_ "github.com/goreleaser/nfpm/v2/rpm" // registers itself
)

const description = `wizard for working, tested, encrypted NetSuite API connections
 suitekey sets up Token-Based Authentication and OAuth 2.0 for NetSuite, tests
 the connection before it saves it, and keeps it alive.`

// linuxPackages writes the deb and the rpm. They depend on nothing: the binary
// is static.
func (r release) linuxPackages(t target, binary []byte, documents []document) error {
	for _, kind := range []string{"deb", "rpm"} {
		if err := r.linuxPackage(kind, t, binary, documents); err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
	}
	return nil
}

func (r release) linuxPackage(kind string, t target, binary []byte, documents []document) error {
	tree, err := os.MkdirTemp(r.work, kind) // nfpm reads its contents from files
	if err != nil {
		return err
	}
	contents, err := r.contents(kind, tree, binary, documents)
	if err != nil {
		return err
	}
	info := nfpm.WithDefaults(&nfpm.Info{
		Name: "suitekey", Arch: t.machine, Platform: "linux", Version: r.version, Release: "1", MTime: r.when,
		Section: "utils", Priority: "optional", License: "Apache-2.0", Description: description,
		// The name that a packager gives; there is no address that would be right everywhere.
		Maintainer: "suitekey <suitekey@localhost>", DisableGlobbing: true,
		Overridables: nfpm.Overridables{Contents: contents,
			RPM: nfpm.RPM{BuildHost: "localhost", Summary: strings.SplitN(description, "\n", 2)[0]}},
	})
	if err := nfpm.PrepareForPackager(info, kind); err != nil {
		return err
	}
	packager, err := nfpm.Get(kind)
	if err != nil {
		return err
	}
	return r.create(packager.ConventionalFileName(info), func(out io.Writer) error { return packager.Package(info, out) })
}

func (r release) contents(kind, tree string, binary []byte, documents []document) (files.Contents, error) {
	contents := files.Contents{}
	add := func(destination string, data []byte, mode os.FileMode) error {
		source := filepath.Join(tree, fmt.Sprint(len(contents)))
		contents = append(contents, &files.Content{Source: source, Destination: destination,
			FileInfo: &files.ContentFileInfo{Owner: "root", Group: "root", Mode: mode, MTime: r.when}})
		return os.WriteFile(source, data, 0o600)
	}
	err := add("/usr/bin/suitekey", binary, 0o755)
	for _, d := range documents {
		destination, data := place(kind, d)
		if destination == "" {
			continue
		}
		if strings.HasSuffix(destination, ".gz") {
			data = gzipped(data)
		}
		err = errors.Join(err, add(destination, data, 0o644))
	}
	return contents, err
}

// place is where a distribution looks for a document; "" if it has no use for it.
func place(kind string, d document) (destination string, data []byte) {
	switch {
	case d.name == "completions/suitekey.bash":
		return "/usr/share/bash-completion/completions/suitekey", d.data
	case d.name == "completions/suitekey.zsh" && kind == "deb":
		return "/usr/share/zsh/vendor-completions/_suitekey", d.data
	case d.name == "completions/suitekey.zsh":
		return "/usr/share/zsh/site-functions/_suitekey", d.data
	case d.name == "completions/suitekey.fish":
		return "/usr/share/fish/vendor_completions.d/suitekey.fish", d.data
	case strings.HasPrefix(d.name, "completions/"):
		return "", nil
	case strings.HasPrefix(d.name, "man/"):
		return "/usr/share/man/man" + strings.TrimPrefix(path.Ext(d.name), ".") + "/" + path.Base(d.name) + ".gz", d.data
	case d.name == "LICENSE" && kind == "deb":
		return "/usr/share/doc/suitekey/copyright", d.data
	}
	return "/usr/share/doc/suitekey/" + d.name, d.data
}

func gzipped(data []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is a valid one
	_, _ = w.Write(data)                                    // a bytes.Buffer takes all
	_ = w.Close()
	return out.Bytes()
}

package main

import (
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

// sbom writes, as CycloneDX, what the binary itself says that it was linked
// from: no list kept by hand can say something else.
func (r release) sbom(t target) error {
	info, err := buildinfo.ReadFile(t.binary)
	if err != nil {
		return err
	}
	version := strings.TrimPrefix(r.version, "v")
	bom := cdx.NewBOM()
	main := cdx.Component{Type: cdx.ComponentTypeApplication, BOMRef: "pkg:golang/suitekey@" + r.version, Name: "suitekey", Version: version,
		PackageURL: "pkg:golang/suitekey@" + r.version, Licenses: &cdx.Licenses{{License: &cdx.License{ID: "Apache-2.0"}}},
		Properties: &[]cdx.Property{{Name: "go:GOOS", Value: t.system}, {Name: "go:GOARCH", Value: t.machine}}}
	components := []cdx.Component{library("std", strings.TrimPrefix(info.GoVersion, "go"), "")}
	for _, m := range info.Deps {
		m = used(m)
		components = append(components, library(m.Path, m.Version, m.Sum))
	}
	all := make([]string, 0, len(components))
	for _, c := range components {
		all = append(all, c.BOMRef)
	}
	bom.Metadata = &cdx.Metadata{Timestamp: r.when.Format(time.RFC3339), Component: &main}
	bom.SerialNumber = serial(r.base(t))
	bom.Components = &components
	bom.Dependencies = &[]cdx.Dependency{{Ref: main.BOMRef, Dependencies: &all}}
	return r.create(r.base(t)+".cdx.json", func(out io.Writer) error {
		return cdx.NewBOMEncoder(out, cdx.BOMFileFormatJSON).SetPretty(true).Encode(bom)
	})
}

// used is the module that was linked in the place of m.
func used(m *debug.Module) *debug.Module {
	for m.Replace != nil {
		m = m.Replace
	}
	return m
}

func library(path, version, sum string) cdx.Component {
	url := "pkg:golang/" + path + "@" + version
	c := cdx.Component{Type: cdx.ComponentTypeLibrary, BOMRef: url, Name: path, Version: version, PackageURL: url}
	// The h1 sum of a module is a SHA-256 over its files, which is what other tools for Go write here, too.
	if raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(sum, "h1:")); err == nil && len(raw) == sha256.Size {
		c.Hashes = &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: hex.EncodeToString(raw)}}
	}
	return c
}

// serial is a UUID that is the same for the same release: version 8 of RFC 9562,
// made of a hash.
func serial(name string) string {
	id := sha256.Sum256([]byte("suitekey sbom " + name))
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:16])
}

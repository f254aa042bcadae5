package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"debug/buildinfo"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"
	slsa "github.com/in-toto/attestation/go/predicates/provenance/v1"
	intoto "github.com/in-toto/attestation/go/v1"
	"google.golang.org/protobuf/encoding/protojson"
)

// published is a file of the release that scripts/release has written to the
// folder in RELEASE.
func published(t *testing.T, pattern string) []string {
	t.Helper()
	folder := os.Getenv("RELEASE")
	if folder == "" {
		t.Skip("RELEASE names no folder: ./scripts/test release makes one")
	}
	paths, err := filepath.Glob(filepath.Join(folder, pattern))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no %s in %s: %v", pattern, folder, err)
	}
	return paths
}

// entry is a file in an archive.
type entry struct {
	data []byte
	mode os.FileMode
	when time.Time
}

func TestArchives(t *testing.T) {
	for _, path := range slices.Concat(published(t, "*.tar.gz"), published(t, "*.zip")) {
		base := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(path), ".zip"), ".tar.gz")
		binary := "suitekey"
		if strings.Contains(base, "windows") {
			binary += ".exe"
		}
		entries := unpack(t, path)
		for _, name := range []string{binary, "LICENSE", "README.md", "CHANGELOG.md", "THIRD-PARTY-LICENSES.txt", "completions/suitekey.bash",
			"completions/suitekey.zsh", "completions/suitekey.fish", "completions/suitekey.powershell"} {
			e, there := entries[base+"/"+name]
			if !there || len(e.data) == 0 {
				t.Errorf("%s lacks %s", filepath.Base(path), name)
			}
			if want := (file{executable: name == binary}).mode(); e.mode != want {
				t.Errorf("%s: %s has mode %v, not %v", filepath.Base(path), name, e.mode, want)
			}
		}
		for name, e := range entries {
			if !strings.HasPrefix(name, base+"/") || e.when.Unix() != commitTime(t) {
				t.Errorf("%s: %s of %v", filepath.Base(path), name, e.when)
			}
		}
		checkSBOM(t, filepath.Join(filepath.Dir(path), base+".cdx.json"), entries[base+"/"+binary].data)
	}
}

func commitTime(t *testing.T) int64 {
	t.Helper()
	var seconds int64
	if _, err := fmt.Sscan(os.Getenv("SOURCE_DATE_EPOCH"), &seconds); err != nil {
		t.Fatal("SOURCE_DATE_EPOCH:", err)
	}
	return seconds
}

// checkSBOM compares the list with what the binary says of itself.
func checkSBOM(t *testing.T, path string, binary []byte) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var bom cdx.BOM
	if err := cdx.NewBOMDecoder(bytes.NewReader(text), cdx.BOMFileFormatJSON).Decode(&bom); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	info, err := buildinfo.Read(bytes.NewReader(binary))
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, c := range *bom.Components {
		listed[c.PackageURL] = true
		if c.Name != "std" && c.Hashes == nil {
			t.Errorf("%s: %s has no hash", path, c.Name)
		}
	}
	for _, m := range info.Deps {
		if !listed["pkg:golang/"+m.Path+"@"+m.Version] {
			t.Errorf("%s lacks %s", path, m.Path)
		}
	}
	if len(listed) != len(info.Deps)+1 || !listed["pkg:golang/std@"+strings.TrimPrefix(info.GoVersion, "go")] {
		t.Errorf("%s lists %d components for %d modules", path, len(listed), len(info.Deps))
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	if settings["CGO_ENABLED"] != "0" || settings["-trimpath"] != "true" {
		t.Errorf("%s was built with %v", path, settings)
	}
}

// TestProvenance reads the statements back: each names the files of its target with
// their sums, the commit, and every module of the binary.
func TestProvenance(t *testing.T) {
	for _, path := range published(t, "*.provenance.json") {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var statement intoto.Statement
		var made slsa.Provenance
		if err := protojson.Unmarshal(text, &statement); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		inner, err := protojson.Marshal(statement.GetPredicate())
		if err := errors.Join(err, protojson.Unmarshal(inner, &made), statement.Validate(), made.Validate()); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if statement.GetPredicateType() != "https://slsa.dev/provenance/v1" {
			t.Errorf("%s has the predicate %s", path, statement.GetPredicateType())
		}
		base := strings.TrimSuffix(filepath.Base(path), ".provenance.json")
		for _, name := range []string{base + ".cdx.json", "archive"} {
			if !slices.ContainsFunc(statement.GetSubject(), func(s *intoto.ResourceDescriptor) bool {
				return s.GetName() == name || name == "archive" && strings.HasPrefix(s.GetName(), base) && !strings.HasSuffix(s.GetName(), ".json")
			}) {
				t.Errorf("%s does not name %s", path, name)
			}
		}
		for _, subject := range statement.GetSubject() {
			data, err := os.ReadFile(filepath.Join(filepath.Dir(path), subject.GetName()))
			if sum := fmt.Sprintf("%x", sha256.Sum256(data)); err != nil || subject.GetDigest()["sha256"] != sum {
				t.Errorf("%s: %s has the sum %s, not %v (%v)", path, subject.GetName(), sum, subject.GetDigest(), err)
			}
		}
		modules := made.GetBuildDefinition().GetResolvedDependencies()
		if len(modules) < 20 || made.GetBuildDefinition().GetInternalParameters().GetFields()["-trimpath"].GetStringValue() != "true" {
			t.Errorf("%s: %d materials, built with %v", path, len(modules), made.GetBuildDefinition().GetInternalParameters())
		}
	}
}

func TestSums(t *testing.T) {
	text, err := os.ReadFile(published(t, "SHA256SUMS")[0])
	if err != nil {
		t.Fatal(err)
	}
	named := strings.Count(string(text), "\n")
	if all := published(t, "*"); named != len(all)-1 {
		t.Errorf("%d of %d files have a sum", named, len(all)-1)
	}
	for _, path := range published(t, "suitekey*") {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if line := fmt.Sprintf("%x  %s\n", sha256.Sum256(data), filepath.Base(path)); !strings.Contains(string(text), line) {
			t.Errorf("no line %q", line)
		}
	}
}

// unpack reads both kinds of archive.
func unpack(t *testing.T, path string) map[string]entry {
	t.Helper()
	entries := map[string]entry{}
	add := func(name string, mode os.FileMode, when time.Time, content io.Reader) {
		data, err := io.ReadAll(content)
		if err != nil {
			t.Fatalf("%s: %s: %v", path, name, err)
		}
		entries[name] = entry{data, mode, when}
	}
	if strings.HasSuffix(path, ".zip") {
		archive, err := zip.OpenReader(path)
		if err != nil {
			t.Fatal(err)
		}
		defer archive.Close()
		for _, f := range archive.File {
			content, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			add(f.Name, f.Mode(), f.Modified, content)
		}
		return entries
	}
	packed, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	plain, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	for archive := tar.NewReader(plain); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return entries
		}
		if err != nil {
			t.Fatal(err)
		}
		if header.Uid != 0 || header.Gid != 0 {
			t.Errorf("%s: %s belongs to %d", path, header.Name, header.Uid)
		}
		add(header.Name, header.FileInfo().Mode(), header.ModTime, archive)
	}
}

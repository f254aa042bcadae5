// Command packaging turns the binaries that scripts/release has built into what
// is published: archives, deb and rpm packages, SBOMs, provenance and SHA256SUMS.
//
// Its output depends on its input alone: every time stamp is SOURCE_DATE_EPOCH,
// every owner root, every list sorted.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// release is what is packed.
type release struct {
	source  string // the repository
	work    string // bin/OS_ARCH/ with suitekey and modules; completions/, man/
	out     string
	version string // with its v
	commit  string // what is stamped into the binaries
	when    time.Time
}

// target is one binary.
type target struct {
	system, machine string
	binary          string // path
}

func main() {
	var r release
	flag.StringVar(&r.source, "source", ".", "the repository")
	flag.StringVar(&r.work, "work", "", "the folder with what was built")
	flag.StringVar(&r.out, "out", "", "the folder to write to")
	flag.StringVar(&r.version, "version", "", "the version, v1.2.3")
	flag.StringVar(&r.commit, "commit", "", "the commit that was built")
	flag.Parse()
	if err := r.write(); err != nil {
		fmt.Fprintln(os.Stderr, "packaging:", err)
		os.Exit(1)
	}
}

func (r release) write() error {
	seconds, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64)
	if err != nil {
		return fmt.Errorf("SOURCE_DATE_EPOCH: %w", err)
	}
	r.when = time.Unix(seconds, 0).UTC()
	targets, err := r.targets()
	if err != nil {
		return err
	}
	for _, t := range targets {
		if err := r.pack(t); err != nil {
			return fmt.Errorf("packing %s/%s: %w", t.system, t.machine, err)
		}
	}
	return r.sums()
}

func (r release) pack(t target) error {
	documents, err := r.documents(t)
	if err != nil {
		return err
	}
	binary, err := os.ReadFile(t.binary)
	if err != nil {
		return err
	}
	before, err := r.written()
	if err != nil {
		return err
	}
	if err := errors.Join(r.archive(t, binary, documents), r.sbom(t)); err != nil {
		return err
	}
	if t.system == "linux" {
		if err := r.linuxPackages(t, binary, documents); err != nil {
			return err
		}
	}
	files, err := r.written()
	if err != nil {
		return err
	}
	return r.provenance(t, slices.DeleteFunc(files, func(name string) bool { return slices.Contains(before, name) }))
}

// written are the names of the files of the release so far, sorted.
func (r release) written() ([]string, error) {
	entries, err := os.ReadDir(r.out)
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names, err
}

func (r release) targets() ([]target, error) {
	binaries, err := filepath.Glob(filepath.Join(r.work, "bin", "*", "suitekey*"))
	if err != nil || len(binaries) == 0 {
		return nil, errors.Join(errors.New("nothing was built"), err)
	}
	slices.Sort(binaries)
	var targets []target
	for _, binary := range binaries {
		system, machine, _ := strings.Cut(filepath.Base(filepath.Dir(binary)), "_")
		targets = append(targets, target{system, machine, binary})
	}
	return targets, nil
}

// document is a file that goes with the binary.
type document struct {
	name string // in the archive, with slashes
	data []byte
}

// documents are the same for every target but for the licences of what is linked in.
func (r release) documents(t target) ([]document, error) {
	licences, err := t.licences()
	if err != nil {
		return nil, err
	}
	documents := []document{{"THIRD-PARTY-LICENSES.txt", licences}}
	add := func(name, path string) error {
		data, err := os.ReadFile(path)
		documents = append(documents, document{name, data})
		return err
	}
	for _, name := range []string{"README.md", "LICENSE", "CHANGELOG.md"} {
		if err := add(name, filepath.Join(r.source, name)); err != nil {
			return nil, err
		}
	}
	for _, folder := range []string{"completions", "man"} {
		entries, err := os.ReadDir(filepath.Join(r.work, folder))
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if err := add(folder+"/"+e.Name(), filepath.Join(r.work, folder, e.Name())); err != nil {
				return nil, err
			}
		}
	}
	slices.SortFunc(documents, func(a, b document) int { return strings.Compare(a.name, b.name) })
	return documents, nil
}

// base is the name that the files of a target begin with.
func (r release) base(t target) string {
	return fmt.Sprintf("suitekey_%s_%s_%s", strings.TrimPrefix(r.version, "v"), t.system, t.machine)
}

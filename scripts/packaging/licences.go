package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var licenceName = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents)([.-].*)?$`)

// licences is one text with the licences of all modules that are linked in: the
// MIT, BSD and Apache licences want their text to go along with the binaries.
func (t target) licences() ([]byte, error) {
	list, err := os.ReadFile(filepath.Join(filepath.Dir(t.binary), "modules"))
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	text.WriteString("suitekey contains the following software. suitekey's own licence is in LICENSE.\n")
	for line := range strings.Lines(string(list)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if len(fields) != 3 {
			return nil, fmt.Errorf("the list of modules has the line %q", line)
		}
		name := fields[0] + " " + fields[1]
		if fields[0] == "std" {
			name = "The Go standard library, " + fields[1]
		}
		if err := addLicences(&text, name, fields[2]); err != nil {
			return nil, fmt.Errorf("the licence of %s: %w", name, err)
		}
	}
	return text.Bytes(), nil
}

func addLicences(text *bytes.Buffer, name, folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	fmt.Fprintf(text, "\n%s\n%s\n", strings.Repeat("=", 80), name)
	found := false
	for _, e := range entries {
		if e.IsDir() || !licenceName.MatchString(e.Name()) {
			continue
		}
		data, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			return err
		}
		data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
		fmt.Fprintf(text, "%s\n\n%s\n", strings.Repeat("-", 80), bytes.TrimSpace(data))
		found = true
	}
	if !found {
		return errors.New("there is none in " + folder)
	}
	return nil
}

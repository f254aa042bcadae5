package assets

import (
	"encoding/json"
	"io/fs"
	"testing"
)

func TestJSONFilesAreWellFormed(t *testing.T) {
	names, err := fs.Glob(files, "*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("no JSON files: %v", err)
	}
	for _, name := range names {
		if !json.Valid(Read(name)) {
			t.Errorf("%s is not JSON", name)
		}
	}
}

func TestReadPanicsOnAMissingFile(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("Read of a missing file returned")
		}
	}()
	Read("missing.json")
}

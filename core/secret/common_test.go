package secret

import (
	"bytes"
	"compress/gzip"
	"flag"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/trustelem/zxcvbn/frequency"
)

var update = flag.Bool("update", false, "write the lists of common words")

func TestCommonWordsAreThoseOfTheModule(t *testing.T) {
	passwords := strings.Join(frequency.FrequencyLists["passwords"], "\n") + "\n"
	var others []string
	for _, name := range slices.Sorted(maps.Keys(frequency.FrequencyLists)) {
		if name != "passwords" {
			others = append(others, strings.Join(frequency.FrequencyLists[name], "\n"))
		}
	}
	for _, list := range []struct {
		file   string
		packed *[]byte
		want   string
	}{
		{"passwords.txt.gz", &packedPasswords, passwords}, {"words.txt.gz", &packedWords, strings.Join(others, "\n\n") + "\n"},
	} {
		if *update {
			*list.packed = pack(t, list.want)
			if err := os.WriteFile(list.file, *list.packed, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if unpacked(*list.packed) != list.want {
			t.Errorf("%s is not the list of the module: go test ./core/secret -update", list.file)
		}
	}
	if n := len(commonPasswords()); n < 20_000 || !commonPasswords()["trustno1"] {
		t.Errorf("%d common passwords, want the whole list", n)
	}
	if n := len(ranks()); n < 80_000 || ranks()["123456"] != 1 || ranks()["the"] != 1 {
		t.Errorf("%d common words, want all lists", n)
	}
}

func pack(t *testing.T, text string) []byte {
	t.Helper()
	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

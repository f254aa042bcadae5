package secret

import (
	"bytes"
	"compress/gzip"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/trustelem/zxcvbn/frequency"
)

var update = flag.Bool("update", false, "write the list of common passwords")

func TestCommonPasswordsAreThoseOfTheModule(t *testing.T) {
	want := strings.Join(frequency.FrequencyLists["passwords"], "\n") + "\n"
	if *update {
		var packed bytes.Buffer
		w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
		if _, err := w.Write([]byte(want)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("passwords.txt.gz", packed.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		packedPasswords = packed.Bytes()
	}
	if unpackPasswords() != want {
		t.Error("passwords.txt.gz is not the list of the module: go test ./core/secret -update")
	}
	if n := len(commonPasswords()); n < 20_000 || !commonPasswords()["trustno1"] {
		t.Errorf("%d common passwords, want the whole list", n)
	}
}

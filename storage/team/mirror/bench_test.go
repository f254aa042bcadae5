package mirror

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"suitekey/storage/place"
	"suitekey/storage/place/placetest"
	"suitekey/storage/team/engine"
)

// many is how many connections the benchmarks have.
const many = 10_000

// filled returns a vault with many connections of 2 kB each.
func filled(b *testing.B) engine.Engine {
	b.Helper()
	e := vaultOf(cluster(b))
	p := open(b, e, b.TempDir()).engine
	for i := 0; i < many; i += 50 {
		err := p.Change(b.Context(), "filling", func(tx place.Tx) error {
			for n := i; n < i+50; n++ {
				tx.Write(fmt.Sprintf("profiles/acme-%05d.age", n), placetest.Sealed(strings.Repeat("x", 2000)))
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return e
}

// BenchmarkFirstCopy is what a person waits for once.
func BenchmarkFirstCopy(b *testing.B) {
	e := filled(b)
	b.ResetTimer()
	for b.Loop() {
		dir := b.TempDir()
		if err := open(b, e, dir).Refresh(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		_ = os.RemoveAll(dir)
		b.StartTimer()
	}
}

// BenchmarkLaterStart brings a copy up to date in which one connection has changed.
func BenchmarkLaterStart(b *testing.B) {
	e, dir := filled(b), b.TempDir()
	theirs := open(b, e, b.TempDir())
	if err := open(b, e, dir).Refresh(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for n := 0; b.Loop(); n++ {
		b.StopTimer()
		placetest.Write(b, theirs, "profiles/acme-00007.age", fmt.Sprint(n))
		mine := open(b, e, dir)
		b.StartTimer()
		if err := mine.Refresh(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkColleague is the time from a colleague's write until it is in the copy and its
// key is told.
func BenchmarkColleague(b *testing.B) {
	e := filled(b)
	theirs, mine := open(b, e, b.TempDir()), open(b, e, b.TempDir())
	changes, err := mine.Watch(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for n := 0; b.Loop(); n++ {
		placetest.Write(b, theirs, "profiles/acme-00007.age", fmt.Sprint(n))
		<-changes
	}
}

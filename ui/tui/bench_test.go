package tui

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"suitekey/core/secret"
	"suitekey/ui/app"
	"suitekey/ui/tui/wish"
)

func benchModel(b *testing.B, demo bool) *model {
	b.Helper()
	a, err := app.New(app.Options{Demo: demo, Home: filepath.Join(b.TempDir(), "vault"), WorkFactor: 1, Getenv: func(string) string { return "" }, Now: func() time.Time { return fixedNow }})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { a.Close() })
	return newModel(context.Background(), a, Options{Getenv: func(string) string { return "" }}.complete())
}

func BenchmarkFirstView(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		m := benchModel(b, true)
		b.StartTimer()
		m.Init()
		m.View()
	}
}

// BenchmarkKeyToFrame types into the fullest of the steps.
func BenchmarkKeyToFrame(b *testing.B) {
	m := benchModel(b, true)
	m.Init()
	m.Update(m.openJourneyCmd("setup", m.options.Given)())
	keys := []tea.KeyPressMsg{{Code: 'a', Text: "a"}, {Code: tea.KeyBackspace}}
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		m.Update(keys[i%2])
		m.View()
	}
}

func BenchmarkKeyAmongTenThousand(b *testing.B) {
	m := benchModel(b, false)
	if _, err := m.app.CreateVault(secret.New(goodPassphrase), false); err != nil {
		b.Fatal(err)
	}
	m.Update(wish.LoadedMsg{Entries: thousands(b, 10_000)})
	keys := []tea.KeyPressMsg{{Code: tea.KeyDown}, {Code: tea.KeyUp}}
	var took []time.Duration
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		began := time.Now()
		m.Update(keys[i%2])
		m.View()
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "median-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// typist opens a set-up in which n further answers and n secrets were given, and returns
// what types a key into its first field.
func typist(tb testing.TB, n int) (key func()) {
	tb.Helper()
	a, err := app.New(app.Options{Demo: true, Home: filepath.Join(tb.TempDir(), "vault"), WorkFactor: 1, Getenv: func(string) string { return "" }, Now: func() time.Time { return fixedNow }})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { a.Close() })
	m := newModel(context.Background(), a, Options{Getenv: func(string) string { return "" }}.complete())
	m.Init()
	m.Update(m.openJourneyCmd("setup", m.options.Given)())
	w := m.top()
	state := w.Walk().State()
	for i := range n {
		state = state.With(fmt.Sprintf("answer %d", i), strings.Repeat("x", 64)).WithSecret(fmt.Sprintf("secret %d", i), secret.New(strings.Repeat("y", 64)))
	}
	w.Walk().Finish(state)
	keys, i := []tea.KeyPressMsg{{Code: 'a', Text: "a"}, {Code: tea.KeyBackspace}}, 0
	return func() {
		m.Update(keys[i%2])
		i++
	}
}

// BenchmarkTyping types into a field of a journey that is small or large.
func BenchmarkTyping(b *testing.B) {
	for _, n := range []int{0, 100, 10_000} {
		b.Run(fmt.Sprintf("%d-answers", n), func(b *testing.B) {
			key := typist(b, n)
			b.ReportAllocs()
			for b.Loop() {
				key()
			}
		})
	}
}

// A key copies the field that it is typed into, and not all that was answered before.
func TestAKeyCopiesNoJourney(t *testing.T) {
	bytes := func(n int) uint64 {
		key := typist(t, n)
		for range 20 { // what is made once
			key()
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		const keys = 400
		for range keys {
			key()
		}
		runtime.ReadMemStats(&after)
		return (after.TotalAlloc - before.TotalAlloc) / keys
	}
	small, large := bytes(0), bytes(2000)
	t.Logf("%d bytes a key, %d among 2000 answers and 2000 secrets", small, large)
	if large > small+small/5 {
		t.Errorf("a key allocates %d bytes in a large journey, %d in a small one", large, small)
	}
}

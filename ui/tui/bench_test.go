package tui

import (
	"context"
	"path/filepath"
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
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		m.Update(keys[i%2])
		m.View()
	}
}

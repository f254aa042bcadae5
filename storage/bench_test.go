package storage

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"testing"
	"time"
)

var sizes = []int{1, 100, 1_000, 10_000, 50_000}

// BenchmarkUnlock is with the real work factor: it is meant to cost something.
func BenchmarkUnlock(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("%d", n), func(b *testing.B) {
			dir := filepath.Join(b.TempDir(), "vault")
			s, err := Open(dir, Options{}).Create(passphrase)
			if err != nil {
				b.Fatal(err)
			}
			fillVault(b, s, n, time.Hour)
			stop := watchMemory()
			for b.Loop() {
				unlock(b, dir)
			}
			b.ReportMetric(stop(), "peak-MB")
		})
	}
}

// BenchmarkListFirst opens every file, as after an import or on a new machine.
func BenchmarkListFirst(b *testing.B) {
	benchmarkList(b, func(s *Session) { _ = os.Remove(s.vault.path(indexFile)) })
}

// BenchmarkList finds nothing changed since the last time.
func BenchmarkList(b *testing.B) {
	benchmarkList(b, func(*Session) {})
}

func benchmarkList(b *testing.B, before func(*Session)) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("%d", n), func(b *testing.B) {
			s := newTestSession(b)
			fillVault(b, s, n, time.Hour)
			mustList(b, s)
			debug.FreeOSMemory()
			stop := watchMemory()
			for b.Loop() {
				before(s)
				entries, err := s.List()
				if err != nil || len(entries) != n {
					b.Fatal(len(entries), err)
				}
			}
			b.ReportMetric(stop(), "peak-MB")
		})
	}
}

// BenchmarkSave stores a change of one of n connections.
func BenchmarkSave(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("%d", n), func(b *testing.B) {
			s := newTestSession(b)
			fillVault(b, s, n, time.Hour)
			for b.Loop() {
				mustSave(b, s, mustLoad(b, s, "profile-00000"))
			}
		})
	}
}

// watchMemory looks every few milliseconds at what the process holds of the
// system's memory; the function returned gives the most that was seen, in MB.
func watchMemory() func() float64 {
	var most atomic.Uint64
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most.Store(max(most.Load(), m.Sys-m.HeapReleased))
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return func() float64 {
		close(done)
		<-ended
		return float64(most.Load()) / 1e6
	}
}

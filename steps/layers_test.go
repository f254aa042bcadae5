package steps

import (
	"maps"
	"math/rand/v2"
	"strconv"
	"testing"
)

// Layers hold what a map does that is copied for each change, and no change reaches the
// values that it began with.
func TestLayersAreValues(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	type pair struct {
		have layers[string]
		want map[string]string
	}
	made := []pair{{want: map[string]string{}}}
	for range 2000 {
		from := made[random.IntN(len(made))]
		next := pair{from.have, maps.Clone(from.want)}
		key, text := strconv.Itoa(random.IntN(12)), strconv.Itoa(random.IntN(3))
		switch random.IntN(5) {
		case 0:
			next.have = next.have.without(key)
			delete(next.want, key)
		case 1:
			next.have = next.have.settled()
		default:
			next.have, next.want[key] = next.have.with(key, text), text
		}
		made = append(made, next)
	}
	for n, p := range made {
		if got := p.have.all(); !maps.Equal(got, p.want) {
			t.Fatalf("%d: all are %v, not %v", n, got, p.want)
		}
		for key := range 12 {
			got, ok := p.have.get(strconv.Itoa(key))
			if want, known := p.want[strconv.Itoa(key)]; got != want || ok != known {
				t.Fatalf("%d: %d is %q (%v), not %q (%v)", n, key, got, ok, want, known)
			}
		}
		if p.have.depth() > deepest {
			t.Fatalf("%d: %d layers", n, p.have.depth())
		}
	}
}

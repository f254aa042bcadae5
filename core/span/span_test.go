package span

import (
	"testing"
	"time"
)

func TestWords(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 s", 12 * time.Second: "12 s", 119 * time.Second: "119 s", 2 * time.Minute: "2 minutes",
		119 * time.Minute: "119 minutes", 3 * time.Hour: "3 hours", 47 * time.Hour: "47 hours", 49 * time.Hour: "2 days",
	} {
		if got := Words(d); got != want {
			t.Errorf("%v is %s, want %s", d, got, want)
		}
	}
}

package access

import (
	"suitekey/storage"
	"testing"
	"time"
)

func TestUsable(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	for _, c := range []struct {
		got, expires time.Duration
		want         bool
	}{
		{-time.Minute, 59 * time.Minute, true}, {-55 * time.Minute, 6 * time.Minute, true}, {-56 * time.Minute, 4 * time.Minute, false},
		{-2 * time.Hour, -time.Hour, false}, {24 * time.Hour, 25 * time.Hour, false}, {time.Hour, 90 * time.Minute, false}, {time.Second, time.Hour, true},
	} {
		token := storage.AccessToken{Got: now.Add(c.got), Expires: now.Add(c.expires)}
		if usable(token, now) != c.want {
			t.Errorf("got %v ago, good for %v: want %v", -c.got, c.expires, c.want)
		}
	}
}

// What cannot work costs no sign-in.

package simulator

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"suitekey/core/simulator/faults"
)

func TestGarbage(t *testing.T) {
	want := map[faults.Garbage]func(response) bool{
		faults.GarbageHTML: func(r response) bool { return r.status == 200 && strings.Contains(r.text, "Customer Login") },
		faults.GarbageTruncated: func(r response) bool {
			return r.status == 200 && strings.HasPrefix(r.text, "{") && !strings.Contains(r.text, "}")
		},
		faults.GarbageBinary:  func(r response) bool { return r.status == 200 && strings.Contains(r.text, "\x00") },
		faults.GarbageEscapes: func(r response) bool { return r.status == 401 && strings.Contains(r.text, `\u001b`) },
		faults.GarbageEmpty:   func(r response) bool { return r.status == 200 && r.text == "" },
		faults.GarbageRedirect: func(r response) bool {
			return r.status == 302 && strings.Contains(r.header.Get("Location"), "example.com")
		},
	}
	s := newStage(t)
	for _, kind := range faults.GarbageKinds() {
		if kind == faults.GarbageEndless {
			continue
		}
		s.world.Garbage(kind)
		if r := s.do(s.signed("GET", s.suiteTalk(timePath), nil, nil)); !want[kind](r) {
			t.Errorf("%s: %d %v %q", kind, r.status, r.header, r.text)
		}
	}
	s.world.OnlyFor("tokeninfo")
	if r := s.do(s.signed("GET", s.suiteTalk(timePath), nil, nil)); r.status != 200 {
		t.Errorf("not concerned: %d", r.status)
	}
	s.world.OnlyFor("")
	s.world.Garbage(faults.NoGarbage)
	if r := s.do(s.signed("GET", s.suiteTalk(timePath), nil, nil)); r.status != 200 {
		t.Errorf("mended: %d", r.status)
	}
}

func TestEndless(t *testing.T) {
	s := newStage(t)
	s.world.Garbage(faults.GarbageEndless)
	resp, err := s.client.Do(s.signed("GET", s.suiteTalk(timePath), nil, nil))
	s.must(err)
	defer resp.Body.Close()
	if n, err := io.Copy(io.Discard, io.LimitReader(resp.Body, 8<<20)); err != nil || n != 8<<20 {
		t.Errorf("%d bytes, %v", n, err)
	}
}

func TestOutageAndBusy(t *testing.T) {
	s := newStage(t)
	get := func(address string) response { return s.do(s.signed("GET", address, nil, nil)) }
	s.world.Outage(1)
	if r := get(s.suiteTalk(timePath)); r.status != 503 || r.header.Get("Retry-After") != "" {
		t.Errorf("outage: %d %v", r.status, r.header)
	}
	s.world.RetryAfter(1500 * time.Millisecond)
	s.world.Busy(2)
	if r := get(s.suiteTalk(timePath)); r.status != 429 || !strings.Contains(r.text, "CONCURRENCY_LIMIT_EXCEEDED") || r.header.Get("Retry-After") != "2" {
		t.Errorf("busy: %d %v %s", r.status, r.header, r.text)
	}
	if r := get(s.restlets("/rest/tokeninfo")); r.status != 400 || !strings.Contains(r.text, "SSS_REQUEST_LIMIT_EXCEEDED") {
		t.Errorf("busy RESTlet: %d %s", r.status, r.text)
	}
	s.world.BusyAsRefused(1)
	if r := get(s.suiteTalk(timePath)); r.status != 401 || !strings.Contains(r.text, "INVALID_LOGIN") {
		t.Errorf("busy, posing: %d %s", r.status, r.text)
	}
	if trail := s.world.AuditTrail(s.card.Account); len(trail) != 0 {
		t.Errorf("the audit trail shows %+v", trail)
	}
	if r := get(s.suiteTalk(timePath)); r.status != 200 {
		t.Errorf("afterwards: %d", r.status)
	}
}

func TestHangAndSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		s.world.Hang(true)
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
		defer cancel()
		if _, err := s.client.Do(s.signed("GET", s.suiteTalk(timePath), nil, nil).WithContext(ctx)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("hanging: %v", err)
		}
		s.world.Hang(false)
		s.world.Slow(30 * time.Millisecond)
		start := time.Now()
		if r := s.do(s.signed("GET", s.suiteTalk(timePath), nil, nil)); r.status != 200 || time.Since(start) < 30*time.Millisecond {
			t.Errorf("slow: %d after %s", r.status, time.Since(start))
		}
	})
}

// TestLose: what the request wanted is done, the answer never comes.
func TestLose(t *testing.T) {
	s := newStage(t)
	s.world.Lose(1)
	if resp, err := s.client.Do(s.signed("POST", s.suiteTalk("/services/rest/query/v1/suiteql"), nil, nil)); err == nil {
		resp.Body.Close()
		t.Error("an answer came")
	}
	if !s.lastSignIn().OK {
		t.Error("the request was not handled")
	}
}

// TestConcurrency: more requests at a time than the account takes.
func TestConcurrency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		s.must(s.world.LimitConcurrency(s.card.Account, 3))
		s.world.Slow(200 * time.Millisecond)
		var requests []*http.Request
		for range 8 {
			requests = append(requests, s.signed("GET", s.suiteTalk(timePath), nil, nil))
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		count := map[int]int{}
		for _, r := range requests {
			wg.Go(func() {
				resp, err := s.client.Do(r)
				if err != nil {
					t.Error(err)
					return
				}
				resp.Body.Close()
				mu.Lock()
				count[resp.StatusCode]++
				mu.Unlock()
			})
		}
		wg.Wait()
		if count[200] != 3 || count[429] != 5 {
			t.Errorf("answers by status: %v", count)
		}
	})
}

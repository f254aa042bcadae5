package app

import (
	"context"
	"errors"
	"testing"

	"suitekey/core/clocktest"
)

// TestStatusKeepsWhatIsDone: whoever stops the tests is told what is known by then.
func TestStatusKeepsWhatIsDone(t *testing.T) {
	a, err := New(Options{Demo: true, WorkFactor: 1, Now: clocktest.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.Practice().Furnish(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var told []string
	all, err := a.Status(ctx, nil, StatusOptions{Tested: func(s Status) {
		told = append(told, s.Entry.Name)
		stop()
	}})
	if !errors.Is(err, context.Canceled) || len(all) != 3 || len(told) != 1 {
		t.Fatalf("%v, %d connections, told of %v", err, len(all), told)
	}
	for _, s := range all {
		if done := s.Entry.Name == told[0]; (s.Skip == "") != done || s.Err != nil {
			t.Errorf("%s: %q, %v", s.Entry.Name, s.Skip, s.Err)
		}
	}
}

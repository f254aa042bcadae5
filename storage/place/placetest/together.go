package placetest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"suitekey/storage/place"
)

// counting runs many changes of one value at the same time and expects that none is lost.
func counting(t *testing.T, s Setup) {
	Write(t, s.Place, "profiles/count.age", "0")
	var group sync.WaitGroup
	for i := range 6 {
		p := []place.Place{s.Place, s.Other}[i%2]
		group.Go(func() {
			for range 10 {
				err := p.Change(t.Context(), "counting", func(tx place.Tx) error {
					if i%3 == 0 {
						if err := tx.Ahead("profiles/count.age", "profiles/nobody.age"); err != nil {
							return err
						}
					}
					now, err := tx.Read("profiles/count.age")
					if err != nil {
						return err
					}
					n, err := strconv.Atoi(text(now))
					tx.Write("profiles/count.age", Sealed(strconv.Itoa(n+1)))
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	wantValue(t, s.Place, "profiles/count.age", "60")
}

// newInFolder runs many changes at the same time that each take the next number in a
// folder.
func newInFolder(t *testing.T, s Setup) {
	var group sync.WaitGroup
	for i := range 4 {
		p := []place.Place{s.Place, s.Other}[i%2]
		group.Go(func() {
			for range 5 {
				err := p.Change(t.Context(), "numbering", func(tx place.Tx) error {
					there, err := tx.List("history/acme")
					tx.Write(fmt.Sprintf("history/acme/%06d.age", len(there)+1), Sealed(fmt.Sprint(len(there)+1)))
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	listed, err := s.Place.List(t.Context(), "history/acme")
	if err != nil || len(listed) != 20 {
		t.Errorf("%d numbers were given out, not 20: %v", len(listed), err)
	}
}

func hold(t *testing.T, s Setup) {
	inside, done := make(chan bool), make(chan error, 1)
	go func() {
		done <- s.Place.Hold(t.Context(), "renewing-acme", time.Minute, func(ctx context.Context) error {
			inside <- true
			<-inside
			return s.Place.Held(ctx)
		})
	}()
	<-inside
	soon, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	never := func(context.Context) error { t.Error("two at once"); return nil }
	if err := s.Other.Hold(soon, "renewing-acme", time.Minute, never); !errors.Is(err, place.ErrHeld) {
		t.Errorf("waiting for too long: %v", err)
	}
	if err := s.Other.Hold(t.Context(), "renewing-other", time.Minute, func(context.Context) error { return nil }); err != nil {
		t.Errorf("another name: %v", err)
	}
	Write(t, s.Other, "profiles/acme.age", "others go on")
	next := make(chan error, 1)
	go func() {
		next <- s.Other.Hold(t.Context(), "renewing-acme", time.Minute, func(context.Context) error { return nil })
	}()
	inside <- true
	if err := errors.Join(<-done, <-next); err != nil {
		t.Error(err)
	}
}

// holdEnds expects that the context of a hold that has ended can change nothing.
func holdEnds(t *testing.T, s Setup) {
	if err := s.Place.Held(t.Context()); err != nil {
		t.Errorf("without a hold: %v", err)
	}
	var kept context.Context
	wrong := errors.New("wrong")
	err := s.Place.Hold(t.Context(), "acme", time.Minute, func(ctx context.Context) error {
		kept = ctx
		return errors.Join(s.Place.Change(ctx, "saving", func(tx place.Tx) error {
			tx.Write("profiles/acme.age", Sealed("held"))
			return nil
		}), wrong)
	})
	if !errors.Is(err, wrong) || errors.Is(err, place.ErrLost) {
		t.Errorf("the error of the work became %v", err)
	}
	late := context.WithoutCancel(kept)
	if err := s.Place.Held(late); !errors.Is(err, place.ErrLost) {
		t.Errorf("afterwards: %v", err)
	}
	err = s.Place.Change(late, "saving acme", func(tx place.Tx) error {
		tx.Write("profiles/acme.age", Sealed("late"))
		return nil
	})
	if !errors.Is(err, place.ErrLost) || !strings.HasPrefix(err.Error(), "saving acme: ") {
		t.Errorf("a late change: %v", err)
	}
	wantValue(t, s.Other, "profiles/acme.age", "held")
}

func watch(t *testing.T, s Setup) {
	Write(t, s.Place, "profiles/old.age", "one")
	ctx, cancel := context.WithCancel(t.Context())
	changes, err := s.Place.Watch(ctx)
	if err != nil {
		t.Fatal(err)
	}
	Write(t, s.Other, "profiles/new.age", "one")
	next := func(want string) {
		t.Helper()
		for key := range changes {
			if key == want {
				return
			}
			t.Errorf("%s has changed, want %s", key, want)
		}
		t.Fatalf("the watch ended before %s", want)
	}
	next("profiles/new.age")
	Write(t, s.Other, "profiles/old.age", "another one")
	next("profiles/old.age")
	err = s.Other.Change(t.Context(), "removing", func(tx place.Tx) error { tx.Remove("profiles/old.age"); return nil })
	if err != nil {
		t.Fatal(err)
	}
	next("profiles/old.age")
	cancel()
	for range changes { // ends
	}
}

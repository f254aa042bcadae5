package placetest

import (
	"context"

	"suitekey/storage/place"
)

// Failing is a place that goes out of reach after After changes.
type Failing struct {
	place.Place
	After int
}

// Change makes the change, or fails with place.ErrOutOfReach.
func (f *Failing) Change(ctx context.Context, doing string, work func(place.Tx) error) error {
	if f.After--; f.After < 0 {
		return place.ErrOutOfReach
	}
	return f.Place.Change(ctx, doing, work)
}

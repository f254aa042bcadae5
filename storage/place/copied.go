package place

import "context"

// Copied is a Place that keeps a copy of its profiles, drafts and keys in the vault's folder,
// so that lists are read there.
type Copied interface {
	// Refreshed brings the copy up to date. It fails with ErrOutOfReach if it cannot. It
	// returns the names of the connections if it has just read their folder, else nil.
	Refreshed(ctx context.Context) (connections []string, err error)
	// Complete reports whether there is a copy of everything, even an old one.
	Complete() bool
	// Repair copies keys again.
	Repair(ctx context.Context, keys []string) error
}

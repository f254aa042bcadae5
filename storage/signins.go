package storage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
)

// kindSignIns is the record of a user's refused sign-ins. It lies in the cache:
// without it, a user's sign-ins are counted by what each connection knows.
const kindSignIns = "sign-ins"

// userMark stands for a user in the names of files, which anybody may read.
func userMark(user string) string {
	sum := sha256.Sum256([]byte(user))
	return "user+" + hex.EncodeToString(sum[:8])
}

// SignIns is what is known of the sign-ins of users, for all processes that use the
// vault.
type SignIns struct{ session *Session }

// SignInsOf returns the sign-ins that the vault of s knows.
func SignInsOf(s *Session) SignIns { return SignIns{s} }

// SignInAlone runs work while no other process that uses the vault signs in as user.
// It fails with ErrLocked where the other one does not come to an end before ctx
// does.
func (s SignIns) SignInAlone(ctx context.Context, user string, work func() error) error {
	return s.session.Alone(ctx, userMark(user), func(context.Context) error { return work() })
}

// RefusedSignIns reads what KeepRefusedSignIns stored for user, nil if there is
// nothing that can be read.
func (s SignIns) RefusedSignIns(user string) []byte {
	mark := userMark(user)
	r, err := s.session.view().read(cacheKey(mark), kindSignIns, mark)
	if err != nil {
		return nil
	}
	return r.Refused
}

// KeepRefusedSignIns stores, encrypted, what is known of the refused sign-ins of a
// user.
func (s SignIns) KeepRefusedSignIns(user string, log []byte) error {
	mark := userMark(user)
	return s.session.change("counting a refused sign-in", func(c changing) error {
		return c.write(cacheKey(mark), record{Kind: kindSignIns, Name: mark, Saved: instant(c.vault.now()), Refused: log})
	})
}

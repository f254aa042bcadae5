package storage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"suitekey/storage/place"
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
//
// A team counts together. While its vault is out of reach, and for somebody who may only
// read it, the programs of this computer count together.
func (s SignIns) SignInAlone(ctx context.Context, user string, work func() error) error {
	alone := func(context.Context) error { return work() }
	began := false
	err := s.session.Alone(ctx, userMark(user), func(ctx context.Context) error { began = true; return alone(ctx) })
	if !began && s.apart(err) {
		return s.session.vault.folder.Hold(ctx, signingIn+userMark(user), holdFor, alone)
	}
	return err
}

// RefusedSignIns reads what KeepRefusedSignIns stored for user, nil if there is
// nothing that can be read.
func (s SignIns) RefusedSignIns(user string) []byte {
	mark := userMark(user)
	r, err := s.session.view().read(cacheKey(mark), kindSignIns, mark)
	if s.apart(err) {
		r, err = s.session.here().read(cacheKey(mark), kindSignIns, mark)
	}
	if err != nil {
		return nil
	}
	return r.Refused
}

// KeepRefusedSignIns stores, encrypted, what is known of the refused sign-ins of a
// user.
func (s SignIns) KeepRefusedSignIns(user string, log []byte) error {
	mark := userMark(user)
	doing := "counting a refused sign-in"
	write := func(c changing) error {
		return c.write(cacheKey(mark), record{Kind: kindSignIns, Name: mark, Saved: instant(c.vault.now()), Refused: log})
	}
	err := s.session.change(doing, write)
	if s.apart(err) {
		return s.session.changeHere(doing, write)
	}
	return err
}

// apart reports whether a team's count is out of reach, or not for this person to change.
func (s SignIns) apart(err error) bool {
	return !s.session.vault.own() && (errors.Is(err, place.ErrOutOfReach) || errors.Is(err, place.ErrForbidden))
}

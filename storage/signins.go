package storage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"suitekey/storage/place"
)

// kindSignIns is the record of a user's refused sign-ins. It is in the cache: without it,
// each connection knows only its own sign-ins.
const kindSignIns = "sign-ins"

// userMark replaces a user in file names, which are not encrypted.
func userMark(user string) string {
	sum := sha256.Sum256([]byte(user))
	return "user+" + hex.EncodeToString(sum[:8])
}

// SignIns are the refused sign-ins of users, shared by all processes that use the vault.
type SignIns struct{ session *Session }

// SignInsOf returns the refused sign-ins of users that the vault of s knows.
func SignInsOf(s *Session) SignIns { return SignIns{s} }

// SignInAlone runs work while no other process that uses the vault signs in as user. It
// fails with ErrLocked if the other process does not finish before ctx ends.
//
// A team counts together. If its vault is out of reach, or if this person may only read it,
// the programs of this computer count together.
func (s SignIns) SignInAlone(ctx context.Context, user string, work func() error) error {
	alone := func(context.Context) error { return work() }
	began := false
	err := s.session.Alone(ctx, userMark(user), func(ctx context.Context) error { began = true; return alone(ctx) })
	if !began && s.apart(err) {
		return s.session.vault.folder.Hold(ctx, signingIn+userMark(user), holdFor, alone)
	}
	return err
}

// RefusedSignIns returns what KeepRefusedSignIns has stored for user; nil if nothing
// readable is stored.
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

// KeepRefusedSignIns stores the refused sign-ins of a user, encrypted.
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

// apart reports whether a team's count is out of reach, or whether this person may not
// change it.
func (s SignIns) apart(err error) bool {
	return !s.session.vault.own() && (errors.Is(err, place.ErrOutOfReach) || errors.Is(err, place.ErrForbidden))
}

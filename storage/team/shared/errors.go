package shared

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"suitekey/storage/place"
	"suitekey/storage/team/engine"
)

// explain makes a sentence of an error of the engine or of the network. why is the result
// of unreachable.
func (p *Place) explain(ctx context.Context, doing string, err, why error) error {
	switch {
	case errors.Is(ctx.Err(), context.Canceled) && !place.Impatient(ctx): // a silent engine outlasts the patience of a Hold
		return context.Canceled
	case errors.Is(err, rpctypes.ErrCompacted), errors.Is(err, rpctypes.ErrLeaseNotFound): // for the caller
		return err
	case unanswered(err) && errors.Is(ctx.Err(), context.DeadlineExceeded):
		return context.DeadlineExceeded
	case errors.Is(err, context.Canceled): // unreachable has cancelled the call; no person has
		err = status.Error(codes.Unavailable, "no answer")
	}
	var away *unreachableError
	if unanswered(err) && !errors.As(why, &away) {
		looking, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookLimit)
		defer cancel()
		why = p.unreachable(looking)
	}
	if errors.As(why, &away) && unanswered(err) {
		return &placeError{fmt.Sprintf("%s: %v", doing, away), place.ErrOutOfReach, err}
	}
	explained := engine.Explain(doing, err)
	for kind, of := range kinds {
		if errors.Is(explained, kind) {
			return &placeError{explained.Error(), of, explained}
		}
	}
	if unanswered(err) {
		return &placeError{fmt.Sprintf("%s: the engine accepts connections, but does not answer in time: the nodes may be electing a new leader, or too few nodes are running", doing), place.ErrOutOfReach, err}
	}
	return &placeError{explained.Error(), place.ErrForbidden, explained}
}

// kinds translate the kinds of trouble for callers that do not know the engine.
var kinds = map[error]error{
	engine.ErrUnreachable: place.ErrOutOfReach,
	engine.ErrForbidden:   place.ErrForbidden,
	engine.ErrSignIn:      place.ErrForbidden,
	engine.ErrFull:        place.ErrForbidden,
	engine.ErrTooLarge:    place.ErrForbidden,
}

// placeError is a sentence about the engine.
type placeError struct {
	text string
	kind error // an error of package place
	err  error
}

func (e *placeError) Error() string   { return e.text }
func (e *placeError) Unwrap() []error { return []error{e.kind, e.err} }

// lookLimit bounds a check of the network path to the engine.
const lookLimit = 3 * time.Second

// unreachableError says why no node of the engine can be reached.
type unreachableError struct{ error }

// unreachable checks the network path to each node. It returns nil if one of them answers;
// then the engine itself reports what is wrong.
func (p *Place) unreachable(ctx context.Context) error {
	report := engine.Probe(ctx, p.engine, time.Now)
	if ctx.Err() != nil && !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return nil
	}
	for _, f := range report.Findings {
		if f.Stage == engine.StageAnswer && f.Level == engine.Good {
			return nil
		}
	}
	if err := report.Err(); err != nil {
		return &unreachableError{err}
	}
	return nil
}

// unanswered reports whether, after this error, the call may or may not have been carried
// out.
func unanswered(err error) bool {
	switch codeOf(err) {
	case codes.Unavailable, codes.DeadlineExceeded, codes.Canceled, codes.Unknown, codes.Internal, codes.Unimplemented:
		return true
	}
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

func codeOf(err error) codes.Code {
	var known rpctypes.EtcdError
	if errors.As(err, &known) {
		return known.Code()
	}
	return status.Code(err)
}

// loggedOut recognises an expired log-in. A watch reports it as plain text.
func loggedOut(err error) bool {
	return err != nil && strings.Contains(err.Error(), rpctypes.ErrInvalidAuthToken.Error())
}

package netsuite

import "context"

type permissionKey struct{}

// WithPermission returns a context in which ask is called right before each call that
// changes something in NetSuite and cannot be taken back: an upload, a revocation, the
// use of a code. Its error is that of the call, and nothing is sent. It is for whoever
// may have lost the right to go on without noticing, because the computer slept.
func WithPermission(ctx context.Context, ask func(context.Context) error) context.Context {
	return context.WithValue(ctx, permissionKey{}, ask)
}

// permitted calls the function of WithPermission.
func permitted(ctx context.Context, call call) *Error {
	ask, is := ctx.Value(permissionKey{}).(func(context.Context) error)
	if !is || !call.once {
		return nil
	}
	if err := ask(ctx); err != nil {
		return &Error{Class: Withheld, Problem: err.Error(), Err: err}
	}
	return nil
}

//go:build !unix

package keyboard

import "io"

// Of returns the terminal f unchanged. On Windows, Bubble Tea takes key events and changes
// of size from the console itself and never calls Read; a reader that hides the console
// would get bytes, but no changes of size. An open paste is kept inside the library, where
// no message reaches it. A paste whose end mark is lost therefore stays open on Windows.
func Of(f io.Reader) io.Reader { return f }

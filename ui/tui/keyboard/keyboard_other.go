//go:build !unix

package keyboard

import "io"

// Of is the keyboard of the terminal f, as it is: the console of Windows hands over
// events, not bytes.
func Of(f io.Reader) io.Reader { return f }

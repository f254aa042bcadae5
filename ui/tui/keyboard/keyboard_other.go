//go:build !unix

package keyboard

import "io"

// Of returns the terminal f unchanged: the console of Windows delivers events, not bytes.
func Of(f io.Reader) io.Reader { return f }

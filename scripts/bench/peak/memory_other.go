//go:build !unix

package peak

import "os"

// Memory is not told by this system after a process has ended.
func Memory(*os.ProcessState) (int64, bool) { return 0, false }

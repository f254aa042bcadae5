package private

import "golang.org/x/sys/unix"

// HideMemory keeps core dumps and other processes of the same user, except those of
// root, from reading the memory and the environment of this process. Programs that it
// starts are not affected. A system that refuses the call changes nothing.
func HideMemory() {
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}

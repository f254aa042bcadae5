package private

// Unsafe returns "": on Windows a folder inherits its access list, and Others reads it.
func Unsafe(string) (why, help string) { return "", "" }

// UnsafeFile returns "": access lists allow reading and changing apart, and Others does not
// tell them apart.
func UnsafeFile(string) (why, help string) { return "", "" }

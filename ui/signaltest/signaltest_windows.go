// Package signaltest does nothing where programs inherit no dispositions of signals.
package signaltest

// Default does nothing.
func Default() {}

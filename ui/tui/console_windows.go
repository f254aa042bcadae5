package tui

import (
	"io"
	"os"

	"golang.org/x/sys/windows"
)

// resizeSignal is none: Bubble Tea reads the size of a Windows console with the keys.
var resizeSignal os.Signal

// withSequences runs call while the console interprets control sequences. A Windows console
// prints them as text by default. Bubble Tea changes this setting only while its program
// runs.
func withSequences(out io.Writer, call func()) {
	file, ok := out.(*os.File)
	if !ok {
		call()
		return
	}
	console := windows.Handle(file.Fd())
	var mode uint32
	if windows.GetConsoleMode(console, &mode) != nil { // a file, or another kind of terminal
		call()
		return
	}
	if windows.SetConsoleMode(console, mode|windows.ENABLE_PROCESSED_OUTPUT|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) != nil {
		return // a console that cannot interpret sequences needs no reset
	}
	call()
	_ = windows.SetConsoleMode(console, mode) // restore the previous mode
}

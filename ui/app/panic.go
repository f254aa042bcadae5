package app

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
)

// PanicError is a panic, that is, a bug in suitekey. Its text contains no value of the
// program, because the value may be a secret.
type PanicError struct {
	what  string   // kind of the mistake
	where []string // functions and lines, the innermost first
}

// PanicOf turns the result of recover into an error. The function that recovers calls
// PanicOf, because its stack still shows the place of the panic.
func PanicOf(panicked any) *PanicError {
	e := &PanicError{what: fmt.Sprintf("%T", panicked)}
	if wrong, is := panicked.(runtime.Error); is {
		e.what = wrong.Error() // an index, a nil: never a text of ours
	}
	var callers [64]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers[:])])
	raised := false // the frames before belong to the recovery
	for {
		frame, more := frames.Next()
		if raised && !strings.HasPrefix(frame.Function, "runtime.") {
			e.where = append(e.where, fmt.Sprintf("%s (%s:%d)", frame.Function, filepath.Base(frame.File), frame.Line))
		}
		raised = raised || frame.Function == "runtime.gopanic"
		if !more {
			return e
		}
	}
}

// Error is a sentence for people.
func (e *PanicError) Error() string {
	text := "suitekey stopped because of a bug in suitekey; saved connections are not affected"
	if len(e.where) > 0 {
		text += "\n" + e.what + " in " + e.where[0]
	}
	return text
}

// Log appends the whole stack to the file of --log. The stack contains functions and line
// numbers, and no values.
func (e *PanicError) Log(path string) error {
	log, err := openLog(path)
	if err != nil {
		return err
	}
	defer log.file.Close()
	log.logger.Error("mistake", "what", e.what, "stack", e.where)
	return nil
}

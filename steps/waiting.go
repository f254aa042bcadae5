package steps

import (
	"fmt"
	"strings"
)

// WaitKind is the reason for the wait of a journey.
type WaitKind string

// The kinds of waiting.
const (
	WaitUpload   WaitKind = "upload"   // an administrator uploads a certificate in NetSuite
	WaitSignIn   WaitKind = "sign_in"  // a user signs in with a browser
	WaitProduct  WaitKind = "product"  // a person gives the new credential to the product
	WaitDecision WaitKind = "decision" // a person decides how to continue
)

// Waiting describes the wait of a journey for a person. A front end prints Waiting or
// writes it as JSON. Waiting contains no secrets.
type Waiting struct {
	Kind  WaitKind
	Why   string        // the finished and the missing work, in one or two sentences
	Do    []Instruction // the instructions for the person, in order
	Files []Handed      // the files that the journey wrote for this person
	IDs   []Handed      // the IDs that NetSuite will show
	Next  string        // the next action and the command to run then, without a full stop

	// Ready reports that the person has finished: the journey does not stop here.
	Ready bool
	// Confirm marks a step that continues only if Ready is true. Without Confirm,
	// resuming the journey at this step confirms that the person has finished.
	Confirm bool

	Answer string // the answer that the next run needs, "key: value"
	With   string // other needs of the next run, in words
}

// The keys of the files that a journey writes for a person.
const (
	FileCertificate = "certificate_file" // the certificate to upload
	FilePage        = "page_file"        // the page for the administrator
)

// Handed is a value for the person. Key is its name in JSON output.
type Handed struct{ Key, Label, Value string }

// File returns the path of the file with key, or "".
func (w Waiting) File(key string) string {
	for _, f := range w.Files {
		if f.Key == key {
			return f.Value
		}
	}
	return ""
}

// Waiting describes the wait of the open step. The second result is false if the step
// does not wait, or no longer waits.
func (w *Walk) Waiting() (Waiting, bool) {
	step := w.Step()
	if step.Wait == nil || w.ended {
		return Waiting{}, false
	}
	waiting := step.Wait(w.State())
	waiting.Next += ", then " + w.nextRun(waiting)
	return waiting, !waiting.Ready
}

// nextRun names the command that continues the journey.
func (w *Walk) nextRun(waiting Waiting) string {
	name := w.state.Former.Name
	if name == "" || len(w.state.Items) > 0 {
		text := "run the same command again" + waiting.With
		if waiting.Answer != "" {
			text += " with " + waiting.Answer
		}
		return text
	}
	text := fmt.Sprintf("run: suitekey %s %s", w.flow.Name, name)
	if key, value, ok := strings.Cut(waiting.Answer, ": "); ok {
		text += fmt.Sprintf(" --%s %s", Field{Key: key}.Flag(), value)
	}
	return text + waiting.With
}

// stops reports whether an unattended walk has to stop at the open step. An earlier run
// asks for the uploads of all connections of a batch at once. A scheduler does not know
// whether somebody has acted since: finding out by signing in would cost a refusal with
// each run.
func (w *Walk) stops() bool {
	waiting, waits := w.Waiting()
	asked := w.Resumed() || waiting.Kind == WaitUpload && w.State().Item.Asked
	return waits && (waiting.Confirm || !asked || w.scheduled)
}

// Schedule tells the walk that nobody can have acted since the last run.
func (w *Walk) Schedule() { w.scheduled = true }

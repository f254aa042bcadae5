package steps

import (
	"fmt"
	"strings"
)

// WaitKind says what a journey waits for.
type WaitKind string

// The kinds of waiting.
const (
	WaitUpload   WaitKind = "upload"   // an administrator uploads a certificate in NetSuite
	WaitSignIn   WaitKind = "sign_in"  // a user signs in with a browser
	WaitProduct  WaitKind = "product"  // the product is given the new credential
	WaitDecision WaitKind = "decision" // a person decides how to go on
)

// Waiting is what a journey tells while it waits for a person: a front end prints
// it, or writes it as JSON. Nothing in it is secret.
type Waiting struct {
	Kind  WaitKind
	Why   string        // what has been done, and what is missing: one or two sentences
	Do    []Instruction // what the person has to do, in order
	Files []Handed      // the files that the journey wrote for this person
	IDs   []Handed      // the IDs that NetSuite will show
	Next  string        // what to do and the command to run then, without a full stop

	// Ready reports that the person has done it: the journey does not stop here.
	Ready bool
	// Confirm marks a step that Ready alone opens. Without it, resuming the journey
	// at this step counts as the answer that it has been done.
	Confirm bool

	Answer string // the answer that the next run needs, "key: value"
	With   string // what else the next run needs, in words
}

// The keys of the files that a journey writes for a person.
const (
	FileCertificate = "certificate_file" // the certificate to upload
	FilePage        = "page_file"        // the page for the administrator
)

// Handed is a value that is handed to a person. Key is its name in JSON output.
type Handed struct{ Key, Label, Value string }

// File is the path of the file that was written under key, "" for none.
func (w Waiting) File(key string) string {
	for _, f := range w.Files {
		if f.Key == key {
			return f.Value
		}
	}
	return ""
}

// Waiting reports what the open step waits for. The second result is false where
// it waits for nobody, or no longer.
func (w *Walk) Waiting() (Waiting, bool) {
	step := w.Step()
	if step.Wait == nil || w.ended {
		return Waiting{}, false
	}
	waiting := step.Wait(w.state)
	waiting.Next += ", then " + w.nextRun(waiting)
	return waiting, !waiting.Ready
}

// nextRun names the command that goes on with the journey.
func (w *Walk) nextRun(waiting Waiting) string {
	name := w.state.Former.Name
	if name == "" || len(w.state.Batch.Items) > 0 {
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

// stops reports whether an unattended walk has to stop at the open step.
func (w *Walk) stops() bool {
	waiting, waits := w.Waiting()
	return waits && (waiting.Confirm || !w.Resumed())
}

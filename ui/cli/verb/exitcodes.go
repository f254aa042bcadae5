package verb

import (
	"fmt"
	"strings"

	"suitekey/ui/subprocess"
)

// The exit codes of all verbs. They never change their meaning.
const (
	ExitDone        = 0
	ExitFailed      = 1
	ExitUsage       = 2
	ExitRefused     = 3
	ExitUnreachable = 4
	ExitLocked      = 5
	ExitDue         = 10
	ExitExpired     = 11
	ExitWaiting     = 20
	ExitUnrunnable  = subprocess.NotExecutable
	ExitNoProgram   = subprocess.NotFound
	ExitCancelled   = 130
)

// exitCode is a row of the table that every help is made from.
type exitCode struct {
	Code        int
	Text, Means string
}

var ExitCodes = []exitCode{
	{ExitDone, "done", "What was asked for is done."},
	{ExitFailed, "failed", "Something went wrong that no other code is about: a file, the disk, a damaged connection."},
	{ExitUsage, "wrong flags or missing answers", "The command was not understood, or answers are missing or wrong; all of them are named. Nothing was sent."},
	{ExitRefused, "sign-in refused or test failed", "NetSuite refused the sign-in, or answered otherwise than a working connection does. Trying again the same way does not help, and five refused sign-ins lock the user."},
	{ExitUnreachable, "NetSuite not reachable", "No answer, or none from NetSuite: network, proxy, certificate authority, or NetSuite itself. Trying again later may help."},
	{ExitLocked, "vault locked or wrong passphrase", "The vault needs its passphrase, or was given a wrong one."},
	{ExitDue, "something is due", "Something has to be renewed soon, or could not be renewed though it is due."},
	{ExitExpired, "expired", "A certificate or another credential has expired."},
	{ExitWaiting, "waiting for a person; the draft is kept", "Somebody has to act in NetSuite or in the product first. The journey is kept as a draft: run the same command again then."},
	{ExitUnrunnable, "the program cannot be executed", "The program that suitekey exec was to run is there, but cannot be executed."},
	{ExitNoProgram, "the program is not there", "The program that suitekey exec or curl was to run is not there."},
	{ExitCancelled, "cancelled", "A person or a signal ended it: ctrl+c, SIGTERM, or no for an answer."},
}

// The lines of a verb's help about its exit codes.
var (
	CodeDone        = CodeLine(ExitDone)
	CodeFailed      = CodeLine(ExitFailed)
	CodeUsage       = CodeLine(ExitUsage)
	CodeRefused     = CodeLine(ExitRefused)
	CodeUnreachable = CodeLine(ExitUnreachable)
	CodeLocked      = CodeLine(ExitLocked)
	CodeDue         = CodeLine(ExitDue, "due, and could not be renewed")
	CodeExpired     = CodeLine(ExitExpired)
	CodeWaiting     = CodeLine(ExitWaiting, "waiting for the upload; the draft is kept")
	CodeWaits       = CodeLine(ExitWaiting)
	CodeUnrunnable  = CodeLine(ExitUnrunnable)
	CodeNoProgram   = CodeLine(ExitNoProgram)
	CodeCancelled   = CodeLine(ExitCancelled)
)

// codeLine is a line about a code, in the words of the table or in a verb's own.
func CodeLine(code int, own ...string) string {
	text := strings.Join(own, " ")
	for _, known := range ExitCodes {
		if known.Code == code && text == "" {
			text = known.Text
		}
	}
	return fmt.Sprintf("%-4d %s", code, text)
}

// codes is the part of a verb's help about its exit codes.
func Codes(lines ...string) string {
	return "\n\n" + ExitHeading + "\n  " + strings.Join(lines, "\n  ")
}

const ExitHeading = "Exit codes:"

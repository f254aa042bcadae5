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

// exitCode is a row of the table, from which every help is made.
type exitCode struct {
	Code        int
	Text, Means string
}

// ExitCodes is the table of all exit codes.
var ExitCodes = []exitCode{
	{ExitDone, "done", "The command is done."},
	{ExitFailed, "failed", "Something failed that no other code covers: a file, the disk, a damaged connection."},
	{ExitUsage, "wrong flags or missing answers", "The command was not understood, or answers are missing or wrong; all of them are named. Nothing was sent."},
	{ExitRefused, "sign-in refused or test failed", "NetSuite refused the sign-in, or a test failed. Do not repeat the command unchanged: five refused sign-ins lock the user."},
	{ExitUnreachable, "NetSuite not reachable", "No answer, or none from NetSuite: network, proxy, certificate authority, or NetSuite itself. Trying again later may help."},
	{ExitLocked, "vault locked or wrong passphrase", "The vault needs its passphrase, or was given a wrong one."},
	{ExitDue, "something is due", "Something has to be renewed soon, or could not be renewed though it is due."},
	{ExitExpired, "expired", "A certificate or another credential has expired."},
	{ExitWaiting, "waiting for a person; the draft is kept", "A person has to act in NetSuite or in the product first. The journey is kept as a draft: run the same command again after that."},
	{ExitUnrunnable, "the program cannot be executed", "The program for suitekey exec exists, but cannot be executed."},
	{ExitNoProgram, "the program does not exist", "The program for suitekey exec or curl does not exist."},
	{ExitCancelled, "cancelled", "A person or a signal ended the command: ctrl+c, SIGTERM, or the answer no."},
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

// CodeLine is a line about a code, with the text of the table or of the verb.
func CodeLine(code int, own ...string) string {
	text := strings.Join(own, " ")
	for _, known := range ExitCodes {
		if known.Code == code && text == "" {
			text = known.Text
		}
	}
	return fmt.Sprintf("%-4d %s", code, text)
}

// Codes returns the part of a verb's help about its exit codes.
func Codes(lines ...string) string {
	return "\n\n" + ExitHeading + "\n  " + strings.Join(lines, "\n  ")
}

// ExitHeading begins the part of a verb's help about its exit codes.
const ExitHeading = "Exit codes:"

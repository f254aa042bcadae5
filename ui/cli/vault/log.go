package vault

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"suitekey/core/profile"
	"suitekey/storage/journal"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/cli/verb"
)

// logOptions are the flags of log.
type logOptions struct {
	*verb.Globals
	since string
}

// Log makes the verb log.
func Log(g *verb.Globals) *cobra.Command {
	o := &logOptions{Globals: g}
	cmd := &cobra.Command{
		Use:   "log [NAME...]",
		Short: "Show who opened the vault, and which secrets left it",
		Long: `Shows the vault's log, the oldest entry first: when the vault was opened, by which
user on which computer, and which connections were shown, copied, exported or given
to a program. The log has no values. It is encrypted, and stays on this computer.

  unlock      the vault was opened: by the passphrase, the recovery sheet, or for
              all programs by suitekey unlock
  agent       the agent of suitekey unlock gave the vault's key to a program
  reveal      secrets were shown
  copy        a secret was copied to the clipboard
  export      an export with secrets was written or shown
  exec, curl, header, token
              a program got credentials, a signature or an access token
  passphrase  the passphrase, the vault's key or the recovery sheet changed
  remove      a connection was removed

The same action several times a day by one user becomes one line with a count when
it is some days old. The log keeps a few thousand lines. suitekey writes it, so it does
not show what other programs did with a copy of the vault, and anybody who can write to the
vault's folder can delete it.` +
			verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeLocked),
		Example: "  suitekey log\n  suitekey log acme-sb1 --since 7d\n  suitekey log --since 2026-11-01 --json | jq '.entries[] | select(.event == \"export\")'",
		Args:    verb.Words("[NAME...]"),
		RunE:    func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	cmd.Flags().StringVar(&o.since, "since", "", "only entries since this `time`: a day such as 2026-11-01, or an age such as 36h or 7d")
	return cmd
}

// logResult is what `log --json` prints.
type logResult struct {
	Entries []journal.Entry `json:"entries"`
	Damaged int             `json:"damaged"` // files of the log that cannot be read
}

func (o *logOptions) run(ctx context.Context, names []string) error {
	for _, name := range names {
		if err := profile.CheckName(name); err != nil {
			return &app.UsageError{Err: err}
		}
	}
	since, err := parseSince(o.since, o.Now())
	if err != nil {
		return err
	}
	a, err := o.Open()
	if err != nil {
		return err
	}
	if err := o.Unlock(ctx, a); err != nil {
		return err
	}
	entries, damaged, err := connections.Log(a.Connections, since)
	if err != nil {
		return err
	}
	if len(names) > 0 {
		entries = slices.DeleteFunc(entries, func(e journal.Entry) bool { return !slices.Contains(names, e.Profile) })
	}
	for _, each := range damaged {
		o.Warn(fmt.Sprintf("%s cannot be read, and is left out: %v", each.Path, each.Err))
	}
	if o.JSON {
		return o.PrintJSON(logResult{Entries: append([]journal.Entry{}, entries...), Damaged: len(damaged)})
	}
	if len(entries) == 0 {
		o.Note("The log has no such entry.")
	}
	table := verb.NewTable(o.Stdout)
	for _, e := range entries {
		table.Row(when(e, o.Now().Location()), e.Event, orDash(e.Profile), orDash(e.What), e.User+" on "+e.Computer)
	}
	return table.Flush()
}

// when returns the time of an entry; for a merged entry also the last time and the
// count.
func when(e journal.Entry, zone *time.Location) string {
	text := e.At.In(zone).Format("2006-01-02 15:04")
	if e.Times() > 1 {
		text += fmt.Sprintf(" to %s, %d times", e.Ended().In(zone).Format("15:04"), e.Times())
	}
	return text
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// parseSince parses a day, a time or an age; "" means the beginning.
func parseSince(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, "2006-01-02 15:04", time.RFC3339} {
		if t, err := time.ParseInLocation(layout, text, now.Location()); err == nil {
			return t, nil
		}
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 && n < 36500 {
			return now.AddDate(0, 0, -n), nil
		}
	}
	if age, err := time.ParseDuration(text); err == nil && age >= 0 {
		return now.Add(-age), nil
	}
	return time.Time{}, app.Usage("--since takes a day such as 2026-11-01, or an age such as 36h or 7d")
}

package journeys

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"suitekey/core/account"
	"suitekey/core/audit"
	"suitekey/core/health"
	"suitekey/core/netsuite"
	"suitekey/steps"
	"suitekey/ui/app"
	"suitekey/ui/app/access"
	"suitekey/ui/cli/verb"
)

// auditOptions are the flags of audit.
type auditOptions struct {
	*verb.Globals
	confirmation
	text, revoke string
}

// Audit makes the verb audit.
func Audit(g *verb.Globals) *cobra.Command {
	o := &auditOptions{Globals: g}
	cmd := &cobra.Command{
		Use:   "audit ACCOUNT",
		Short: "Compare an account's credentials with the vault",
		Long: `Compares one NetSuite account with the vault, for a regular review:

  certificates  of each integration record, by API: which connection signs in with
                each, which no connection of this vault knows, how many of five are
                active; needs a connection by OAuth 2.0 with the scope
                rest_webservices, whose role may manage its own certificates
  tokens        their age and that of consumer pairs, against the policy's
                longest_token_age_days (a year without the rule); NetSuite has no API
                that lists tokens, so a checklist names the pages
  users         users and roles that are highly privileged or that several
                connections share

Nothing is changed. --revoke ID revokes one certificate that no connection of this
vault knows, after asking: another computer or product may sign in with it, and
revoking cannot be undone.` +
			verb.Codes(verb.CodeDone, verb.CodeFailed, verb.CodeUsage, verb.CodeLine(verb.ExitRefused, "NetSuite refused the sign-in or the revocation"), verb.CodeUnreachable, verb.CodeLocked, verb.CodeCancelled),
		Example: "  suitekey audit 1234567_SB1\n  suitekey audit 1234567 --json\n  suitekey audit 1234567_SB1 --revoke CERTIFICATE_ID",
		Args:    verb.Words("ACCOUNT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.text = args[0]
			return o.run(cmd.Context())
		},
	}
	cmd.Flags().StringVar(&o.revoke, "revoke", "", "revoke the certificate with this `ID`, which must not belong to a connection of this vault")
	o.addFlags(cmd)
	return cmd
}

func (o *auditOptions) run(ctx context.Context) error {
	id, err := account.Parse(o.text)
	if err != nil {
		return &app.UsageError{Err: err}
	}
	a, err := o.Open()
	if err != nil {
		return err
	}
	policy, err := a.Policy()
	if err != nil {
		return err
	}
	if err := o.Unlock(ctx, a); err != nil {
		return err
	}
	found, err := a.Audit(ctx, id)
	if err != nil {
		return err
	}
	revoked := ""
	if o.revoke != "" {
		if err := o.revokeOne(ctx, a, found); err != nil {
			return err
		}
		revoked = o.revoke
		if found, err = a.Audit(ctx, id); err != nil {
			return err
		}
	}
	limit := policy.TokenAge(365 * 24 * time.Hour)
	if o.JSON {
		return o.PrintJSON(auditObject(a, found, limit, revoked))
	}
	o.print(a, found, limit)
	return nil
}

func (o *auditOptions) revokeOne(ctx context.Context, a *app.App, found app.Audit) error {
	task, err := a.Revocation(found, o.revoke)
	if err != nil {
		return err
	}
	for _, text := range task.Means {
		o.Note("%s", text)
	}
	if err := o.confirmed(ctx, o.Globals, task); err != nil {
		return err
	}
	result, err := task.Do(ctx, app.TaskOptions{}, func(steps.Progress) {})
	if err != nil {
		return err
	}
	for _, text := range result.Told {
		o.Note("%s", text)
	}
	return nil
}

var uses = map[audit.Use]string{audit.InUse: "in use", audit.Former: "former", audit.Unknown: "UNKNOWN", audit.Ended: "ended"}

func (o *auditOptions) print(a *app.App, found app.Audit, limit time.Duration) {
	for i, r := range found.Records {
		if i > 0 {
			o.Line("")
		}
		o.record(found.Account, r)
	}
	o.Line("")
	o.Line("Age of tokens and consumer pairs, at most %d days:", int(limit.Hours()/24))
	list := ages(a, found, limit)
	for _, age := range list {
		o.Line("  %-8s  %s: %s", age.Level, age.Profile, age.Text)
	}
	if len(list) == 0 {
		o.Line("  none: no connection of the account uses a token")
	}
	o.Line("")
	o.Line("Users and their roles:")
	for _, u := range found.Users {
		o.Line("  user %s, role %s: %s%s", steps.OrElse(u.Entity, "not known"), steps.OrElse(strings.Join(u.Roles, " and "), "not known"), strings.Join(u.Profiles, ", "), remarkOn(u))
	}
	o.Line("")
	o.Line("To check in NetSuite, which no API lists:")
	for _, c := range checklist(found.Account) {
		o.Line("  [ ] %s", c.Text)
		o.Line("      %s", strings.TrimSpace(c.Menu+"  "+c.URL))
	}
}

func remarkOn(u audit.User) string {
	text := ""
	if u.Privileged != "" {
		text += "; " + u.Privileged + " is a highly privileged role: give the connection a role with few permissions"
	}
	if u.Shared() {
		text += "; shared: the Login Audit Trail cannot distinguish these connections by user"
	}
	return text
}

func (o *auditOptions) record(id account.ID, r access.Audited) {
	o.Line("Integration record %s (%s), used by %s:", steps.OrElse(r.Name, "without a name"), steps.Shorten(r.ConsumerKey, 12), strings.Join(r.Profiles, ", "))
	if r.Err != nil {
		o.Line("  The certificates could not be listed: %s", r.Err)
		for _, hint := range hintsOf(r.Err) {
			o.Line("    %s", hint)
		}
		if errors.Is(r.Err, access.ErrNoReader) {
			o.Line("    look at the list in NetSuite: %s", account.PageM2MList.Menu())
		}
		return
	}
	o.Line("  %d of %d certificates are active, of those that the role of %s can see", r.Active(), netsuite.CertificateCap, r.Reader)
	if r.Active() >= netsuite.CertificateCap {
		o.Line("  The record is full: revoke a certificate before you renew one.")
	}
	for _, c := range r.Certificates {
		state := uses[c.Use]
		if c.Use == audit.Ended && c.Revoked {
			state = "revoked"
		}
		knows := ""
		if len(c.Profiles) > 0 {
			knows = "  " + strings.Join(c.Profiles, ", ")
		}
		o.Line("  %-8s  %s  made %s, until %s, %s as %s%s", state, c.CertificateID, steps.OrElse(c.Created, "unknown"), steps.OrElse(c.ValidUntil, "unknown"),
			steps.OrElse(c.EntityName, c.EntityID), steps.OrElse(c.RoleName, c.RoleID), knows)
		if c.Use == audit.Unknown {
			o.Line("            no connection of this vault knows it; if nothing uses it: suitekey audit %s --revoke %s", id.Realm(), c.CertificateID)
		}
	}
}

func hintsOf(err error) []string {
	var hinted *app.HintedError
	if errors.As(err, &hinted) {
		return hinted.Hints
	}
	return nil
}

// age is the age of a token or a consumer pair.
type age struct {
	Profile string       `json:"profile"`
	What    string       `json:"what"` // token or consumer-pair
	Level   health.Level `json:"level"`
	Since   string       `json:"since,omitempty"`
	Text    string       `json:"text"`
}

// ages returns the ages of the account's tokens and consumer pairs, including unknown
// ages.
func ages(a *app.App, found app.Audit, limit time.Duration) []age {
	list := []age{}
	for _, e := range found.Entries {
		state := app.Health(e, a.Now(), health.Rules{TokenRotation: limit})
		since := map[string]time.Time{health.Token: e.TokenSince, health.Consumer: e.ConsumerSince}
		for _, item := range state.Items {
			if at, ok := since[item.What]; ok {
				list = append(list, age{e.Name, item.What, item.Level, verb.Instant(at), item.Sentence})
			}
		}
		if e.ConsumerSince.IsZero() && e.Method == "tba" {
			list = append(list, age{e.Name, health.Consumer, health.Soon, "", "The age of the consumer pair is not known: it was saved by an older suitekey."})
		}
	}
	return list
}

// check is something that a person looks at in NetSuite.
type check struct {
	Text string `json:"text"`
	Menu string `json:"menu"`
	URL  string `json:"url,omitempty"`
}

// checklist has the checks of what no API of NetSuite lists.
func checklist(id account.ID) []check {
	item := func(page account.Page, text string) check { return check{text, page.Menu(), id.Link(page)} }
	return []check{
		item(account.PageTokens, "Access tokens: each belongs to a connection or product that somebody knows; make others inactive first, and revoke them when nothing has failed"),
		item(account.PageAuthorizedApps, "Authorized applications: revoke those that nobody uses"),
		item(account.PageIntegrations, "Integration records: set those that nobody uses to Blocked"),
		item(account.PageEmployees, "Users of integrations: one for each integration, with one role and no sign-in to the user interface"),
		item(account.PageLoginAudit, "Failed and foreign sign-ins of the last month, by Application, IP Address and Detail"),
	}
}

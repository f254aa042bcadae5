package app

import (
	"context"
	"fmt"
	"strings"

	"suitekey/core/account"
	"suitekey/core/diagnose"
	"suitekey/core/product"
	"suitekey/core/profile"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/storage"
	"suitekey/ui/app/access"
	"suitekey/ui/app/connections"
	"suitekey/ui/app/drafts"
)

// Task is a change that a person confirms first: a flow of one step. The full screen draws
// its Step; the plain prompts and the verbs ask the same questions.
type Task struct {
	Name    string     // of the connection or the draft
	About   string     // for the header: "remove · acme"
	Title   string     // "Remove acme?"
	Means   []string   // what the task does, a sentence or paragraph each
	Explain string     // more about that, "" for nothing
	Account account.ID // of a production account, whose ID has to be typed; else zero
	Typing  string     // "Type the account ID to remove it"
	Yes, No string     // the choices elsewhere
	Kept    string     // what is said when the task is not confirmed
	Revoke  *Choice    // a second question: revoke the credential in NetSuite, too
	Do      func(ctx context.Context, o TaskOptions, report func(steps.Progress)) (TaskResult, error)
}

// Choice is a question with two answers.
type Choice struct{ Question, Yes, No, Warning string }

// TaskOptions are the options of Task.Do.
type TaskOptions struct {
	Revoke bool // end the credential in NetSuite first
	Force  bool // bring a state back though it does not pass the test
}

// TaskResult is the result of a task.
type TaskResult struct {
	Told   []string        // sentences
	Brief  string          // the same for a line of the screen
	Report diagnose.Report // of the test that an undo makes
}

// NotRevokedError means that the credential could not be revoked in NetSuite, and
// that the connection was not removed for that reason.
type NotRevokedError struct {
	Err    error
	ByHand string // the page on which the credential is revoked by hand
}

// Error says how to revoke the credential by hand.
func (e *NotRevokedError) Error() string {
	return fmt.Sprintf("%v; it can be revoked by hand under %s; nothing was removed", e.Err, e.ByHand)
}

// Unwrap returns the cause.
func (e *NotRevokedError) Unwrap() error { return e.Err }

// Removal returns the task that removes a saved connection. sharing names the other
// connections with the same credential (see connections.Sharing). For a connection that
// cannot be read, the task asks nothing about NetSuite.
func (a *App) Removal(e storage.Entry, sharing []string) Task {
	return a.removal(e, sharing, a.Remove, "The connection and its secrets are removed from the vault. Its history is kept: suitekey undo "+e.Name+" restores it.")
}

// Purging is Removal that also removes the history, the draft and the access token.
func (a *App) Purging(e storage.Entry, sharing []string) Task {
	return a.removal(e, sharing, a.Purge, "The connection, its history, its draft and its access token are removed from the vault. This cannot be undone.")
}

func (a *App) removal(e storage.Entry, sharing []string, remove func(string) error, means string) Task {
	t := Task{
		Name: e.Name, About: "remove · " + e.Name, Title: "Remove " + e.Name + "?", Typing: "Type the account ID to remove it",
		Means: []string{means},
		Yes:   "Yes, remove " + e.Name, No: "No, keep it", Kept: "Nothing was removed.",
	}
	if e.Err != nil {
		t.Do = func(context.Context, TaskOptions, func(steps.Progress)) (TaskResult, error) {
			told := e.Name + " is removed. Revoke its token or certificate in NetSuite if nothing else uses it."
			return TaskResult{Told: []string{told}, Brief: told}, remove(e.Name)
		}
		return alone(a, t.Name, t)
	}
	if e.Account.Guarded() {
		t.Account = e.Account
	}
	credential, page := access.Credential(e.Profile), access.RevokePage(e.Profile)
	t.Means = append([]string{subject(e.Profile)}, t.Means...)
	t.Explain = "A program that has copied the values continues to work: only NetSuite ends a " + credential + ".\n\nRevoke the " + credential +
		" if no other connection or program uses it. suitekey revokes it before it removes the connection; if NetSuite refuses that, the connection stays."
	t.Revoke = &Choice{
		Question: fmt.Sprintf("Revoke its %s in NetSuite, too? Revoking cannot be undone.", credential),
		Yes:      "revoke its " + credential + " permanently", No: "leave its " + credential + " valid",
		Warning: access.RevokeWarning(e.Profile, sharing),
	}
	t.Do = func(ctx context.Context, o TaskOptions, report func(steps.Progress)) (TaskResult, error) {
		told := fmt.Sprintf("%s is removed. Its %s still works in NetSuite; if nothing else uses it, revoke it under %s.", e.Name, credential, page)
		result := TaskResult{Brief: fmt.Sprintf("%s is removed. Its %s still works in NetSuite.", e.Name, credential)}
		if o.Revoke {
			report(steps.Progress{Text: "Revoking the " + credential + " in NetSuite"})
			p, err := a.Load(e.Name)
			if err == nil {
				told, err = a.access.Revoke(ctx, p)
			}
			if err != nil {
				return result, &NotRevokedError{err, page}
			}
			result.Told, result.Brief = append(result.Told, told), e.Name+" is removed. "+told
			told = e.Name + " is removed."
		}
		result.Told = append(result.Told, told)
		return result, remove(e.Name)
	}
	return alone(a, t.Name, t)
}

// alone makes a task fail while somebody else in the team works on name: a renewal under way
// would upload a certificate that nothing uses any more.
func alone(a *App, name string, t Task) Task {
	do := t.Do
	t.Do = func(ctx context.Context, o TaskOptions, report func(steps.Progress)) (result TaskResult, err error) {
		err = connections.Working(ctx, a.Connections, name, func(ctx context.Context) error {
			result, err = do(ctx, o, report)
			return err
		})
		return result, err
	}
	return t
}

// subject describes a connection in one line.
func subject(p profile.Profile) string {
	text := fmt.Sprintf("%s %s · %s", p.Account.Kind(), p.Account.Realm(), setup.MethodLine(p))
	if p.Product != "" {
		text += " · " + product.NameOf(p.Product)
	}
	if who := strings.Trim(p.Entity+", "+p.Role, ", "); who != "" {
		text += " · " + who
	}
	return text
}

// Restoration returns the task that restores an earlier state of a connection, if that
// state passes the test.
func (a *App) Restoration(e connections.Earlier) Task {
	t := Task{
		Name: e.Name(), About: "restore · " + e.Name(), Title: fmt.Sprintf("Restore state %d of %s?", e.Generation.Number, e.Name()), Typing: "Type the account ID to restore that state",
		Means: append(connections.UndoLines(e, a.Now()), "The state is tested against NetSuite first, which costs one refused sign-in at most. If the test fails, nothing is changed."),
		Explain: "The present state stays in the history, and you can restore it in the same way. NetSuite itself is not changed: " +
			"a token or a certificate that NetSuite has revoked since then stays revoked.",
		Yes: "Yes, test it and restore it", No: "No, leave the connection as it is", Kept: "Nothing was changed.",
	}
	if e.Account.Guarded() {
		t.Account = e.Account
	}
	t.Do = func(ctx context.Context, o TaskOptions, report func(steps.Progress)) (result TaskResult, err error) {
		report(steps.Progress{Text: "Testing that state"})
		result.Report, err = a.access.Undo(ctx, e, access.UndoOptions{Force: o.Force, Report: func(c diagnose.Check) {
			report(steps.Progress{Check: &c})
		}})
		result.Brief = fmt.Sprintf("%s now has state %d again.", e.Name(), e.Generation.Number)
		result.Told = []string{result.Brief}
		if e.OtherCredential() {
			result.Brief += " The other credential may still work in NetSuite."
			result.Told = append(result.Told, "The credential that the connection used until now may still work in NetSuite: if nothing uses it, revoke it there.")
		}
		return result, err
	}
	return alone(a, t.Name, t)
}

// TakingOlder returns the task that accepts a state of a connection although this computer
// has seen a newer state.
func TakingOlder(a *App, e storage.Entry) Task {
	return Task{
		Name: e.Name, About: "older state · " + e.Name, Title: "Accept this older state of " + e.Name + " as the present state?",
		Means: []string{
			wentBack(e),
			"If you have not restored a backup, leave the state as it is, and find out who can write to " + a.Home() + ": the state may contain a credential that you have replaced.",
		},
		Yes: "Yes, I have restored a backup", No: "No, leave it as it is", Kept: "Nothing was changed.",
		Do: func(context.Context, TaskOptions, func(steps.Progress)) (TaskResult, error) {
			told := "The older state of " + e.Name + " is now the present state."
			return TaskResult{Told: []string{told}, Brief: told}, connections.TakeOlder(a.Connections, e.Name)
		},
	}
}

// Discarding returns the task that discards a draft, with the files that were written for
// it.
func (a *App) Discarding(d drafts.Draft) Task {
	what := d.What
	if what == "" {
		what = d.Name
	}
	about := d.Name
	if names := d.About(); len(names) == 1 {
		about = names[0]
	}
	return alone(a, about, Task{
		Name: d.Name, About: "discard · " + what, Title: "Discard the " + what + "?", Means: []string{a.drafts.Discarding(d)},
		Yes: "Yes, discard the draft", No: "No, keep the draft", Kept: "Nothing was removed.",
		Do: func(context.Context, TaskOptions, func(steps.Progress)) (TaskResult, error) {
			told := fmt.Sprintf("The %s (%s) is removed.", d.Title(), d.Name)
			return TaskResult{Told: []string{told}, Brief: told}, a.drafts.Remove(d.Name)
		},
	})
}

// Confirmed reports whether flags confirm the task: yes, and for a production account also
// its ID, because yes is given too easily.
func (t Task) Confirmed(yes bool, id string) (bool, error) {
	if yes && !t.Account.IsZero() && !t.Account.Confirmed(id) {
		return false, Usage(t.Name+" is a connection to a production account: --yes needs its account ID, too", "--account "+t.Account.Realm())
	}
	return yes, nil
}

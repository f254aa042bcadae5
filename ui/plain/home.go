package plain

import (
	"context"
	"errors"
	"fmt"

	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/storage"
	"suitekey/ui/app"
	"suitekey/ui/app/connections"
	"suitekey/ui/app/drafts"
)

// home lists the connections and offers the actions, until the person leaves.
func home(ctx context.Context, a *app.App, c *Console) error {
	h := &house{Console: c, app: a}
	for {
		quit, err := h.visit(ctx)
		if quit || err != nil {
			return err
		}
	}
}

// house is the home screen.
type house struct {
	*Console
	app     *app.App
	entries []storage.Entry
	drafts  []drafts.Draft
}

// action is one line of the menu.
type action struct {
	text    string
	changes bool // a connection or a draft
	do      func(context.Context) error
}

func (h *house) visit(ctx context.Context) (quit bool, err error) {
	if err := h.look(ctx); err != nil {
		return false, err
	}
	h.show()
	actions := h.actions()
	texts := make([]string, 0, len(actions)+1)
	for _, a := range actions {
		texts = append(texts, a.text)
	}
	texts = append(texts, "Quit")
	h.gap()
	h.say("What do you want to do?")
	n, err := h.choose(ctx, "What do you want to do?", texts)
	if err != nil || n == len(actions) {
		return true, err
	}
	if actions[n].changes { // said before anything is asked
		err = h.app.Team.MayChange()
	}
	if err == nil {
		err = actions[n].do(ctx)
	}
	switch {
	case err == nil, errors.Is(err, app.ErrWaiting), errors.Is(err, errStop):
		return false, nil
	case stopped(ctx, err), errors.Is(err, app.ErrCancelled):
		return true, err
	}
	h.say("Problem: %s", steps.Sentence(err))
	return false, nil
}

func (h *house) look(ctx context.Context) (err error) {
	h.entries, h.drafts = nil, nil
	if !h.app.Unlocked() {
		return nil
	}
	h.app.Team.LookAtRole(ctx)
	if h.entries, err = h.app.Profiles(); err != nil {
		return err
	}
	h.entries = connections.Families(h.entries)
	h.drafts, err = h.app.Drafts().List()
	return err
}

func (h *house) show() {
	h.gap()
	h.say("suitekey: connections to NetSuite")
	if h.app.Demo() {
		h.say("This is practice: NetSuite is simulated in this program, and the vault is deleted at the end.")
		if fault := h.app.Practice().Fault(); fault.Name != "" {
			h.say("Simulated fault: %s (%s).", fault.Title, fault.Name)
		}
	}
	if said := h.vault(); said != "" {
		h.say("%s", said)
	}
	if len(h.entries)+len(h.drafts) == 0 {
		h.welcome()
		return
	}
	for _, e := range h.entries {
		h.item("  ", "%s", app.Summary(e, h.app.Now()))
	}
	for _, d := range h.drafts {
		h.item("  ", "%s", draftLine(d))
	}
}

// vault says which vault is open, if there are several; "" otherwise.
func (h *house) vault() string {
	team := h.app.Team
	switch {
	case team == nil && len(app.Vaults(h.app)) > 1:
		return "The vault is your own."
	case team == nil:
		return ""
	case team.Away() != nil:
		return fmt.Sprintf("The vault is %s, out of reach. %s You read the copy on this computer, and nothing can be saved.", team.Vault.Name(), steps.Sentence(team.Away()))
	case team.MayChange() != nil:
		return fmt.Sprintf("The vault is %s, open to %s for reading only.", team.Vault.Name(), team.Vault.Self)
	}
	return fmt.Sprintf("The vault is %s, open to %s.", team.Vault.Name(), team.Vault.Self)
}

// welcome is the text for people without a connection.
func (h *house) welcome() {
	if h.app.Demo() {
		h.say("There is no connection yet. Set up the first one with the practice values: about five minutes.")
		return
	}
	h.say("There is no connection yet. Setting up the first one takes about ten minutes, with an administrator of the NetSuite account at the keyboard. " +
		"Have the account ID at hand. To practise without an account, quit and start suitekey --demo --plain.")
}

func draftLine(d drafts.Draft) string {
	if d.Err != nil {
		return d.Name + ": unfinished, and cannot be read. " + steps.Sentence(d.Err)
	}
	line := "Unfinished: " + d.What
	if d.Where != "" {
		line += ", " + d.Where
	}
	return fmt.Sprintf("%s, kept on %s as %s", line, d.Kept.Format("2 January 2006 15:04"), d.Name)
}

func (h *house) actions() []action {
	actions := h.calledFor()
	if len(h.drafts) > 0 {
		actions = append(actions, action{"Resume or discard an unfinished journey", true, h.resume})
	}
	actions = append(actions, h.journey(setup.Setup().Name, "Set up a connection"))
	if len(h.entries) > 0 {
		actions = append(actions,
			action{"Test a connection", false, h.test},
			action{"Show a connection", false, h.describe},
			action{"Export a connection to the product that uses it", false, h.export},
			action{"Remove a connection", true, h.remove})
	}
	if h.app.Unlocked() {
		actions = append(actions, action{"Show the history of a connection, or restore an earlier state", false, h.history})
	}
	actions = append(actions, h.journeys()...)
	if h.app.Demo() {
		actions = append(actions, h.practiceActions()...)
	}
	actions = append(actions, action{"Import a connection from another program", true, h.importFile})
	return actions
}

// pick asks for a connection.
func (h *house) pick(ctx context.Context) (storage.Entry, error) {
	if len(h.entries) == 1 {
		return h.entries[0], nil
	}
	names := make([]string, 0, len(h.entries))
	for _, e := range h.entries {
		names = append(names, e.Name)
	}
	n, err := h.choose(ctx, "Which connection?", names)
	if err != nil {
		return storage.Entry{}, err
	}
	return h.entries[n], nil
}

func (h *house) resume(ctx context.Context) error {
	n := 0
	if len(h.drafts) > 1 {
		lines := make([]string, 0, len(h.drafts))
		for _, d := range h.drafts {
			lines = append(lines, draftLine(d))
		}
		var err error
		if n, err = h.choose(ctx, "Which unfinished journey?", lines); err != nil {
			return err
		}
	}
	d := h.drafts[n]
	if d.Err != nil {
		h.say("Problem: %s", steps.Sentence(d.Err))
		return h.discard(ctx, d)
	}
	switch on, err := h.choose(ctx, "What should happen with it?", []string{"Resume", "Discard it", "Back to the list"}); {
	case err != nil || on == 2:
		return err
	case on == 1:
		return h.discard(ctx, d)
	}
	walk, err := h.app.Drafts().TakeUp(d, steps.Given{})
	if err != nil {
		return err
	}
	return walkOn(ctx, h.app, h.Console, walk)
}

func (h *house) discard(ctx context.Context, d drafts.Draft) error {
	return h.task(ctx, h.app.Discarding(d))
}

func (h *house) describe(ctx context.Context) error {
	e, err := h.pick(ctx)
	if err != nil {
		return err
	}
	p, err := h.app.Load(e.Name)
	if err != nil {
		return err
	}
	for _, line := range app.Describe(p) {
		h.item("  ", "%s: %s", line.Label, line.Value)
	}
	return nil
}

func (h *house) remove(ctx context.Context) error {
	e, err := h.pick(ctx)
	if err != nil {
		return err
	}
	sharing, err := h.app.Sharing(e.Profile)
	if err != nil {
		return err
	}
	return h.task(ctx, h.app.Removal(e, sharing))
}

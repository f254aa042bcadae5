package tasks

import (
	"fmt"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/ui/app"
	"suitekey/ui/app/drafts"
	"suitekey/ui/tui/wish"
	"suitekey/ui/tui/wizard"
)

// OfferedMsg lists the unfinished set-ups, which are offered before a new one starts.
type OfferedMsg struct{ waiting []drafts.Draft }

// Taken is the wish to resume a draft; nil starts a new set-up.
type Taken struct{ Draft *drafts.Draft }

// Offers reports whether an unfinished set-up may be what the person wants, given these
// answers.
func Offers(flow string, given steps.Given) bool {
	return flow == setup.Setup().Name && given.Answers[steps.KeyName] == ""
}

// OfferCmd looks for unfinished set-ups.
func OfferCmd(a *app.App) tea.Cmd {
	return func() tea.Msg {
		if !a.Unlocked() {
			return OfferedMsg{}
		}
		list, err := a.Drafts().List()
		var msg OfferedMsg
		for _, d := range list {
			if err == nil && d.Err == nil && d.Flow == setup.Setup().Name {
				msg.waiting = append(msg.waiting, d)
			}
		}
		return msg
	}
}

const offerKey = "unfinished"

// Offer asks whether to resume an unfinished set-up. It returns nil without one.
func Offer(env *wizard.Env, msg OfferedMsg) *wizard.Wizard {
	if len(msg.waiting) == 0 {
		return nil
	}
	var options []steps.Option
	for i, d := range msg.waiting {
		options = append(options, steps.Option{
			Value: strconv.Itoa(i), Label: fmt.Sprintf("Continue with %s", d.Name), Note: d.What + ", kept " + d.Kept.In(env.App.Now().Location()).Format("2 January 15:04"),
		})
	}
	options = append(options, steps.Option{Value: "new", Label: "Set up another connection"})
	w := wizard.OneStep(env, "unfinished set-ups", steps.Step{
		Name: "unfinished", Title: "Unfinished", Doc: steps.StaticPage("Which set-up?", "There is an unfinished set-up. Its answers and keys are kept, encrypted.", ""),
		Fields: []steps.Field{{
			Key: offerKey, Label: "Set-up", Kind: steps.Choice,
			Suggest: func(steps.State) string { return options[0].Value },
			Options: func(steps.State) []steps.Option { return options },
		}},
	}, steps.NewState(steps.Facts{Now: env.App.Now()}))
	w.Back = nil
	w.Done = func(w *wizard.Wizard) wish.List {
		chosen, _ := w.Walk().State().Answer(offerKey)
		if i, err := strconv.Atoi(chosen); err == nil {
			return wish.List{Taken{&msg.waiting[i]}}
		}
		return wish.List{Taken{}}
	}
	return w
}

package plain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"suitekey/core/account"
	"suitekey/core/diagnose"
	"suitekey/steps"
	"suitekey/steps/setup"
	"suitekey/ui/app"
	"suitekey/ui/app/doctor"
	"suitekey/ui/app/verdict"
)

// What a person can do instead of answering.
var (
	errBack = errors.New("back")
	errWait = errors.New("wait")
	errStop = errors.New("stop")
)

// journey is one walk, asked line by line.
type journey struct {
	*Console
	app   *app.App
	walk  *steps.Walk
	saved string // the name of the connection, where a saved one is tested

	agreed bool // to the test that comes next

	recalled bool // the diagnosis of an earlier run was told
}

// run walks to the end. It returns nil, or the reason why it stopped earlier.
func (j *journey) run(ctx context.Context) error {
	j.say("Type your answer and press enter. An empty line accepts the answer in brackets. Type ? for an explanation or < to go back. Press ctrl+c to stop; you can keep your answers.")
	if j.app.Demo() {
		j.say("This is practice: nothing is sent to NetSuite. Type * to use the practice value of a question.")
	}
	from := ""
	for !j.walk.Ended() {
		problem, err := j.step(ctx, from)
		from = problem
		switch {
		case err == nil:
		case errors.Is(err, errBack):
			if !j.walk.Back() {
				j.say("This is the first step.")
			}
		default:
			return err
		}
	}
	return nil
}

// step prints the page of the open step, asks its fields and does its work. It returns
// the field that must be asked again, if any. With from, the page is already printed.
func (j *journey) step(ctx context.Context, from string) (again string, err error) {
	step := j.walk.Step()
	if from == "" {
		j.tell(step)
	}
	if err := j.askAll(ctx, from); err != nil {
		return "", err
	}
	if problems := j.walk.Problems(); len(problems) > 0 {
		key := j.first(problems)
		j.say("Problem: %s", problems[key])
		return key, nil
	}
	if report := j.walk.State().Report; step.Tests && report.Kept && !j.recalled {
		j.recalled = true
		return "", j.testFailed(ctx, report)
	}
	if step.Tests {
		if err := j.agree(ctx); err != nil {
			return "", err
		}
	}
	if job := j.walk.StartWork(); job != nil {
		state, err := job(ctx, j.progress)
		j.walk.Finish(state)
		if err != nil {
			return j.failed(ctx, err)
		}
	}
	if step.Show != nil {
		for _, line := range step.Show(j.walk.State()) {
			j.say("%s", line)
		}
	}
	return "", j.walk.Next()
}

// tell prints the head of a step: the stage, the reason, and what to do in NetSuite.
func (j *journey) tell(step steps.Step) {
	state := j.walk.State()
	page := pageOf(step, state)
	j.gap()
	if where := whereIn(j.walk.Stage()); where != step.Title {
		j.say("%s: %s", where, step.Title)
	} else {
		j.say("%s", where)
	}
	if id := state.Account(); !id.IsZero() {
		j.say("Account: %s, %s", id.Realm(), environment(id))
	}
	if page.Title != "" && page.Title != step.Title {
		j.say("%s", page.Title)
	}
	if page.Why != "" {
		j.say("%s", page.Why)
	}
	for _, odd := range page.Odd {
		j.say("Warning: %s", odd)
	}
	if page.Old != "" {
		j.say("Warning: %s", page.Old)
	}
	j.instructions(step)
	if step.HandsOver {
		j.say("Type e to see the values in the order of the product's form.")
	}
	if j.waits() {
		j.say("If somebody else does this, type w to stop here and keep the draft.")
		if setup.HandOff(state) != "" {
			j.say("Type p to read the instructions for that person.")
		}
	}
}

// whereIn names the open stage and the position in it.
func whereIn(stage steps.Stage) string {
	if len(stage.Steps) < 2 {
		return stage.Title
	}
	return fmt.Sprintf("%s, step %d of %d", stage.Title, stage.At(), len(stage.Steps))
}

// agree asks before a test, because the test signs in and five refused sign-ins lock the
// user.
func (j *journey) agree(ctx context.Context) error {
	if j.agreed {
		j.agreed = false
		return nil
	}
	for {
		text, err := j.ask(ctx, "The test signs in once. Run it now, or type < to go back [yes]:", false)
		if err != nil {
			return err
		}
		if done, err := j.command(ctx, steps.Field{}, text); err != nil {
			return err
		} else if done {
			continue
		}
		switch strings.ToLower(strings.TrimSpace(text)) {
		case "", "y", "yes":
			return nil
		case "n", "no":
			return errBack
		}
		j.say("Problem: press enter to run the test, or type < to go back.")
	}
}

// waits reports whether somebody has to act outside of suitekey first.
func (j *journey) waits() bool {
	_, waits := j.walk.Waiting()
	return waits
}

func (j *journey) instructions(step steps.Step) {
	if step.Do == nil {
		return
	}
	for n, do := range step.Do(j.walk.State()) {
		mark := numbered(n + 1)
		switch {
		case do.Menu != "" && do.Text != "":
			j.item(mark, "In NetSuite: %s", do.Menu)
			j.item(strings.Repeat(" ", len(mark)), "%s.", strings.TrimSuffix(do.Text, "."))
		case do.Menu != "":
			j.item(mark, "In NetSuite: %s", do.Menu)
		default:
			j.item(mark, "%s.", strings.TrimSuffix(do.Text, "."))
		}
		if do.URL != "" {
			j.item(strings.Repeat(" ", len(mark)), "Link: %s", do.URL)
		}
		for _, setting := range do.Settings {
			j.item(strings.Repeat(" ", len(mark)), "%s.", setting.Line())
		}
	}
}

// first returns the first field of the step that has a problem.
func (j *journey) first(problems map[string]string) string {
	for _, f := range j.walk.Fields() {
		if problems[f.Key] != "" {
			return f.Key
		}
	}
	return ""
}

// askAll asks the fields of the open step, beginning with the named one. Each answer can
// change which fields apply.
func (j *journey) askAll(ctx context.Context, from string) error {
	at := 0
	for n, f := range j.walk.Fields() {
		if f.Key == from {
			at = n
		}
	}
	for {
		fields := j.walk.Fields()
		if at >= len(fields) {
			return nil
		}
		switch err := j.field(ctx, fields[at]); {
		case errors.Is(err, errBack) && at > 0:
			at--
		case err != nil:
			return err
		default:
			at++
		}
	}
}

// progress prints the progress of work.
func (c *Console) progress(p steps.Progress) {
	if p.Check != nil {
		c.check(*p.Check)
	}
	if p.Text != "" {
		c.say("%s ...", p.Text)
	}
}

// Check prints a finished stage of a connection test.
func (c *Console) Check(check diagnose.Check) { c.check(check) }

func (c *Console) check(check diagnose.Check) {
	word, ok := verdict.StateWord(check.State)
	if !ok {
		return // still running
	}
	line := word + ": " + check.Title
	if check.Detail != "" {
		line += ", " + check.Detail
	}
	if check.Duration > 0 {
		line += ", " + doctor.Milliseconds(check.Duration)
	}
	c.item("  ", "%s", line)
}

// stopped reports whether err means that the person, or the input, has ended.
func stopped(ctx context.Context, err error) bool {
	return ctx.Err() != nil || errors.Is(err, errInterrupted) || errors.Is(err, io.EOF)
}

// pageOf returns the page of a step; it is empty for a step without one.
func pageOf(step steps.Step, state steps.State) steps.Page {
	if step.Doc == nil {
		return steps.Page{}
	}
	return step.Doc(state)
}

// environment names the kind of an account; production is unmistakable.
func environment(id account.ID) string {
	if id.Kind() == account.Production {
		return strings.ToUpper(string(id.Kind()))
	}
	return string(id.Kind())
}

package plain

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"suitekey/core/m2m"
	"suitekey/core/secret"
	"suitekey/steps"
	"suitekey/steps/setup"
)

// field asks one question until its answer can be used.
func (j *journey) field(ctx context.Context, f steps.Field) error {
	var options []steps.Option
	if f.Options != nil {
		options = f.Options(j.walk.State())
	}
	if f.Make != nil {
		j.say("%s", offerToMake)
	}
	for {
		if len(options) > 0 {
			j.options(f, options)
		}
		text, err := j.ask(ctx, j.prompt(f, options), f.Kind == steps.Secret)
		if err != nil {
			return err
		}
		if f.Make != nil && asksToMake(text) {
			if text, err = j.make(f.Make); err != nil {
				return err
			}
		}
		done, err := j.command(ctx, f, text)
		if err != nil {
			return err
		}
		if done {
			continue
		}
		accepted, err := j.answer(ctx, f, options, text)
		if err != nil || accepted {
			return err
		}
	}
}

// command runs a command that is typed instead of an answer.
func (j *journey) command(ctx context.Context, f steps.Field, text string) (done bool, err error) {
	switch strings.TrimSpace(text) {
	case "?":
		j.explain(f)
		return true, nil
	case "<":
		return true, errBack
	case "w", "W":
		if j.waits() {
			return true, errWait
		}
	case "e", "E":
		if j.walk.Step().HandsOver {
			return true, j.productForm(ctx)
		}
	case "p", "P":
		if page := setup.HandOff(j.walk.State()); page != "" && j.waits() {
			j.asWritten(page)
			return true, nil
		}
	}
	return false, nil
}

func (j *journey) explain(f steps.Field) {
	page := pageOf(j.walk.Step(), j.walk.State())
	known := false
	for _, text := range []string{page.Explain[f.Key], page.Explain[""]} {
		if text != "" {
			j.say("%s", text)
			known = true
		}
	}
	if !known {
		j.say("%s", page.Why)
	}
}

func (j *journey) options(f steps.Field, options []steps.Option) {
	if f.Label != pageOf(j.walk.Step(), j.walk.State()).Title { // said already
		j.say("%s", f.Label)
	}
	for n, option := range options {
		line := option.Label
		if option.Note != "" {
			line += ": " + option.Note
		}
		j.item(numbered(n+1), "%s", line)
	}
}

// prompt returns the question and, in brackets, the meaning of an empty line. It prints
// first what has no room in the prompt.
func (j *journey) prompt(f steps.Field, options []steps.Option) string {
	now := j.walk.Text(f)
	if f.Examine(j.walk.State(), now).Problem != "" {
		now = "" // no use as an answer, and perhaps a secret in the wrong place
	}
	switch {
	case f.Kind == steps.Choice:
		return numberPrompt(f.Label, "Number from 1 to %d", len(options), numbersOf(now, options))
	case f.Kind == steps.Multi:
		return numberPrompt(f.Label, "Numbers from 1 to %d, separated by commas", len(options), numbersOf(now, options))
	case f.Passphrase && now != "":
		return f.Label + " [as before]:"
	case f.Kind == steps.Secret && now != "":
		return fmt.Sprintf("%s [%s]:", f.Label, known(secret.New(now)))
	case f.Key == steps.KeyPassphraseAgain:
		return passphraseAgain
	case f.Kind == steps.Secret:
		return f.Label + ", not shown:"
	case now != "":
		return j.proposing(f.Label, now)
	case f.Placeholder != "":
		return fmt.Sprintf("%s, such as %s:", f.Label, f.Placeholder)
	default:
		return f.Label + ":"
	}
}

// proposing returns the prompt for a question whose empty line means now. A value
// without room beside its label is printed first, so that the prompt still names the
// question.
func (c *Console) proposing(label, now string) string {
	if prompt := label + bracket(now) + ":"; len([]rune(prompt)) < width {
		return prompt
	}
	c.say("An empty line takes: %s", now)
	return label + " [as above]:"
}

func known(s secret.Secret) string {
	if tail := s.Tail(); tail != "" {
		return fmt.Sprintf("as before, %d characters, ending in %s", s.Len(), tail)
	}
	return "as before"
}

func bracket(text string) string {
	if text == "" {
		return ""
	}
	return " [" + text + "]"
}

func numbered(n int) string { return fmt.Sprintf("%3d. ", n) }

// numbersOf returns the numbers of the offered values.
func numbersOf(values string, options []steps.Option) string {
	var numbers []string
	for _, value := range strings.Split(values, ",") {
		for n, option := range options {
			if option.Value == value {
				numbers = append(numbers, fmt.Sprint(n+1))
			}
		}
	}
	return strings.Join(numbers, ",")
}

// valuesOf returns the values of numbers; a value stays as it is.
func valuesOf(text string, options []steps.Option) string {
	var values []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		if n, ok := number(part, len(options)); ok {
			part = options[n-1].Value
		}
		if !slices.Contains(values, part) {
			values = append(values, part)
		}
	}
	return strings.Join(values, ",")
}

// offered reports whether all values are options.
func offered(values string, options []steps.Option) bool {
	for _, value := range strings.Split(values, ",") {
		if !slices.ContainsFunc(options, func(o steps.Option) bool { return o.Value == value }) {
			return false
		}
	}
	return true
}

// answer sets the typed value and prints the findings about it. The value is accepted
// unless a finding is a problem.
func (j *journey) answer(ctx context.Context, f steps.Field, options []steps.Option, text string) (accepted bool, err error) {
	if problem := steps.CheckPaste(text); problem != "" {
		j.say("Problem: %s", problem)
		return false, nil
	}
	if f.Kind == steps.File && steps.IsPreamble(text) {
		return false, nil // the key is on the lines that follow
	}
	if f.Kind == steps.File {
		if pem, pasted, err := j.pasted(ctx, text); pasted || err != nil {
			if pem != "" {
				j.walk.SetPEM(f, pem)
			}
			return pem != "", err
		}
	}
	if steps.IsLabel(text) { // a page pasted whole: the value is on the next line
		value, err := j.in.line(ctx, f.Kind == steps.Secret)
		if err != nil {
			return false, err
		}
		text += " " + value
	}
	clean, notes := f.Repair(text)
	switch {
	case strings.TrimSpace(text) == "*" && j.app.Demo():
		if clean, err = j.practiceValue(f); err != nil {
			j.say("Problem: %s", steps.Sentence(err))
			return false, nil
		}
		notes = nil
	case clean == "":
		clean, notes = j.walk.Text(f), nil
	case len(options) > 0:
		clean, notes = valuesOf(clean, options), nil
		if !offered(clean, options) {
			j.say("Problem: type a number from 1 to %d.", len(options))
			return false, nil
		}
	case j.fromPage(f, text):
		return true, nil
	}
	for _, note := range notes {
		j.say("Note: %s.", note)
	}
	if f.Returns != "" && clean == f.Returns {
		return false, errBack
	}
	return j.examine(f, clean), nil
}

// examine sets the answer and prints the findings of the check. It removes a refused
// answer: otherwise an empty line would accept it.
func (j *journey) examine(f steps.Field, text string) (accepted bool) {
	before := *j.walk
	j.walk.Set(f, text)
	finding := f.Examine(j.walk.State(), text)
	switch {
	case finding.Problem != "":
		*j.walk = before
		j.say("Problem: %s", finding.Problem)
		return false
	case finding.Warning != "":
		j.say("Warning: %s", finding.Warning)
	case finding.Note != "":
		j.say("Note: %s.", strings.TrimSuffix(finding.Note, "."))
	}
	return true
}

// fromPage takes the values for this field and its neighbours from a line that was
// copied from NetSuite's page with its labels.
func (j *journey) fromPage(f steps.Field, text string) bool {
	found := steps.SplitPage(text)
	if found[f.Key] == "" {
		return false
	}
	usable := true
	for _, neighbour := range j.walk.Fields() {
		if value := found[neighbour.Key]; value != "" {
			j.say("Note: %s was taken from the pasted text.", neighbour.Label)
			usable = j.examine(neighbour, value) && usable
		}
	}
	return usable
}

func (j *journey) practiceValue(f steps.Field) (string, error) {
	practice, state := j.app.Practice(), j.walk.State()
	if f.Key == steps.KeyCertificateID {
		id, err := practice.Upload(state)
		if err == nil {
			j.say("Note: the certificate was uploaded to the practice account.")
		}
		return id, err
	}
	value, ok := practice.Value(state, f.Key)
	if !ok {
		return j.walk.Text(f), nil
	}
	if f.Kind != steps.Secret {
		j.say("Practice value: %s", value)
	}
	return value, nil
}

// pasted reads a PEM that was pasted instead of a path, up to its last line. After p it
// reads the PEM without showing it.
func (j *journey) pasted(ctx context.Context, text string) (pem string, pasted bool, err error) {
	hidden := strings.EqualFold(strings.TrimSpace(text), "p")
	if !hidden && !steps.PastedPEM(text) {
		return "", false, nil
	}
	lines := []string{text}
	if hidden {
		j.say("Paste it now, from the BEGIN line to the END line. Nothing is shown.")
		lines = nil
	}
	for size := 0; !endOfPEM(lines); {
		line, err := j.in.line(ctx, hidden)
		if err != nil {
			return "", true, err
		}
		lines = append(lines, line)
		if size += len(line) + 1; size > steps.MaxPaste {
			j.say("Problem: %s", steps.CheckPaste(strings.Repeat("x", size)))
			return "", true, nil
		}
	}
	pem = strings.Join(lines, "\n") + "\n"
	if _, err := m2m.ParseCertificate([]byte(pem)); !hidden && j.Interactive() && (err != nil || strings.Contains(pem, "PRIVATE KEY")) {
		j.say("Note: the private key was visible on the screen while you pasted it. Clear the screen afterwards. To paste without showing the key, type p instead of a path.")
	}
	j.say("Note: %d lines were read.", len(lines))
	return pem, true, nil
}

// endOfPEM reports whether the last line ends a PEM. After parameters, which openssl
// writes before EC keys, the key still follows.
func endOfPEM(lines []string) bool {
	if len(lines) == 0 {
		return false
	}
	last := lines[len(lines)-1]
	text := strings.Join(lines, "\n")
	if !strings.Contains(text, "-----BEGIN") { // its base64 alone: an empty line ends it as well
		return m2m.IsWhole(text) || last == ""
	}
	return strings.Contains(last, "-----END") && !strings.Contains(last, "EC PARAMETERS")
}

package recipients

import (
	"errors"

	"filippo.io/age/plugin"

	"suitekey/core/termsafe"
)

// Person is the person at the keyboard while a plugin works. The zero value stands for
// nobody: a plugin that asks something then fails.
type Person struct {
	Tell    func(text string)                                // shows a line
	Ask     func(prompt string, hidden bool) (string, error) // asks for a PIN, for example
	Confirm func(question, yes, no string) (bool, error)     // no may be empty
}

// Noted returns p, and a function that returns the true reason of an error. If a question
// to p ended with an error, for example because the person left, that error is the reason.
// Plugins report only that a question failed.
func (p Person) Noted() (Person, func(error) error) {
	var ended error
	noted := p
	if p.Ask != nil {
		noted.Ask = func(prompt string, hidden bool) (string, error) {
			text, err := p.Ask(prompt, hidden)
			ended = err
			return text, err
		}
	}
	if p.Confirm != nil {
		noted.Confirm = func(question, yes, no string) (bool, error) {
			agreed, err := p.Confirm(question, yes, no)
			ended = err
			return agreed, err
		}
	}
	return noted, func(err error) error {
		if err != nil && ended != nil {
			return ended
		}
		return err
	}
}

// errNobody is the error of a question without a person.
var errNobody = errors.New("there is nobody to answer")

// mostSaid is the maximum number of characters of a plugin's message that are shown.
const mostSaid = 300

func (p Person) ask(prompt string, hidden bool) (string, error) {
	if p.Ask == nil {
		return "", errNobody
	}
	return p.Ask(termsafe.Line(prompt, mostSaid), hidden)
}

// ui presents the person to age's plugins. All their messages are untrusted text.
func (p Person) ui() *plugin.ClientUI {
	tell := func(text string) error {
		if p.Tell == nil {
			return errNobody
		}
		p.Tell(termsafe.Line(text, mostSaid))
		return nil
	}
	return &plugin.ClientUI{
		DisplayMessage: func(name, message string) error { return tell("age-plugin-" + name + ": " + message) },
		RequestValue: func(name, prompt string, hidden bool) (string, error) {
			return p.ask("age-plugin-"+name+": "+prompt, hidden)
		},
		Confirm: func(name, prompt, yes, no string) (bool, error) {
			if p.Confirm == nil {
				return false, errNobody
			}
			return p.Confirm(termsafe.Line("age-plugin-"+name+": "+prompt, mostSaid), termsafe.Line(yes, 40), termsafe.Line(no, 40))
		},
		WaitTimer: func(name string) {
			_ = tell("Waiting for age-plugin-" + name + ": you may have to touch the key.")
		},
	}
}

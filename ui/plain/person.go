package plain

import (
	"context"

	"suitekey/storage/recipients"
)

// Person asks the person what a hardware key or an SSH key needs to open the vault.
func (c *Console) Person(ctx context.Context) recipients.Person {
	return recipients.Person{
		Tell: func(text string) { c.say("%s", text) },
		Ask: func(prompt string, hidden bool) (string, error) {
			text, err := c.ask(ctx, prompt, hidden)
			return text, ended(ctx, err)
		},
		Confirm: func(question, yes, no string) (bool, error) {
			if no == "" {
				_, err := c.ask(ctx, question+" (enter: "+yes+")", false)
				return err == nil, ended(ctx, err)
			}
			n, err := c.chooseAfter(ctx, question, []string{yes, no})
			return n == 0, ended(ctx, err)
		},
	}
}

func (c *Console) chooseAfter(ctx context.Context, question string, options []string) (int, error) {
	c.say("%s", question)
	return c.choose(ctx, "Number:", options)
}

package imports

import (
	"fmt"
	"strings"

	"suitekey/core/account"
	"suitekey/core/lazyregexp"
)

var sandboxWord = lazyregexp.Lazy(`(?i)\bsandbox|\bsandbx|^sb[0-9]*$`)

// environmentIn returns the kind of account in a setting: "sandbox", "production" or
// "release preview", or "". Programs store it beside the account's number, such as
// is_sandbox of Singer's taps.
func environmentIn(key, value string) string {
	value = strings.ToLower(value)
	switch {
	case key == "sandbox" && (value == "true" || value == "yes" || value == "1" || value == "y" || value == "on"):
		return "sandbox"
	case key == "sandbox" && (value == "false" || value == "no" || value == "0" || value == "n" || value == "off"):
		return "production"
	case key == "sandbox":
		return ""
	case sandboxWord().MatchString(value):
		return "sandbox"
	case value == "production" || value == "prod" || value == "live":
		return "production"
	case strings.Contains(value, "preview"):
		return "release preview"
	}
	return ""
}

// settleAccount drops an account that does not belong to the environment in the file:
// with the credentials of a sandbox, the number alone would mean production.
func (c *collector) settleAccount() {
	says := c.found.Answers["environment"]
	if sandbox := c.found.Answers["sandbox"]; says == "" {
		says = sandbox
	} else if sandbox != "" && sandbox != says {
		says = "both sandbox and production"
	}
	delete(c.found.Answers, "environment")
	delete(c.found.Answers, "sandbox")
	id, err := account.Parse(c.found.Answers["account"])
	if err != nil || says == "" || id.Kind() == account.Developer || string(id.Kind()) == says {
		return
	}
	delete(c.found.Answers, "account")
	why := fmt.Sprintf("the file says %s, and %s is an account ID of kind %s", says, id.Realm(), id.Kind())
	if says == "sandbox" {
		why += fmt.Sprintf(": give the sandbox's own, for example --account %s_SB1", id.Company())
	} else {
		why += ": give the right account ID with --account"
	}
	c.leave("account", why)
}

package setup

import (
	"maps"

	"suitekey/core/account"
	"suitekey/core/facts"
	"suitekey/steps"
)

// accountStep asks for the account and for the product: the product proposes all that the
// next step asks.
func accountStep() steps.Step {
	step := together(steps.DatedDoc("account", facts.Products), AccountStep(), ProductStep())
	step.Name, step.Title, step.Work = "account", "Account", discover
	step.Fields[1].Label = "Used by"
	step.Do = func(s steps.State) []steps.Instruction {
		return []steps.Instruction{{
			Text: "Copy the account ID",
			Menu: account.PageCompany.Menu(), URL: s.Link(account.PageCompany),
		}}
	}
	return step
}

// settingSteps ask for what has a sensible value. A journey that changes a saved answer asks
// for each by itself.
func settingSteps() []steps.Step {
	return []steps.Step{SurfacesStep(), nameStep(), KeyTypeStep(), SignatureStep(), OldSignatureStep(), ScopesStep(), TimeoutStep(), RetryStep()}
}

// signInStep asks for the method, and shows on the same page what has a sensible value:
// enter accepts it.
func signInStep() steps.Step {
	method := methodStep()
	method.Fields[0].Open = true
	step := together(steps.DatedDoc("method", facts.Releases, facts.Endpoints), append([]steps.Step{method}, settingSteps()...)...)
	step.Name, step.Title, step.OneEnter, step.Compact = "method", "Sign-in", true, true
	step.Fields[1].Label = "Interfaces"
	step.OnNext = KeyTypeStep().OnNext
	return step
}

// together asks the questions of several steps on one page, which doc begins.
func together(doc func(steps.State) steps.Page, list ...steps.Step) steps.Step {
	step := steps.Step{}
	for _, each := range list {
		for _, field := range each.Fields {
			own := field
			field.When = func(s steps.State) bool { return each.Applies(s) && own.Applies(s) }
			step.Fields = append(step.Fields, field)
		}
	}
	step.Doc = func(s steps.State) steps.Page {
		page := doc(s)
		page.Explain = maps.Clone(page.Explain)
		for _, other := range list {
			if other.Doc == nil {
				continue
			}
			for key, text := range other.Doc(s).Explain {
				switch {
				case page.Explain[key] == text || key == "" && !other.Applies(s):
				case key == "" && page.Explain[""] != "":
					page.Explain[""] += "\n\n" + text
				default:
					page.Explain[key] = text
				}
			}
		}
		return page
	}
	return step
}

package setup

import (
	"maps"

	"suitekey/steps"
)

// usedByStep asks for the product, and for the interfaces that it calls: the product
// proposes them.
func usedByStep() steps.Step {
	step := together(ProductStep(), SurfacesStep())
	step.Fields[0].Label = "Product"
	step.Name, step.Title, step.OneEnter = "consumer", "Used by", true
	return step
}

// detailSteps ask for what has a sensible value. A journey that changes a saved answer asks
// for each by itself.
func detailSteps() []steps.Step {
	return []steps.Step{KeyTypeStep(), SignatureStep(), OldSignatureStep(), ScopesStep(), TimeoutStep(), RetryStep()}
}

// detailsStep shows the sensible values on one page: enter accepts them.
func detailsStep() steps.Step {
	step := together(append([]steps.Step{{Doc: steps.Doc("details")}}, detailSteps()...)...)
	step.Name, step.Title, step.OneEnter, step.Compact = "details", "Details", true, true
	step.OnNext = KeyTypeStep().OnNext
	return step
}

// together asks the questions of several steps on one page, which has the title and the
// reason of the first.
func together(list ...steps.Step) steps.Step {
	var step steps.Step
	for _, each := range list {
		for _, field := range each.Fields {
			own := field
			field.When = func(s steps.State) bool { return each.Applies(s) && own.Applies(s) }
			step.Fields = append(step.Fields, field)
		}
	}
	step.Doc = func(s steps.State) steps.Page {
		page := list[0].Doc(s)
		page.Explain = maps.Clone(page.Explain)
		for _, other := range list[1:] {
			for key, text := range other.Doc(s).Explain {
				if key == "" && !other.Applies(s) {
					continue
				}
				if key == "" && page.Explain[""] != "" {
					text = page.Explain[""] + "\n\n" + text
				}
				page.Explain[key] = text
			}
		}
		return page
	}
	return step
}

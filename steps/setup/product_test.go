package setup

import (
	"testing"
	"time"

	"suitekey/core/profile"
	"suitekey/steps"
)

// The product that was chosen last comes first and is preselected, but not where nobody is
// asked.
func TestTheLastProductComesFirst(t *testing.T) {
	saved := []profile.Profile{
		{Name: "a", Product: "boomi", Created: time.Unix(200, 0)}, {Name: "b", Product: "alumio", Created: time.Unix(300, 0)},
		{Name: "c", Created: time.Unix(400, 0)},
	}
	s := steps.NewState(steps.Facts{Saved: saved})
	field := ProductStep().Fields[0]
	if first := field.Options(s)[0]; first.Value != "alumio" || field.Default(s) != "alumio" {
		t.Errorf("the first is %q, preselected is %q", first.Value, field.Default(s))
	}
	if n, all := len(field.Options(s)), len(field.Options(steps.NewState(steps.Facts{}))); n != all {
		t.Errorf("%d products of %d", n, all)
	}
	if got := field.Default(s.WithGiven(steps.Given{Unattended: true})); got != "other" {
		t.Errorf("an unattended run takes %q", got)
	}
	if got := field.Default(steps.NewState(steps.Facts{})); got != "other" {
		t.Errorf("without connections %q is preselected", got)
	}
}

package journeys

import (
	"strings"
	"testing"

	"suitekey/core/secret"
	"suitekey/steps"
)

// olderDraft is a draft as a suitekey with the former name of its step saved it.
func olderDraft(t *testing.T, data secret.Secret, step, former string) secret.Secret {
	t.Helper()
	text := data.Reveal()
	older := strings.Replace(text, `"step":"`+step+`"`, `"step":"`+former+`"`, 1)
	if older == text {
		t.Fatalf("the draft is not at the step %s", step)
	}
	return secret.New(older)
}

// Drafts with the former name of a step resume at that step.
func TestResumeAtRenamedSteps(t *testing.T) {
	r := newRenewal(t)
	r.run(r.begin(nil), steps.Paused, "in-use")
	r.vault.drafts["acme.renew"] = olderDraft(t, r.vault.drafts["acme.renew"], "in-use", "word")
	if u, err := steps.ReadDraft(r.vault.drafts["acme.renew"]); err != nil || u.Where != pendingProduct {
		t.Errorf("the list says %q, %v", u.Where, err)
	}
	r.run(r.resume(nil), steps.Paused, "in-use")
	r.run(r.resume(map[string]string{steps.KeyProductHasIt: "yes"}), steps.Done, "retire")
}

package journeys

import (
	"context"
	"errors"
	"maps"
	"strings"
	"testing"

	"suitekey/core/secret"
	"suitekey/steps"
)

// A value of an impossible or unusual shape costs no sign-in: an unattended run refuses it, a
// person is asked first. Only a yes, or --unusual-values, sends it, and a corrected value needs
// neither.
func TestUnusualValuesAreNotSent(t *testing.T) {
	shapes := map[string]string{
		"four characters": "ab12", "cut off": strings.Repeat("a", 63), "pasted twice": strings.Repeat("ab", 64),
		"capitals": strings.Repeat("AB", 32), "not hex": strings.Repeat("xy", 32),
	}
	asks := map[string]string{
		steps.KeyConsumerKey: "use-pair", steps.KeyConsumerSecret: "use-pair", steps.KeyTokenID: "use-token", steps.KeyTokenSecret: "use-token",
	}
	answers := map[string]string{"use-pair": steps.KeyUsePair, "use-token": steps.KeyUseToken}
	for key, step := range asks {
		for shape, value := range shapes {
			t.Run(key+" "+shape, func(t *testing.T) {
				env, world, _ := practice(t)
				signIns := func() int { return len(world.AuditTrail(world.Practice().Account)) }
				given := tbaAnswers(world.Practice())
				right := maps.Clone(given.Answers)
				field, _ := steps.FieldOf(key)
				if field.Kind == steps.Secret {
					right[key] = given.Secrets[key].Reveal()
					given.Secrets[key] = secret.New(value)
				} else {
					given.Answers[key] = value
				}
				var missing *steps.MissingError
				unattended := given
				unattended.Unattended = true
				_, err := steps.Run(context.Background(), start(env, unattended), nil)
				if !errors.As(err, &missing) || missing.Problems[key] == "" || strings.Contains(err.Error(), value) {
					t.Errorf("unattended: %v", err)
				}
				walk := start(env, given)
				if _, err = steps.Run(context.Background(), walk, nil); !errors.As(err, &missing) || walk.Step().Name != step {
					t.Errorf("a person is at %s: %v", walk.Step().Name, err)
				}
				page := walk.Step().Doc(walk.State())
				if len(page.Odd) != 1 || !strings.Contains(page.Odd[0], "is unusual. ") || strings.Contains(page.Odd[0], value) {
					t.Errorf("the question says %q", page.Odd)
				}
				if n := signIns(); n != 0 {
					t.Errorf("%d sign-ins before the answer", n)
				}
				use, _ := steps.FieldOf(answers[step])
				walk.Set(use, "yes")
				if _, err = steps.Run(context.Background(), walk, nil); err == nil || signIns() == 0 {
					t.Errorf("after the answer: %d sign-ins, %v", signIns(), err)
				}
				clean, _ := field.Repair(right[key])
				walk.Set(field, clean)
				if _, again := walk.State().Answer(use.Key); again || walk.State().Unusual(key) != "" {
					t.Errorf("the right value is unusual, too")
				}
				before := signIns()
				unattended.Unusual = true
				if _, err = steps.Run(context.Background(), start(env, unattended), nil); errors.As(err, &missing) || signIns() == before {
					t.Errorf("with --unusual-values: %v", err)
				}
			})
		}
	}
}

// The same for a certificate ID that is not that of the certificate.
func TestAnotherCertificateIDIsNotSent(t *testing.T) {
	for _, value := range []string{"NPMnRyPg", "NPMnRyPg-WDWhPiAbisjKiH0fqnBpjOZ367wDTe0pqA"} {
		env, world, _ := practice(t)
		card := world.Practice()
		walk := start(env, m2mAnswers(card, "acme", "p256"))
		if outcome, err := steps.Run(context.Background(), walk, nil); err != nil || outcome != steps.Paused {
			t.Fatalf("%v, %v", outcome, err)
		}
		id, _ := steps.FieldOf(steps.KeyCertificateID)
		walk.Set(id, value)
		if err := walk.Next(); err != nil || walk.Step().Name != "use-id" {
			t.Fatalf("after the upload comes %s, %v", walk.Step().Name, err)
		}
		if text := walk.State().Unusual(steps.KeyCertificateID); !strings.Contains(text, walk.State().Certificate.ID()) {
			t.Errorf("the question says %q", text)
		}
		var missing *steps.MissingError
		if _, err := steps.Run(context.Background(), walk, nil); !errors.As(err, &missing) || len(world.AuditTrail(card.Account)) != 0 {
			t.Errorf("%d sign-ins, %v", len(world.AuditTrail(card.Account)), err)
		}
		use, _ := steps.FieldOf(steps.KeyUseID)
		walk.Set(use, "yes")
		if _, err := steps.Run(context.Background(), walk, nil); err == nil || len(world.AuditTrail(card.Account)) == 0 {
			t.Errorf("after the answer: %v", err)
		}
	}
}

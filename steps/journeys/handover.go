package journeys

import (
	"context"
	"errors"
	"fmt"
	"time"

	"suitekey/core/envvars"
	"suitekey/core/export"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
)

// The answers to handover_by.
const (
	byExport  = "export"
	byCommand = "command"
)

// hiddenHanded notes the credential that a command has handed over: its exit code confirms
// that the product has the key.
const hiddenHanded = "handed"

const pendingProduct = "waiting until the product has the new key"

// handoverStep hands the new credential over to the product. All journeys with a former
// credential use this step.
func handoverStep() steps.Step {
	return steps.Step{
		Name: "handover", Title: "Hand over", Pending: pendingProduct, When: func(s steps.State) bool { return !OnlyRetires(s) }, Doc: steps.Doc("handover"), HandsOver: true,
		Fields: []steps.Field{
			{
				Key: steps.KeyHandoverBy, Label: "How does the product get the new key?", Kind: steps.Choice,
				Default: func(s steps.State) string {
					if command, given := s.Answer(steps.KeyHandoverCommand); given && command != "" {
						return byCommand
					}
					return byExport
				},
				Options: func(steps.State) []steps.Option {
					return []steps.Option{
						{Value: byExport, Label: "I give it to the product myself", Note: "in its form, or as a file"},
						{Value: byCommand, Label: "A command hands over the key", Note: "the key on its standard input"},
					}
				},
			},
			{
				Key: steps.KeyHandoverCommand, Label: "Command line", Placeholder: "vault kv put secret/netsuite key=-",
				When: func(s steps.State) bool { return s.Value(steps.KeyHandoverBy) == byCommand },
			},
		},
		Work: handOver, Show: showHandover,
	}
}

// handOver runs the command. It can run again, with the same input.
func handOver(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	// A confirmation from before the new credential existed does not count: otherwise
	// an old answers file would cut the product off.
	s = s.Without(hiddenHanded).Without(steps.KeyProductHasIt)
	if s.Value(steps.KeyHandoverBy) != byCommand {
		return s, nil
	}
	report(steps.Progress{Text: "Running the command"})
	credential, environment := handoverOf(s.Former)
	output, err := env.RunCommand(ctx, s.Value(steps.KeyHandoverCommand), credential, environment)
	s.Printed = steps.Shorten(output, 600)
	switch {
	case ctx.Err() != nil:
		return s, ctx.Err()
	case err != nil && output != "":
		return s, fmt.Errorf("handing over the new key: the command %w; its output: %s", err, s.Printed)
	case err != nil:
		return s, fmt.Errorf("handing over the new key: the command %w and had no output", err)
	}
	return s.With(hiddenHanded, identifier(s.Former)), nil
}

// handoverOf returns the standard input of the command, with the secret, and its
// environment, with all other values.
func handoverOf(p profile.Profile) (credential secret.Secret, environment []string) {
	environment = PublicVariables(p)
	if p.Method == profile.M2M {
		return p.PrivateKey, environment
	}
	return p.TokenSecret, environment
}

// PublicVariables returns the environment of a journey's commands: the values of p that
// are not secret, with the same names as in exec, and the name of p.
func PublicVariables(p profile.Profile) []string {
	environment := []string{"SUITEKEY_PROFILE=" + p.Name}
	if p.Certificate != "" {
		environment = append(environment, "SUITEKEY_CERTIFICATE="+p.Certificate)
	}
	for _, v := range envvars.Of(p, secret.Secret{}, time.Time{}) {
		if !v.Secret {
			environment = append(environment, v.Name+"="+v.Value.Reveal())
		}
	}
	return environment
}

// identifier identifies the credential of p among the credentials of its connection.
func identifier(p profile.Profile) string {
	if p.Method == profile.M2M {
		return p.CertificateID
	}
	return p.TokenID
}

func handed(s steps.State) bool {
	return s.Hidden(hiddenHanded) != "" && s.Hidden(hiddenHanded) == identifier(s.Former)
}

func showHandover(s steps.State) []string {
	if handed(s) {
		lines := []string{"The command succeeded: the product has the new key."}
		if s.Printed != "" {
			lines = append(lines, "Output: "+s.Printed)
		}
		return lines
	}
	return []string{
		fmt.Sprintf(steps.Caution+"%s writes the key and its certificate ID in the form of the product.", exportCommand(s.Former)),
		steps.Caution + "Until then the product signs in with the former key, and the former key continues to work.",
	}
}

// exportCommand writes the connection in the form of its product, as far as there is one.
func exportCommand(p profile.Profile) string {
	format := "FORMAT"
	if f, ok := export.Find(p.Product); ok {
		format = f.Key
	}
	return fmt.Sprintf("suitekey export %s --to %s", p.Name, format)
}

// inUseStep waits until a person confirms that the product has the new credential.
func inUseStep() steps.Step {
	return steps.Step{
		Name: "in-use", Title: "In use", Pending: pendingProduct, Doc: steps.Doc("in-use"), Wait: waitForProduct, HandsOver: true,
		When: func(s steps.State) bool { return !handed(s) },
		Fields: []steps.Field{{
			Key: steps.KeyProductHasIt, Label: "Does the product sign in with the new key?", Kind: steps.Choice,
			Options: func(steps.State) []steps.Option {
				return []steps.Option{
					{Value: "not_yet", Label: "Not yet", Note: "keep this journey"},
					{Value: "yes", Label: "Yes, the product no longer needs the former key"},
				}
			},
			Default: func(s steps.State) string {
				switch {
				case s.Former.Old == nil:
					return "yes" // already retired by an interrupted run
				case OnlyRetires(s) && (!s.Former.RetireOn.IsZero() || s.Former.Unrevoked != ""):
					return "yes" // confirmed when the date was set, or before suitekey tried to revoke it
				}
				return "not_yet"
			},
			Later: "not_yet",
			Check: func(_ steps.State, text string) steps.Finding {
				if text == "not_yet" {
					return steps.Finding{Problem: "Until the product does, leave with ctrl+c: suitekey keeps this journey, and both keys continue to work."}
				}
				return steps.Finding{}
			},
		}},
	}
}

// waitForProduct is the wait until a person confirms that the product has the new
// credential.
func waitForProduct(s steps.State) steps.Waiting {
	name := s.Former.Name
	why := name + " has a new key. The former key continues to work until the product has the new key."
	if s.Former.Old != nil && s.Former.Old.Method == profile.TBA {
		why = name + " is saved. The product still signs in with the TBA token, and the token continues to work."
	}
	return steps.Waiting{
		Kind: steps.WaitProduct, Confirm: true, Ready: personConfirmed(s), Why: why,
		Do:   []steps.Instruction{{Text: fmt.Sprintf("Give the product the new key and the new certificate ID: %s writes both", exportCommand(s.Former))}},
		Next: "give the product the new key", Answer: steps.KeyProductHasIt + ": yes",
	}
}

func personConfirmed(s steps.State) bool { return s.Value(steps.KeyProductHasIt) == "yes" }

// confirmedInUse reports whether the former credential may be retired.
func confirmedInUse(s steps.State) bool { return handed(s) || personConfirmed(s) }

var errUnconfirmed = errors.New("retiring the former credential: first confirm that the product has the new one")

package journeys

import (
	"context"
	"errors"
	"fmt"
	"time"

	"suitekey/core/envvars"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/steps"
)

// How the consumer gets a new credential.
const (
	byExport  = "export"
	byCommand = "command"
)

// hiddenHanded notes the credential that a command took over: its word counts.
const hiddenHanded = "handed"

const pendingProduct = "waiting until the product has the new key"

// handoverStep gives the new credential to the product that uses the connection.
// It is the same in each journey that leaves a former credential behind.
func handoverStep() steps.Step {
	return steps.Step{
		Name: "handover", Title: "Hand over", Pending: pendingProduct, When: func(s steps.State) bool { return !OnlyRetires(s) }, Doc: steps.Doc("handover"),
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
						{Value: byExport, Label: "I give it to the product myself", Note: "export"},
						{Value: byCommand, Label: "A command takes it over", Note: "the key on its standard input"},
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

// handOver runs the command. It can be run again: the command is given the same.
func handOver(ctx context.Context, env steps.Env, s steps.State, report func(steps.Progress)) (steps.State, error) {
	// A word from before the credential was there is none: an answers file that is
	// used again must not cut the consumer off.
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
		return s, fmt.Errorf("handing the new key over: the command %w; it printed: %s", err, s.Printed)
	case err != nil:
		return s, fmt.Errorf("handing the new key over: the command %w, and printed nothing", err)
	}
	return s.With(hiddenHanded, identifier(s.Former)), nil
}

// handoverOf is what a command gets: the secret part on its standard input, and
// the rest in its environment.
func handoverOf(p profile.Profile) (credential secret.Secret, environment []string) {
	environment = PublicVariables(p)
	if p.Method == profile.M2M {
		return p.PrivateKey, environment
	}
	return p.TokenSecret, environment
}

// PublicVariables are the environment of the commands that a journey runs: what is
// not secret about p, under the names that exec uses too, and p's own name.
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

// identifier tells the credential of p from others of its connection.
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
		lines := []string{"The command ended well: the product has the new key."}
		if s.Printed != "" {
			lines = append(lines, "It printed: "+s.Printed)
		}
		return lines
	}
	return []string{
		fmt.Sprintf("suitekey export %s --to FORMAT gives it out, in the form of many products.", s.Former.Name),
		"Until the product has it, it signs in with the former one, which goes on working.",
	}
}

// wordStep waits for the word that the consumer has the new credential.
func wordStep() steps.Step {
	return steps.Step{
		Name: "word", Title: "In use", Pending: pendingProduct, Doc: steps.Doc("word"), Wait: waitForProduct,
		When: func(s steps.State) bool { return !handed(s) },
		Fields: []steps.Field{{
			Key: steps.KeyProductHasIt, Label: "Does the product sign in with the new key?", Kind: steps.Choice,
			Options: func(steps.State) []steps.Option {
				return []steps.Option{
					{Value: "not_yet", Label: "Not yet", Note: "this journey is kept"},
					{Value: "yes", Label: "Yes, the former one is not needed any more"},
				}
			},
			Default: func(s steps.State) string {
				switch {
				case s.Former.Old == nil:
					return "yes" // retired already, by a run that did not come to its end
				case OnlyRetires(s) && !s.Former.RetireOn.IsZero():
					return "yes" // that was said when the date was set
				}
				return "not_yet"
			},
			Later: "not_yet",
			Check: func(_ steps.State, text string) steps.Finding {
				if text == "not_yet" {
					return steps.Finding{Problem: "Then wait: this journey is kept, and both keys go on working; ctrl+c leaves."}
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
	why := name + " has its new key. The former one goes on working until the product has the new key."
	if s.Former.Old != nil && s.Former.Old.Method == profile.TBA {
		why = name + " is saved. The product still signs in with the TBA token, which goes on working."
	}
	return steps.Waiting{
		Kind: steps.WaitProduct, Confirm: true, Ready: toldSo(s), Why: why,
		Do:   []steps.Instruction{{Text: fmt.Sprintf("Give the product the new key: suitekey export %s --to FORMAT writes it", name)}},
		Next: "give the product the new key", Answer: steps.KeyProductHasIt + ": yes",
	}
}

func toldSo(s steps.State) bool { return s.Value(steps.KeyProductHasIt) == "yes" }

// hasWord tells that the former credential may go.
func hasWord(s steps.State) bool { return handed(s) || toldSo(s) }

var errNoWord = errors.New("retiring the former credential: nobody has said yet that the product has the new one; say so first")

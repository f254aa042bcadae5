package steps

import (
	"context"
	"errors"
	"fmt"
	"time"

	"suitekey/core/envvars"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// How the consumer gets a new credential.
const (
	byExport  = "export"
	byCommand = "command"
)

// markHanded notes the credential that a command took over: its word counts.
const markHanded = "handed"

// handoverStep gives the new credential to the product that uses the connection.
// It is the same in each journey that leaves a former credential behind.
func handoverStep() Step {
	return Step{
		Name: "handover", Title: "Hand over", When: func(s State) bool { return !OnlyRetires(s) }, Doc: doc("handover"),
		Fields: []Field{
			{
				Key: KeyHandoverBy, Label: "How does the product get the new key?", Kind: Choice,
				Default: func(s State) string {
					if command, given := s.Answer(KeyHandoverCommand); given && command != "" {
						return byCommand
					}
					return byExport
				},
				Options: func(State) []Option {
					return []Option{
						{Value: byExport, Label: "I give it to the product myself", Note: "export"},
						{Value: byCommand, Label: "A command takes it over", Note: "the key on its standard input"},
					}
				},
			},
			{
				Key: KeyHandoverCommand, Label: "Command line", Placeholder: "vault kv put secret/netsuite key=-",
				When: func(s State) bool { return s.Value(KeyHandoverBy) == byCommand },
			},
		},
		Work: handOver, Show: showHandover,
	}
}

// handOver runs the command. It can be run again: the command is given the same.
func handOver(ctx context.Context, env Env, s State, report func(Progress)) (State, error) {
	// A word from before the credential was there is none: an answers file that is
	// used again must not cut the consumer off.
	s = s.Without(markHanded).Without(KeyProductHasIt)
	if s.Value(KeyHandoverBy) != byCommand {
		return s, nil
	}
	report(Progress{Text: "Running the command"})
	credential, environment := handoverOf(s.Former)
	output, err := env.RunCommand(ctx, s.Value(KeyHandoverCommand), credential, environment)
	s.Printed = Shorten(output, 600)
	switch {
	case ctx.Err() != nil:
		return s, ctx.Err()
	case err != nil && output != "":
		return s, fmt.Errorf("handing the new key over: the command %w; it printed: %s", err, s.Printed)
	case err != nil:
		return s, fmt.Errorf("handing the new key over: the command %w, and printed nothing", err)
	}
	return s.With(markHanded, identifier(s.Former)), nil
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

func handed(s State) bool {
	return s.mark(markHanded) != "" && s.mark(markHanded) == identifier(s.Former)
}

func showHandover(s State) []string {
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
func wordStep() Step {
	return Step{
		Name: "word", Title: "In use", Doc: doc("word"), Wait: waitForProduct,
		When: func(s State) bool { return !handed(s) },
		Fields: []Field{{
			Key: KeyProductHasIt, Label: "Does the product sign in with the new key?", Kind: Choice,
			Options: func(State) []Option {
				return []Option{
					{Value: "not_yet", Label: "Not yet", Note: "this journey is kept"},
					{Value: "yes", Label: "Yes, the former one is not needed any more"},
				}
			},
			Default: func(s State) string {
				switch {
				case s.Former.Old == nil:
					return "yes" // retired already, by a run that did not come to its end
				case OnlyRetires(s) && !s.Former.RetireOn.IsZero():
					return "yes" // that was said when the date was set
				}
				return "not_yet"
			},
			Later: "not_yet",
			Check: func(_ State, text string) Finding {
				if text == "not_yet" {
					return Finding{Problem: "Then wait: this journey is kept, and both keys go on working; ctrl+c leaves."}
				}
				return Finding{}
			},
		}},
	}
}

// waitForProduct is the wait until a person confirms that the product has the new
// credential.
func waitForProduct(s State) Waiting {
	name := s.Former.Name
	why := name + " has its new key. The former one goes on working until the product has the new key."
	if s.Former.Old != nil && s.Former.Old.Method == profile.TBA {
		why = name + " is saved. The product still signs in with the TBA token, which goes on working."
	}
	return Waiting{
		Kind: WaitProduct, Confirm: true, Ready: toldSo(s), Why: why,
		Do:   []Instruction{{Text: fmt.Sprintf("Give the product the new key: suitekey export %s --to FORMAT writes it", name)}},
		Next: "give the product the new key", answer: KeyProductHasIt + ": yes",
	}
}

func toldSo(s State) bool { return s.Value(KeyProductHasIt) == "yes" }

// hasWord tells that the former credential may go.
func hasWord(s State) bool { return handed(s) || toldSo(s) }

var errNoWord = errors.New("retiring the former credential: nobody has said yet that the product has the new one; say so first")

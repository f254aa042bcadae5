package setup

import "suitekey/steps"

// UsePairStep asks whether a consumer pair of an unusual shape is to be sent. The shape of
// the values is that of every sample of Oracle, and no page promises it.
// docs.oracle.com, section_1534941088
func UsePairStep() steps.Step {
	return useStep("use-pair", "Consumer pair?", steps.KeyUsePair, steps.GroupTBA, steps.KeyConsumerKey, steps.KeyConsumerSecret)
}

// UseTokenStep asks the same of the token.
func UseTokenStep() steps.Step {
	return useStep("use-token", "Token?", steps.KeyUseToken, steps.GroupTBA, steps.KeyTokenID, steps.KeyTokenSecret).If(steps.IsTBA)
}

// UseIDStep asks whether a certificate ID that is not that of the certificate, or of an
// unusual shape, is to be sent. docs.oracle.com, article_11111634165
func UseIDStep() steps.Step {
	return useStep("use-id", "Certificate ID?", steps.KeyUseID, steps.GroupM2M, steps.KeyCertificateID).If(steps.IsM2M)
}

// useStep asks before the values of the step before it are sent, if one of them is unusual.
// Nothing is asked in an unattended run: its fields refuse such values, or --unusual-values
// accepts them.
func useStep(name, title, key string, group steps.Group, values ...string) steps.Step {
	return steps.Step{
		Name: name, Title: title,
		When: func(s steps.State) bool {
			return !s.Given().Unattended && !s.Given().Unusual && len(unusual(s, values)) > 0
		},
		Doc: func(s steps.State) steps.Page {
			return steps.Page{
				Title:   "Sign in with an unusual value?",
				Why:     "Nothing was sent yet: a refused sign-in counts, and five of them lock the user for 30 minutes.",
				Odd:     unusual(s, values),
				Explain: map[string]string{key: "Oracle shows values of this kind in one form only, but does not promise the form. Compare the value with the page in NetSuite, character by character, before you answer yes."},
			}
		},
		Fields: []steps.Field{{
			Key: key, Group: group, DependsOn: values, InPerson: true,
			Label: "Use the value as it is?", Kind: steps.Choice,
			Suggest: func(steps.State) string { return "no" }, Returns: "no",
			Options: func(steps.State) []steps.Option {
				return []steps.Option{
					{Value: "no", Label: "No, go back and correct the value"},
					{Value: "yes", Label: "Yes, NetSuite shows exactly this value"},
				}
			},
			Check: func(_ steps.State, text string) steps.Finding {
				if text == "no" {
					return steps.Finding{Problem: "Correct the value, or answer yes."}
				}
				return steps.Finding{}
			},
		}},
	}
}

// unusual says what is unusual about the values, one text each. M2M needs no consumer secret.
func unusual(s steps.State, keys []string) []string {
	var texts []string
	for _, key := range keys {
		needed := key != steps.KeyConsumerSecret || steps.IsTBA(s) || steps.UsesCodeGrant(s)
		if text := s.Unusual(key); needed && text != "" {
			texts = append(texts, text)
		}
	}
	return texts
}

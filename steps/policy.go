package steps

import (
	"strconv"

	"suitekey/core/m2m"
	"suitekey/core/profile"
)

// againstPolicy tells which rule of the organisation an answer breaks. It is
// asked for every field, so that the wizard, the plain prompts and the verbs all
// say it where the answer is given.
func againstPolicy(s State, key, text string) string {
	rules := s.Facts.Policy
	switch key {
	case KeyMethod:
		return rules.Method(profile.Method(text))
	case KeyKeyType:
		if text != ExistingKey {
			return rules.Key(m2m.KeyType(text))
		}
	case KeyCertificateDays:
		if days, err := strconv.Atoi(text); err == nil {
			return rules.Days(days)
		}
	case KeyJWTAlgorithm:
		return rules.Algorithm(text)
	case KeyRole:
		return rules.Role(text)
	case KeyScopes:
		return rules.Scopes(SplitList(text))
	}
	return ""
}

// LongestDays is as long as NetSuite and the organisation allow: each renewal
// costs somebody an hour.
func LongestDays(s State) string {
	if longest := s.Facts.Policy.LongestValidity; longest > 0 {
		return strconv.Itoa(longest)
	}
	return strconv.Itoa(m2m.MaxDays)
}

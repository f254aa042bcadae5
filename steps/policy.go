package steps

import (
	"strconv"

	"suitekey/core/m2m"
	"suitekey/core/profile"
)

// againstPolicy names the rule of the organisation that an answer breaks, or "". Every
// field is checked, so the full screen, the plain prompts and the verbs report the rule at
// the answer.
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

// LongestDays is the longest validity that NetSuite and the organisation allow: every
// renewal takes a person's time.
func LongestDays(s State) string {
	if longest := s.Facts.Policy.LongestValidity; longest > 0 {
		return strconv.Itoa(longest)
	}
	return strconv.Itoa(m2m.MaxDays)
}

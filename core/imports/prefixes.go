package imports

import (
	"slices"
	"strings"
)

// prefixed returns the environments whose names have an unknown prefix: NS_SB_TOKEN_ID
// and NS_PROD_TOKEN_ID. Settings without a prefix belong to all of them.
func (c *collector) prefixed(settings []setting) []part {
	var prefixes []string
	var common []setting
	by := map[string][]setting{}
	for _, s := range settings {
		prefix, name := c.splitPrefix(s.name)
		if prefix == "" {
			common = append(common, s)
			continue
		}
		if _, there := by[prefix]; !there {
			prefixes = append(prefixes, prefix)
		}
		s.name, s.loose = name, true
		by[prefix] = append(by[prefix], s)
	}
	base := c.sample(func(trial *collector) { trial.takeAll(common) })
	var parts []part
	for _, prefix := range prefixes {
		found := c.sample(func(trial *collector) { trial.takeAll(by[prefix]) })
		if !c.isEnvironment(prefix, found) {
			continue
		}
		parts = append(parts, part{prefix, func(c *collector) { c.takeAll(slices.Concat(withoutKeysOf(c, common, by[prefix]), by[prefix])) }})
	}
	if len(parts) > 0 && len(base) >= 2 && c.choice.Prefix == "" && overlaps(base, parts, c) {
		return slices.Concat([]part{{"none", func(c *collector) { c.takeAll(common) }}}, parts)
	}
	if sameName("none", c.choice.Prefix) {
		return slices.Concat([]part{{"none", func(c *collector) { c.takeAll(common) }}}, parts)
	}
	return parts
}

// isEnvironment reports whether the settings with a prefix are about NetSuite: other
// services also have consumer keys and client IDs.
func (c *collector) isEnvironment(prefix string, found map[string]string) bool {
	_, account := found["account"]
	_, signs := found["token_secret"]
	_, certificate := found["certificate_id"]
	own := false
	for _, word := range strings.Split(prefix, "_") {
		_, says := withoutPrefix(wordOf(word) + "x")
		own = own || says
	}
	return len(found) >= 1 && own || len(found) >= 3 && account && (signs || certificate)
}

// overlaps reports whether a part has an answer that the settings without a prefix also
// have.
func overlaps(base map[string]string, parts []part, c *collector) bool {
	for _, p := range parts {
		for key, value := range c.sample(p.read) {
			if other, there := base[key]; there && other != value {
				return true
			}
		}
	}
	return false
}

// withoutKeysOf returns the settings of all without the keys that an environment has
// itself.
func withoutKeysOf(c *collector, common, own []setting) []setting {
	answered := map[string]bool{}
	for _, s := range own {
		key, _ := meaning(s.name, true)
		answered[key] = true
	}
	return slices.DeleteFunc(slices.Clone(common), func(s setting) bool {
		key, _ := meaning(s.name, c.loose)
		return key != "" && key != known && answered[key]
	})
}

// splitPrefix removes words from the beginning or the end of a name until the name is
// known: NS_SB_TOKEN_ID is TOKEN_ID with the prefix NS_SB_, and NETSUITE_TOKEN_ID_SB is
// TOKEN_ID with the prefix NETSUITE_SB_.
func (c *collector) splitPrefix(name string) (prefix, rest string) {
	if key, _ := meaning(name, c.loose); key != "" {
		return "", name
	}
	words := strings.Split(name, "_")
	for i := 1; i < len(words); i++ {
		rest := strings.Join(words[i:], "_")
		if isStrong(rest) {
			return strings.Join(words[:i], "_") + "_", rest
		}
	}
	for i := len(words) - 1; i > 0; i-- {
		if rest := strings.Join(words[:i], "_"); isStrong(rest) {
			return strings.Join(words[i:], "_") + "_", rest
		}
	}
	return "", name
}

func isStrong(name string) bool {
	key, _ := meaning(name, true)
	return slices.Contains(strong, key) || key == "scopes" || key == "access_token"
}

package imports

import (
	"encoding/base64"
	"strings"

	"suitekey/core/lazyregexp"
	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

// scopesIn returns the scopes in a list, whatever separates them.
func scopesIn(text string) string {
	var scopes []string
	for _, i := range profile.Scoped() {
		if strings.Contains(strings.ToLower(text), i.Scope) {
			scopes = append(scopes, i.Scope)
		}
	}
	return strings.Join(scopes, ",")
}

var ownTitle = lazyregexp.Lazy(`^NetSuite (\S+) \(\S+\)$`)

// nameFrom makes the name of a connection from its name in another program; "" if that
// is impossible.
func nameFrom(text string) string {
	if own := ownTitle().FindStringSubmatch(text); own != nil {
		text = own[1]
	}
	if len(text) > 200 {
		return ""
	}
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '.', r == '_':
			return r
		}
		return '-'
	}, strings.ToLower(text))
	for strings.Contains(name, "--") {
		name = strings.ReplaceAll(name, "--", "-")
	}
	name = strings.Trim(name[:min(len(name), 63)], "-._")
	if profile.CheckName(name) != nil || hex64().MatchString(name) {
		return ""
	}
	return name
}

const pemStart = "-----BEGIN "

func isPEM(text string) bool { return strings.Contains(text, pemStart) }

// isContents reports whether text is a key, a certificate or a part of them, and not the
// path of a file.
func isContents(text string) bool { return m2m.LooksLikeKey(text) }

// encrypted reports whether a PEM is an encrypted private key.
func encrypted(pem string) bool {
	return strings.Contains(pem, "BEGIN ENCRYPTED PRIVATE KEY") || strings.Contains(pem, "Proc-Type: 4,ENCRYPTED")
}

// pemIn returns the PEM in a value: as text, on one line with \n for line breaks, or in
// base64, as secret stores keep it.
func pemIn(value string) string {
	if !isPEM(value) && len(value) > 100 {
		if data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(value), "")); err == nil && isPEM(string(data)) {
			value = string(data)
		}
	}
	if isPEM(value) {
		value = strings.TrimSpace(strings.NewReplacer(`\r`, "", `\n`, "\n").Replace(value)) + "\n"
	}
	return value
}

func looksLikePath(value string) bool {
	if len(value) > 300 || strings.ContainsAny(value, "\n\t") {
		return false
	}
	if !pathEnding().MatchString(value) && !secret.Harmless(value) {
		return false // a slash stands in base64 as well
	}
	return strings.ContainsAny(value, `/\`) || pathEnding().MatchString(value)
}

var pathEnding = lazyregexp.Lazy(`(?i)^[^\s]{1,100}\.(pem|key|crt|cer|txt)$`)

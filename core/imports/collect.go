package imports

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"suitekey/core/account"
	"suitekey/core/lazyregexp"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/values"
)

// collector gathers the values of a file and decides at the end which of them to use.
type collector struct {
	found  Found
	format Format
	choice Choice
	chosen bool // a part of the file was asked for, and read
	line   int  // where the name stands that is being taken; 0 where lines mean nothing
	loose  bool // the file is about a connection: plain words such as "name" count
	own    bool // what is being taken stands under a heading that says NetSuite
	values map[string][]candidate
	taken  []string // keys in the order in which they were met
}

// candidate is a value for a key.
type candidate struct {
	name  string
	value string
	rank  int
	line  int
}

// shown returns the name and its line number, for a message.
func (v candidate) shown() string {
	if v.line == 0 {
		return shownName(v.name)
	}
	return fmt.Sprintf("%s (line %d)", shownName(v.name), v.line)
}

// The weights of a value's source: a name with NetSuite in it wins over a bare name, and a
// bare name wins over an address.
const (
	fromAddress = iota
	fromName
	fromOwnName
)

func newCollector(f Format, choice Choice) *collector {
	return &collector{
		format: f,
		choice: choice,
		found:  Found{Answers: map[string]string{}, Secrets: map[string]secret.Secret{}},
		loose:  f.Key != "dotenv",
		values: map[string][]candidate{},
	}
}

// take offers a value under its name in the file. It reports whether the name is known.
func (c *collector) take(name, value string) bool {
	key, own := meaning(name, c.loose)
	if key == "" {
		return false
	}
	rank := fromName
	if own || c.own {
		rank = fromOwnName
	}
	value = strings.TrimSpace(value)
	switch {
	case key == known:
		c.lookAtAddress(name, value)
	case value == "":
		c.found.Empty = append(c.found.Empty, shownName(name))
	case key != "key_passphrase" && values.Reference(value) != "":
		c.leave(name, "it is "+values.Reference(value)+", not the value itself")
		c.resolver(value)
	default:
		c.read(key, candidate{name, value, rank, c.line})
	}
	return true
}

// knows reports whether a name means an answer.
func (c *collector) knows(name string) bool {
	key, _ := meaning(name, c.loose)
	return key != ""
}

func (c *collector) remark(format string, values ...any) {
	if text := fmt.Sprintf(format, values...); !slices.Contains(c.found.Remarks, text) {
		c.found.Remarks = append(c.found.Remarks, text)
	}
}

// The programs that replace references by values. suitekey runs none of them: the person
// decides that.
var resolvers = []struct{ sign, command string }{
	{"op://", "op inject -i FILE | suitekey import FORMAT -"},
	{"encrypted:", "dotenvx decrypt -f FILE --stdout | suitekey import FORMAT -"},
	{"ENC[", "sops decrypt FILE | suitekey import FORMAT -"},
	{"ref+", "vals eval -f FILE | suitekey import FORMAT -"},
	{"$ANSIBLE_VAULT", "ansible-vault view FILE | suitekey import FORMAT -"},
}

func (c *collector) resolver(value string) {
	for _, r := range resolvers {
		if strings.Contains(value, r.sign) {
			c.remark("To import the values behind the references: %s", strings.Replace(r.command, "FORMAT", c.format.Key, 1))
		}
	}
}

// leave notes that the value of a name was not used.
func (c *collector) leave(name, why string) {
	c.found.Left = append(c.found.Left, shownName(name)+": "+why)
}

// unknown notes that a name is not known.
func (c *collector) unknown(name string) { c.leave(name, "not known") }

// unreadable notes that a line was not understood.
func (c *collector) unreadable(line int) {
	c.found.Left = append(c.found.Left, fmt.Sprintf("line %d: not understood", line))
}

// lookAtAddress takes the account from a NetSuite address: many programs store the account
// only there.
func (c *collector) lookAtAddress(name, value string) {
	if !strings.Contains(strings.ToLower(value), "netsuite.com") {
		return
	}
	if id, err := account.Parse(value); err == nil {
		c.add("account", candidate{name, id.Realm(), fromAddress, c.line})
	}
}

// read turns a value into an answer, if the value is valid.
func (c *collector) read(key string, v candidate) {
	switch key {
	case "account":
		id, err := account.Parse(v.value)
		if err != nil {
			c.leave(v.name, "not an account ID")
			return
		}
		v.value = id.Realm()
	case "name":
		if v.value = nameFrom(v.value); v.value == "" {
			return
		}
	case "access_token":
		// Some programs use this name for the token ID of TBA, others for a bearer token,
		// which is of no use here.
		if key = "token_id"; !hex64().MatchString(v.value) {
			c.leave(v.name, "an access token expires within an hour, so it is not imported")
			return
		}
	case "refresh_token":
		c.leave(v.name, "a refresh token that one program uses stops working in the others, so it is not imported; sign in again")
		return
	case "algorithm":
		key = "jwt_algorithm"
		if strings.HasPrefix(strings.ToUpper(v.value), "HMAC") {
			key = "signature_algorithm"
		}
		v.value = strings.ToUpper(v.value)
	case "method":
		if v.value = strings.ToLower(v.value); v.value != string(profile.TBA) && v.value != string(profile.M2M) {
			c.leave(v.name, "suitekey imports TBA and M2M")
			return
		}
	case "scopes":
		v.value = scopesIn(v.value)
	case "retry":
		if strings.EqualFold(v.value, "no") || strings.EqualFold(v.value, "false") {
			c.add("retries", candidate{v.name, "0", v.rank, v.line})
		}
		return
	case "sandbox", "environment":
		if v.value = environmentIn(key, v.value); v.value == "" {
			return
		}
	case "timeout", "retries", "retry_interval":
		if _, err := strconv.Atoi(v.value); err != nil {
			c.leave(v.name, "not a whole number")
			return
		}
	case "key_file", "certificate_file":
		v.value = pemIn(v.value)
		if !isContents(v.value) && !looksLikePath(v.value) {
			c.leave(v.name, "neither a PEM nor the path of one")
			return
		}
	}
	c.add(key, v)
}

func (c *collector) add(key string, v candidate) {
	if v.value == "" {
		return
	}
	if !slices.Contains(c.taken, key) {
		c.taken = append(c.taken, key)
	}
	c.values[key] = append(c.values[key], v)
}

// settle decides which value of each key to use. Of two different values with the same
// weight it uses neither: a wrong value would cost a refused sign-in.
func (c *collector) settle() Found {
	for _, key := range c.taken {
		best := c.values[key]
		top := slices.MaxFunc(best, func(a, b candidate) int { return a.rank - b.rank }).rank
		best = slices.DeleteFunc(slices.Clone(best), func(v candidate) bool { return v.rank < top })
		if i := slices.IndexFunc(best, func(v candidate) bool { return v.value != best[0].value }); i > 0 {
			if key != "name" {
				c.found.Left = append(c.found.Left, fmt.Sprintf("%s and %s: two values for %s, so neither was taken", best[0].shown(), best[i].shown(), key))
			}
			continue
		}
		c.settleOn(key, best[0].value)
	}
	c.settleAccount()
	return c.found
}

func (c *collector) settleOn(key, value string) {
	switch {
	case isContents(value) && (key == "key_file" || key == "certificate_file"):
		c.found.Secrets[key] = secret.New(value)
		c.found.Encrypted = c.found.Encrypted || encrypted(value)
	case isContents(value): // whatever it is, it is no answer to anything else
		c.found.Left = append(c.found.Left, key+": contains a key or certificate, which belongs in another field")
	case isSecret(key):
		c.found.Secrets[key] = secret.New(value)
	default:
		c.found.Answers[key] = value
	}
}

// isSecret reports whether the answer under key is secret.
func isSecret(key string) bool {
	f, ok := profile.FieldOf(key)
	return ok && f.IsSecret() || key == "key_passphrase"
}

var hex64 = lazyregexp.Lazy(`^[0-9a-fA-F]{64}$`)

var harmlessName = lazyregexp.Lazy(`^[A-Za-z_][A-Za-z0-9_. :()-]{0,39}$`)

// shownName returns a name from the file for a message. A secret may stand in the place of
// a name, so an unusual name is not shown.
func shownName(name string) string {
	name = strings.TrimSpace(name)
	if !harmlessName().MatchString(name) {
		return "an entry"
	}
	return name
}

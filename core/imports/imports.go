// Package imports reads NetSuite connections from the files of other programs and from
// the text of their forms. It turns bytes into answers and touches no disk, terminal or
// network. A file can contain anything, so no error and no remark quotes one of its values.
package imports

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"suitekey/core/m2m"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/textfile"
)

// Format is a kind of file that can be read.
type Format struct {
	Key  string // as the verb takes it
	Name string // as people know it
	Note string // a sentence for whoever chooses

	product string // the product that keeps such files (assets/consumers.json); "" none in particular
	read    func(*collector, string) error
}

// Vault is the key of the one format that is a folder: another vault.
const Vault = "vault"

// Formats returns all formats, in the order in which they are offered.
func Formats() []Format {
	return []Format{
		{"dotenv", "Environment file", "NETSUITE_..., NS_..., CONSUMER_KEY=...: a line each", "", readDotenv},
		{"postman", "Postman", "an exported environment, or a collection with its variables", "postman", readPostman},
		{"jitterbit", "Jitterbit", "the fields of the NetSuite connection as text: label and value", "jitterbit", readSheet},
		{"text", "Notes, or a form of another product", "labels with their values: a note, a mail, fields copied from a form, a spreadsheet", "", readSheet},
		{"suitecloud", "SuiteCloud CLI", "the line that calls account:setup:ci", "suitecloud", readSuiteCloud},
		{"pem", "Private key (PEM, PFX, Java keystore)", "a key, perhaps with its certificate in the same file", "", readPEM},
		{"json", "JSON", "an export of suitekey, or an object with keys such as consumer_key", "", readJSON},
		{"yaml", "YAML", "the same as JSON, written as YAML", "", readYAML},
		{Vault, "Another vault", "connections from the folder of another vault of suitekey", "", nil},
	}
}

// Find returns the format with the key.
func Find(key string) (Format, bool) {
	list := Formats()
	if i := slices.IndexFunc(list, func(f Format) bool { return f.Key == key }); i >= 0 {
		return list[i], true
	}
	return Format{}, false
}

// Found is the connection in a file, by the keys of the answers file.
type Found struct {
	Answers map[string]string
	// Secrets are the secret answers. Under key_file and certificate_file they are
	// the contents of those files: a PEM.
	Secrets map[string]secret.Secret

	Encrypted bool     // the private key needs a passphrase
	Empty     []string // names that stand there without a value
	Left      []string // what was not taken, and why: names and line numbers, never values
	Remarks   []string // what to know before going on
}

// Keys returns the keys of the values that were found, in alphabetical order.
func (f Found) Keys() []string {
	keys := make([]string, 0, len(f.Answers)+len(f.Secrets))
	for key := range f.Answers {
		keys = append(keys, key)
	}
	for key := range f.Secrets {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// HasSecrets reports whether the file contains a secret.
func (f Found) HasSecrets() bool { return len(f.Secrets) > 0 }

// maxInput limits the size of a file. The largest useful file is a Postman collection,
// in which the values are a small part.
const maxInput = 1 << 20

// The errors of Read. They do not quote the file.
var (
	errEmpty   = errors.New("it is empty")
	errBinary  = errors.New("it is not text: export it as text from the program that wrote it")
	errTooLong = fmt.Errorf("it is larger than %d kB, too large for one connection", maxInput>>10)
	errNothing = errors.New("it contains nothing that suitekey knows: check the format, and whether the values were exported")
)

// Read finds a connection in a file of the format. Found.Left names what it does not
// understand. If the file contains several environments, choice selects one; without a
// choice the error is a *SeveralError.
func Read(f Format, data []byte, choice Choice) (Found, error) {
	fail := func(err error) (Found, error) {
		return Found{}, fmt.Errorf("importing from %s: %w", f.Name, err)
	}
	if f.read == nil {
		return fail(errors.New("a vault is a folder, and its passphrase opens it"))
	}
	if len(data) > maxInput {
		return fail(errTooLong)
	}
	c := newCollector(f, choice)
	if err := c.readFile(data); err != nil {
		return fail(err)
	}
	found := c.settle()
	if len(found.Answers)+len(found.Secrets) == 0 {
		return fail(nothing(found))
	}
	found.complete(f)
	return found, nil
}

func (c *collector) readFile(data []byte) error {
	if c.format.Key == "pem" && m2m.HoldsPrivateKey(data) {
		return readStore(c, data)
	}
	text, ok := textfile.Decode(data)
	switch {
	case !ok && m2m.HoldsPrivateKey(data):
		return errors.New("this is a private key: import it as pem")
	case !ok:
		return errBinary
	case strings.TrimSpace(text) == "":
		return errEmpty
	}
	if err := c.format.read(c, text); err != nil {
		return err
	}
	for flag, wanted := range map[string]string{"--section": c.choice.Section, "--prefix": c.choice.Prefix} {
		if wanted != "" && !c.chosen {
			return missingPart(flag, nil)
		}
	}
	return nil
}

// nothing returns an error that names what the file contains instead of values.
func nothing(f Found) error {
	switch {
	case len(f.Empty) > 0:
		return fmt.Errorf("its values are empty (%s): export it again with the values", strings.Join(f.Empty[:min(3, len(f.Empty))], ", "))
	case len(f.Left) > 0:
		return fmt.Errorf("it contains nothing that suitekey can import (%s)", strings.Join(f.Left[:min(3, len(f.Left))], "; "))
	}
	return errNothing
}

// complete adds what follows from the values: the product, the method and, as far
// as they show, the interfaces.
func (f *Found) complete(format Format) {
	set := func(key, text string) {
		if _, given := f.Answers[key]; !given && text != "" {
			f.Answers[key] = text
		}
	}
	set("consumer", format.product)
	if format.Key == "postman" && len(f.Empty) > 0 {
		f.Remarks = append(f.Remarks, "Postman exports only the initial (shared) values: the current values stay on the computer where they were typed. Copy them into the initial values there, and export again, or type them here.")
	}
	set("role", f.Answers["role_id"])
	_, wsdl := f.Answers["wsdl"]
	if wsdl { // one change at a time: a fault then has one cause
		f.Remarks = append(f.Remarks, "The WSDL version of the file is kept. Upgrade it afterwards, as a change of its own: suitekey change NAME --change wsdl.")
	}
	tba := f.has("token_id") || f.has("token_secret") || wsdl
	m2m := f.has("certificate_id") || f.has("key_file") || f.has("jwt_algorithm")
	switch {
	case tba && m2m:
		if !f.has("method") {
			f.Remarks = append(f.Remarks, "It contains the values of two ways to sign in, TBA and M2M: choose the one to import.")
		}
	case tba:
		set("method", string(profile.TBA))
	case m2m:
		set("method", string(profile.M2M))
	}
	method := f.Answers["method"]
	switch {
	case method == string(profile.M2M):
		set("surfaces", surfacesOf(f.Answers["scopes"]))
	case wsdl && format.product == "": // a product's own interfaces follow from the product
		set("surfaces", string(profile.SOAP))
	}
	// A certificate belongs to the key that it was made for, also where the file has
	// only the certificate: another key would be refused with its ID.
	if f.has("key_file") || method == string(profile.M2M) && (f.has("certificate_id") || f.has("certificate_file")) {
		set("key_type", "existing")
	}
}

func (f Found) has(key string) bool {
	_, plain := f.Answers[key]
	_, hidden := f.Secrets[key]
	return plain || hidden
}

// surfacesOf returns the interfaces that the scopes give access to.
func surfacesOf(scopes string) string {
	var surfaces []string
	for _, i := range profile.Scoped() {
		if strings.Contains(scopes, i.Scope) {
			surfaces = append(surfaces, string(i.Surface))
		}
	}
	return strings.Join(surfaces, ",")
}

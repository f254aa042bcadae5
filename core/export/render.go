package export

import (
	"fmt"
	"strings"

	"suitekey/assets"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/template"
)

// Options are the options of Render.
type Options struct {
	WithKey bool   // include the private key even if the format leaves it out
	Masked  bool   // show a mask in place of every secret
	Sheet   bool   // write the fields as text instead of the format's own file
	Reader  string // key of the reader of a .env file; "": the form that most programs read
}

// Render returns the connection as a file of the format: the product's own file, or the
// sheet as text. Render does not check whether the product accepts the connection: see
// Check.
func Render(p profile.Profile, f Format, o Options) (secret.Secret, error) {
	fail := func(err error) (secret.Secret, error) {
		return secret.Secret{}, fmt.Errorf("exporting %s as %s: %w", p.Name, f.Name, err)
	}
	if err := profile.CheckName(p.Name); err != nil { // the name is used in comments and names, unquoted
		return fail(err)
	}
	v, ok := f.variant(p)
	if !ok {
		return fail(fmt.Errorf("it does not take %s", methodName(p.Method)))
	}
	reader, err := readerOf(o.Reader)
	if err != nil {
		return fail(err)
	}
	d := &page{Name: p.Name, profile: p, values: valuesOf(p, f.Scopes), masked: o.Masked, reader: reader}
	if f.Kind == Sheet && !o.Sheet {
		d.Guide = f.Guide
	}
	for _, field := range Fields(p, f) {
		if v.OnRequest && !o.WithKey && field.Key == "private_key" {
			continue
		}
		if err := checkText(field.Copies().Reveal()); err != nil {
			return fail(err)
		}
		d.Fields = append(d.Fields, item{field, o.Masked})
	}
	name := v.Template
	if name == "" || o.Sheet {
		name = "sheet.tmpl"
	}
	made, err := template.Fill(name, string(assets.Read("export/"+name)), functions, d.scope)
	if err != nil {
		return fail(err)
	}
	return secret.New(made), nil
}

// item is a field in a template.
type item struct {
	Field
	masked bool
}

// Text returns the value, or its mask.
func (i item) Text() string {
	if i.masked {
		return i.Masked()
	}
	return i.Copies().Reveal()
}

// page is the data of a template.
type page struct {
	Name    string
	Fields  []item
	Guide   Guide
	profile profile.Profile
	values  map[string]value
	masked  bool
	reader  Reader
}

// EnvValue returns the value of a variable in a .env file.
func (d *page) EnvValue(text string) (string, error) { return d.reader.write(text) }

// Value returns the value with that name.
func (d *page) Value(name string) (string, error) {
	v, ok := d.values[name]
	if !ok {
		return "", fmt.Errorf("there is no value %q", name)
	}
	text := item{Field{Value: v.text, Secret: v.secret}, d.masked}.Text()
	return text, checkText(text)
}

// Account returns the account ID as the realm spells it.
func (d *page) Account() string { return d.profile.Account.Realm() }

// Method returns the sign-in method as the answers file spells it.
func (d *page) Method() string { return string(d.profile.Method) }

// Title returns the text for the connection in a list.
func (d *page) Title() string { return fmt.Sprintf("NetSuite %s (%s)", d.Name, d.Account()) }

// DNSName returns the connection's name as Kubernetes and Docker Swarm accept it.
func (d *page) DNSName() string { return dnsName(d.Name) }

// HyphenName returns the connection's name with only letters, digits and hyphens, as Azure
// Key Vault and Google Secret Manager accept it.
func (d *page) HyphenName() string {
	made := strings.ReplaceAll(d.DNSName(), ".", "-")
	if sum := "-" + shortSum(d.Name); made != d.DNSName() && !strings.HasSuffix(made, sum) {
		made += sum
	}
	return made
}

// JSON returns all fields as a JSON object.
func (d *page) JSON() string {
	var pairs []string
	for _, f := range d.Fields {
		pairs = append(pairs, "  "+jsonString(f.Key)+": "+jsonString(f.Text()))
	}
	return "{\n" + strings.Join(pairs, ",\n") + "\n}"
}

// Scopes returns the scopes of the access token.
func (d *page) Scopes() []string { return d.profile.Scopes }

// ScopesJSON returns the scopes as a list that JavaScript and Python also read.
func (d *page) ScopesJSON() string { return jsonList(d.profile.Scopes) }

// IsRSA reports whether the JWT is signed with RSA-PSS.
func (d *page) IsRSA() bool { return strings.HasPrefix(d.profile.JWTAlgorithm, "PS") }

// Hash returns the hash of the signature, as openssl, Node and Python name it.
func (d *page) Hash() string {
	algorithm := d.profile.JWTAlgorithm
	switch {
	case d.profile.SignatureAlgorithm == "HMAC-SHA1" && d.profile.Method == profile.TBA:
		return "sha1"
	case strings.HasSuffix(algorithm, "384"):
		return "sha384"
	case strings.HasSuffix(algorithm, "512"):
		return "sha512"
	}
	return "sha256"
}

// GoHash returns the Go package of the hash. SHA-384 is in the package of SHA-512.
func (d *page) GoHash() string {
	if d.Hash() == "sha384" {
		return "sha512"
	}
	return d.Hash()
}

// GoSum returns the function of that package.
func (d *page) GoSum() string {
	return map[string]string{"sha256": "Sum256", "sha384": "Sum384", "sha512": "Sum512"}[d.Hash()]
}

// GoCrypto returns the name of the hash in Go's package crypto.
func (d *page) GoCrypto() string { return strings.ToUpper(d.Hash()) }

// HexDigits returns how many hexadecimal digits r and s each have in an ECDSA signature.
func (d *page) HexDigits() int {
	return map[string]int{"sha256": 64, "sha384": 96, "sha512": 132}[d.Hash()]
}

package people

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"golang.org/x/crypto/ssh"

	"suitekey/core/secret"
	"suitekey/storage/recipients"
)

// maxRecipient is the length of the longest public key, in characters: an RSA key of
// 16384 bits.
const maxRecipient = 3000

// ParseRecipient reads the public key of a person or a machine: age1…, or a line of an
// SSH public key file, ssh-ed25519 or ssh-rsa. It returns the text that is stored,
// without a comment.
func ParseRecipient(text string) (string, age.Recipient, error) {
	text = strings.TrimSpace(text)
	switch {
	case len(text) > maxRecipient || strings.ContainsAny(text, "\n\r"):
		return "", nil, errors.New("this is not a public key: give one line, age1… or ssh-ed25519 …")
	case strings.HasPrefix(strings.ToUpper(text), "AGE-SECRET-KEY-"), strings.Contains(text, "PRIVATE KEY"):
		return "", nil, errors.New("this is a private key, which stays with its owner: give the public key, which begins with age1 or ssh-")
	case strings.HasPrefix(text, "age1pq1"):
		return "", nil, errors.New("a vault cannot mix post-quantum keys with others: give a key that suitekey team join prints, or an SSH key")
	case strings.HasPrefix(text, "age1"):
		recipient, err := age.ParseX25519Recipient(text)
		if err != nil {
			return "", nil, errors.New("this age key is not complete: copy all 62 characters, from age1 on")
		}
		return recipient.String(), recipient, nil
	}
	return recipients.SSH(text)
}

// Fingerprint returns the text that two people compare over another channel. For an SSH key
// it is the output of ssh-keygen -l. For an age key it is the first half of the SHA-256 of
// its text, in groups of four digits.
func Fingerprint(recipient string) string {
	if public, _, _, _, err := ssh.ParseAuthorizedKey([]byte(recipient)); err == nil {
		return ssh.FingerprintSHA256(public)
	}
	sum := sha256.Sum256([]byte(recipient))
	digits := hex.EncodeToString(sum[:16])
	var groups []string
	for i := 0; i < len(digits); i += 4 {
		groups = append(groups, digits[i:i+4])
	}
	return strings.Join(groups, " ")
}

// Identity opens a vault for a person or a machine.
type Identity struct {
	Recipient string // the public part, as stored among the members
	key       age.Identity
}

// Format keeps the key out of all output.
func (i Identity) Format(f fmt.State, _ rune) {
	_, _ = f.Write([]byte("[identity " + i.Recipient + "]"))
}

// IdentityOf returns the identity of a person, whose key the passphrase opens.
func IdentityOf(key *age.X25519Identity) Identity { return Identity{key.Recipient().String(), key} }

// NewMachine makes an identity for a machine and returns the content of its file.
func NewMachine() (Identity, secret.Secret, error) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		return Identity{}, secret.Secret{}, err
	}
	return IdentityOf(key), secret.New(fmt.Sprintf("# suitekey machine identity\n# public key: %s\n%s\n", key.Recipient(), key)), nil
}

// ReadIdentity reads the file that SUITEKEY_IDENTITY_FILE names: an age key as age-keygen
// writes it, or a private SSH key without a passphrase. Its errors never repeat the content
// of the file.
func ReadIdentity(path string) (Identity, error) { return recipients.ReadFile(path, parseIdentity) }

func parseIdentity(text []byte) (Identity, error) {
	if strings.Contains(string(text), "PRIVATE KEY-----") {
		return sshIdentity(text)
	}
	var found *age.X25519Identity
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, err := age.ParseX25519Identity(line)
		if err != nil || found != nil {
			return Identity{}, errors.New("does not contain exactly one identity: suitekey team add NAME --machine makes one, a line AGE-SECRET-KEY-1…")
		}
		found = key
	}
	if found == nil {
		return Identity{}, errors.New("contains no identity: suitekey team add NAME --machine makes one, a line AGE-SECRET-KEY-1…")
	}
	return IdentityOf(found), nil
}

func sshIdentity(text []byte) (Identity, error) {
	key, err := agessh.ParseIdentity(text)
	var locked *ssh.PassphraseMissingError
	if errors.As(err, &locked) {
		return Identity{}, errors.New("is an SSH key with a passphrase, which nobody can type for a machine: name a key without a passphrase")
	}
	if err != nil {
		return Identity{}, errors.New("is an SSH key that cannot decrypt: use ssh-ed25519, or ssh-rsa of at least 2048 bits")
	}
	signer, err := ssh.ParsePrivateKey(text)
	if err != nil {
		return Identity{}, errors.New("is not a private SSH key")
	}
	return Identity{strings.TrimSpace(string(ssh.MarshalAuthorizedKey(signer.PublicKey()))), key}, nil
}

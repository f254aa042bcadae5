// Package ring contains the keys of a team's vault: the current one, to which everything is
// encrypted, and the earlier ones. Everything that a ring seals also carries an HMAC with a
// key that only members can derive. A person who runs the engine could encrypt to a public
// key that became known, but cannot sign.
package ring

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"filippo.io/age"
)

// Ring is the keys of a team's vault.
type Ring struct {
	Vault   string // the vault's name
	Number  int    // of the current key, from 1; each removal of a person makes a new one
	Created string // when the current key was made, RFC 3339

	current *age.X25519Identity
	// former opens what is not yet encrypted to current. It exists only while a person is
	// being removed, or after that was interrupted.
	former *age.X25519Identity
	// earlier open the earlier states of connections, and nothing else: removed people know
	// these keys.
	earlier []*age.X25519Identity
}

var (
	// ErrForged means that the HMAC is wrong: no member has sealed the value.
	ErrForged = errors.New("its HMAC is wrong, so no member of the team has written it: somebody with access to the engine has replaced it")
	// ErrReplaced means that the vault has a newer ring than the one at hand.
	ErrReplaced = errors.New("somebody was removed from the team meanwhile, so that the vault has a new key; nothing was overwritten: run the same command again, or start suitekey again")
	// ErrOtherKey means that no key of the ring opens the value.
	ErrOtherKey = errors.New("it is encrypted to another key than this vault's")
)

// New makes the first ring of a vault.
func New(vault string, now time.Time) (*Ring, error) {
	current, err := age.GenerateX25519Identity()
	return &Ring{Vault: vault, Number: 1, Created: now.UTC().Format(time.RFC3339), current: current}, err
}

// Format keeps the keys out of all output: an age identity prints its key.
func (r *Ring) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "[keys of the vault %s, number %d]", r.Vault, r.Number)
}

// Next returns the ring with a new current key. The former one still opens everything.
func (r *Ring) Next(now time.Time) (*Ring, error) {
	if r.former != nil {
		return nil, errors.New("the vault is already getting a new key")
	}
	next, err := New(r.Vault, now)
	next.Number, next.former, next.earlier = r.Number+1, r.current, r.earlier
	return next, err
}

// Done returns the ring after everything current is encrypted to the current key.
func (r *Ring) Done() *Ring {
	done := *r
	if r.former != nil {
		done.former, done.earlier = nil, append([]*age.X25519Identity{r.former}, r.earlier...)
	}
	return &done
}

// Changing reports whether a former key still opens values that are not encrypted again
// yet.
func (r *Ring) Changing() bool { return r.former != nil }

// Recipient returns the public part of the current key, for people to compare and for a
// computer to remember.
func (r *Ring) Recipient() string { return r.current.Recipient().String() }

// Follows reports whether the ring is the one with this recipient, or a successor of it.
// Only a person who knew the former ring can have made the next one.
func (r *Ring) Follows(recipient string) bool {
	for _, key := range r.all() {
		if key.Recipient().String() == recipient {
			return true
		}
	}
	return false
}

func (r *Ring) all() []*age.X25519Identity {
	all := []*age.X25519Identity{r.current}
	if r.former != nil {
		all = append(all, r.former)
	}
	return append(all, r.earlier...)
}

// Seal signs text and encrypts the result to the current key.
func (r *Ring) Seal(text []byte) ([]byte, error) {
	signed := fmt.Appendf(bytes.Clone(text), signature, base64.StdEncoding.EncodeToString(mac(r.current, text)))
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, r.current.Recipient())
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(signed); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return sealed.Bytes(), nil
}

// signature is the last line of a sealed text: JSON, like the record before it.
const signature = "\n{\"hmac\":\"%s\"}\n"

// Open decrypts the output of Seal and checks its HMAC. With past, the earlier keys are
// also tried, which is only for earlier states of connections. Open fails with ErrOtherKey,
// ErrForged, or an error of age if sealed is not an age file.
func (r *Ring) Open(sealed []byte, past bool) ([]byte, error) {
	return r.OpenLarge(bytes.NewReader(sealed), int64(len(sealed)), past)
}

// OpenLarge is Open for a large value of size bytes: only its text is in memory, and once.
func (r *Ring) OpenLarge(sealed io.ReaderAt, size int64, past bool) ([]byte, error) {
	keys := []*age.X25519Identity{r.current}
	switch {
	case past:
		keys = r.all()
	case r.former != nil:
		keys = append(keys, r.former)
	}
	for _, key := range keys {
		text, err := Decrypt(sealed, size, key)
		var none *age.NoIdentityMatchError
		if errors.As(err, &none) {
			continue
		}
		if err != nil {
			return nil, err
		}
		return checked(text, key)
	}
	return nil, ErrOtherKey
}

// Decrypt decrypts an age file of size bytes and authenticates all of it. The file is not in
// memory as a whole; age.Decrypt would need 128 KB for each of thousands of small ones.
func Decrypt(sealed io.ReaderAt, size int64, keys ...age.Identity) ([]byte, error) {
	reader, length, err := age.DecryptReaderAt(sealed, size, keys...)
	if err != nil {
		return nil, err
	}
	text := make([]byte, length)
	if _, err := reader.ReadAt(text, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return text, nil
}

// checked returns text without its signature.
func checked(text []byte, key *age.X25519Identity) ([]byte, error) {
	end := bytes.LastIndexByte(bytes.TrimSuffix(text, []byte("\n")), '\n')
	if end < 0 {
		return nil, ErrForged
	}
	var encoded string
	if _, err := fmt.Sscanf(string(text[end+1:]), "{\"hmac\":%q}", &encoded); err != nil {
		return nil, ErrForged
	}
	got, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || !hmac.Equal(got, mac(key, text[:end])) {
		return nil, ErrForged
	}
	return text[:end], nil
}

// mac derives a key from the private key with HKDF (RFC 5869), so that neither reveals
// anything about the other, and signs text with the derived key.
func mac(key *age.X25519Identity, text []byte) []byte {
	derived, err := hkdf.Key(sha256.New, []byte(key.String()), nil, "suitekey team vault: hmac", sha256.Size)
	if err != nil {
		panic(err) // HKDF supports this length
	}
	sum := hmac.New(sha256.New, derived)
	sum.Write(text)
	return sum.Sum(nil)
}

const (
	version        = 1
	versionComment = "# suitekey team vault version: "
	vaultComment   = "# vault: "
	numberComment  = "# key: "
	createdComment = "# created: "
	stateComment   = "# being encrypted anew"
)

// Text returns the ring in the format of age-keygen: the current key first, then the
// earlier ones, newest first. The text contains the keys.
func (r *Ring) Text() []byte {
	var text strings.Builder
	fmt.Fprintf(&text, "%s%d\n%s%s\n%s%d\n%s%s\n", versionComment, version, vaultComment, r.Vault, numberComment, r.Number, createdComment, r.Created)
	if r.former != nil {
		text.WriteString(stateComment + "\n")
	}
	fmt.Fprintf(&text, "# public key: %s\n", r.Recipient())
	for _, key := range r.all() {
		text.WriteString(key.String() + "\n")
	}
	return []byte(text.String())
}

// Parse reads the output of Text for the vault of this name. Its errors never repeat a line
// of the text.
func Parse(text []byte, vault string) (*Ring, error) {
	r := &Ring{}
	changing := false
	var keys []*age.X25519Identity
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if number, ok := strings.CutPrefix(line, versionComment); ok && number != strconv.Itoa(version) {
			return nil, errors.New("the vault's keys were stored by a newer suitekey: install the newer suitekey")
		}
		if name, ok := strings.CutPrefix(line, vaultComment); ok {
			r.Vault = name
		}
		if number, ok := strings.CutPrefix(line, numberComment); ok {
			r.Number, _ = strconv.Atoi(number) // zero is refused below
		}
		if created, ok := strings.CutPrefix(line, createdComment); ok {
			r.Created = created
		}
		changing = changing || line == stateComment
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, err := age.ParseX25519Identity(line)
		if err != nil {
			return nil, errors.New("the vault's keys contain something that suitekey does not write")
		}
		keys = append(keys, key)
	}
	switch {
	case len(keys) == 0 || r.Number < 1 || changing && len(keys) < 2:
		return nil, errors.New("the vault's keys are not complete")
	case r.Vault != vault:
		return nil, fmt.Errorf("the keys belong to another vault (%.70q): check the vault's name, and the prefix in the engine", r.Vault)
	}
	r.current, r.earlier = keys[0], keys[1:]
	if changing {
		r.former, r.earlier = keys[1], keys[2:]
	}
	return r, nil
}

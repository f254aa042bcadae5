package m2m

import (
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"suitekey/core/lazyregexp"
)

// maxInput bounds what is looked at. The largest that can be right, an RSA
// 4096 key with a chain of certificates and openssl's remarks around them, is
// a fifth of it.
const maxInput = 64 << 10

// maxKeyDER bounds one private key: RSA 4096 takes 2.4 kB, and checking a key
// of absurd size would take minutes.
const maxKeyDER = 8 << 10

var (
	blockPattern = lazyregexp.Lazy(`(?s)-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END ([A-Z0-9 ]{1,40})-----`)
	dekPattern   = lazyregexp.Lazy(`DEK-Info:\s*([A-Za-z0-9-]+),\s*([0-9A-Fa-f]+)`)
	procPattern  = lazyregexp.Lazy(`Proc-Type:\s*4,\s*ENCRYPTED`)
	hexPattern   = lazyregexp.Lazy(`^[0-9a-fA-F]{64}$`)
)

// derType marks a block that was given as bare DER, without any armour.
const derType = ""

// checkSize refuses what cannot be a key or a certificate before it is read.
func checkSize(length int) error {
	if length > maxInput {
		return fmt.Errorf("this is %d kB of text, and no key or certificate is larger than %d kB: give only the part from -----BEGIN to -----END", length>>10, maxInput>>10)
	}
	return nil
}

// readBlocks finds the PEM blocks in what somebody pasted. encoding/pem insists
// on line breaks; web forms, JSON and environment variables turn them into
// spaces or into a backslash and an n, so blocks are found by their marks.
func readBlocks(text string) ([]*pem.Block, error) {
	if err := checkSize(len(text)); err != nil {
		return nil, err
	}
	if strings.HasPrefix(text, "\x30") && !strings.Contains(text, "-----BEGIN ") {
		return []*pem.Block{{Type: derType, Bytes: []byte(text)}}, nil
	}
	text = strings.NewReplacer(`\r`, "\n", `\n`, "\n", "\u00a0", " ", "\ufeff", "", "\u200b", "").Replace(text)
	found := blockPattern().FindAllStringSubmatch(text, -1)
	if len(found) == 0 {
		return bareBlocks(text)
	}
	blocks := make([]*pem.Block, 0, len(found))
	for _, match := range found {
		if match[1] != match[3] {
			// The labels are not quoted: anything may stand there.
			return nil, errors.New("the -----BEGIN and the -----END line do not belong together: a part is missing; copy it again, whole and unchanged")
		}
		block := &pem.Block{Type: match[1]}
		body := match[2]
		if dek := dekPattern().FindStringSubmatch(body); dek != nil {
			block.Headers = map[string]string{"Proc-Type": "4,ENCRYPTED", "DEK-Info": dek[1] + "," + dek[2]}
			body = procPattern().ReplaceAllString(dekPattern().ReplaceAllString(body, ""), "")
		}
		body = strings.TrimRight(strings.Map(dropSpace, body), "=")
		der, err := base64.RawStdEncoding.DecodeString(body)
		if err != nil || len(der) == 0 {
			return nil, errors.New("the text between -----BEGIN and -----END is damaged: copy it again, whole and unchanged")
		}
		block.Bytes = der
		blocks = append(blocks, block)
	}
	return blocks, nil
}

// bareBlocks reads what has no BEGIN and END lines: base64 of a PEM or of DER.
func bareBlocks(text string) ([]*pem.Block, error) {
	if strings.Contains(text, "-----BEGIN ") {
		return nil, noBlock(text)
	}
	data, ok := decodeBare(text)
	switch {
	case ok && strings.Contains(string(data), "-----BEGIN "):
		return readBlocks(string(data))
	case ok && isDER(data):
		return []*pem.Block{{Type: derType, Bytes: data}}, nil
	case LooksLikeKey(text):
		return nil, errors.New("the -----BEGIN and the -----END line are missing, and what is between them is not whole: copy everything from -----BEGIN to -----END, both lines included")
	}
	return nil, noBlock(text)
}

func dropSpace(r rune) rune {
	if unicode.IsSpace(r) || r == '"' || r == '\'' {
		return -1
	}
	return r
}

// noBlock says what was given instead of PEM.
func noBlock(text string) error {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return errors.New("nothing was given: paste the text from -----BEGIN to -----END, or name the file that holds it")
	case hexPattern().MatchString(text):
		return errors.New("this is 64 hexadecimal digits, such as a client ID or a token: what is wanted starts with -----BEGIN")
	case strings.Contains(text, "-----BEGIN "):
		return errors.New("the end is missing: copy everything from -----BEGIN to -----END, both lines included")
	case strings.HasPrefix(text, "PuTTY-User-Key-File"):
		return errors.New("this is a PuTTY key: NetSuite needs a key in PEM form; let suitekey make a key pair")
	}
	return errors.New("there is no line that starts with -----BEGIN in it: paste the text from -----BEGIN to -----END, or name the file that holds it")
}

// isPrivate tells whether a block of this type holds a private key.
func isPrivate(blockType string) bool { return strings.HasSuffix(blockType, "PRIVATE KEY") }

// isCertificate tells whether a block of this type holds a certificate.
func isCertificate(blockType string) bool {
	return blockType == "CERTIFICATE" || blockType == "X509 CERTIFICATE"
}

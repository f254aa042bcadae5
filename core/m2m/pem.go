package m2m

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"suitekey/core/lazyregexp"
	"suitekey/core/textfile"
)

// maxInput bounds what is looked at. The largest that can be right, an RSA
// 4096 key with a chain of certificates and openssl's remarks around them, is
// a fifth of it.
const maxInput = 64 << 10

// maxKeyDER bounds one private key: RSA 4096 takes 2.4 kB, and checking a key
// of absurd size would take minutes.
const maxKeyDER = 8 << 10

var (
	blockPattern = lazyregexp.Lazy(`(?s)-----BEGIN ([A-Z0-9 -]{1,40}?)-----(.*?)-----END ([A-Z0-9 -]{1,40}?)-----`)
	dekPattern   = lazyregexp.Lazy(`DEK-Info:\s*([A-Za-z0-9-]+),\s*([0-9A-Fa-f]+)`)
	procPattern  = lazyregexp.Lazy(`Proc-Type:\s*4,\s*ENCRYPTED`)
	hexPattern   = lazyregexp.Lazy(`^[0-9a-fA-F]{64}$`)
	// markPattern finds BEGIN and END lines as word processors and careless hands
	// leave them: with other dashes, or fewer.
	markPattern = lazyregexp.Lazy(`[-\x{2010}-\x{2015}\x{2212}]{2,10} ?(BEGIN|END) ([A-Z0-9 -]{1,40}?) ?[-\x{2010}-\x{2015}\x{2212}]{2,10}`)
)

// joinedPattern is an END line with a BEGIN line behind it, as where all line breaks
// were taken out of a file of several blocks.
var joinedPattern = lazyregexp.Lazy(`(END [A-Z0-9 ]{1,40}? ?[-\x{2010}-\x{2015}\x{2212}]{2,10}?)([-\x{2010}-\x{2015}\x{2212}]{2,10} ?BEGIN )`)

// derType marks a block that was given as bare DER, without any armour.
const derType = ""

// checkSize refuses input that is too large to be a key or a certificate.
func checkSize(length int) error {
	if length > maxInput {
		return fmt.Errorf("this is %d kB of text, and a key or certificate has at most %d kB: give only the part from -----BEGIN to -----END", length>>10, maxInput>>10)
	}
	return nil
}

// readBlocks finds the PEM blocks in what somebody pasted. encoding/pem insists
// on line breaks; web forms, JSON and environment variables turn them into
// spaces, into a backslash and an n, or into an n, so blocks are found by their marks.
func readBlocks(text string) ([]*pem.Block, error) {
	if err := checkSize(len(text)); err != nil {
		return nil, err
	}
	data := []byte(text)
	if isJKS(data) {
		return []*pem.Block{{Type: jksType, Bytes: data}}, nil
	}
	text, isText := textfile.Decode(data)
	if isDER(data) || !isText && strings.HasPrefix(string(data), "\x30") {
		return []*pem.Block{{Type: derType, Bytes: data}}, nil
	}
	if !isText {
		return nil, errors.New("this is neither text nor a key or certificate in a known binary format (DER, PKCS#12, Java keystore): export it as PEM, which starts with -----BEGIN")
	}
	text = mended(text)
	found := blockPattern().FindAllStringSubmatch(text, -1)
	if len(found) == 0 {
		return bareBlocks(text)
	}
	if hasOpenEnd(text) {
		return nil, errors.New("the end of the last part is missing: copy everything from the first -----BEGIN to the last -----END, both lines included")
	}
	blocks := make([]*pem.Block, 0, len(found))
	for _, match := range found {
		if match[1] != match[3] {
			// The labels are not quoted: anything may stand there.
			return nil, errors.New("the -----BEGIN and the -----END line do not match: a part is missing; copy it again, complete and unchanged")
		}
		block, err := readBlock(match[1], match[2])
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, block)
	}
	return blocks, nil
}

// mended undoes what copying and other programs do to PEM: JSON and URL escapes, other
// dashes, invisible characters.
func mended(text string) string {
	if strings.Contains(text, "BEGIN%20") {
		if plain, err := url.PathUnescape(text); err == nil {
			text = plain
		}
	}
	text = strings.NewReplacer(`\r`, "\n", `\n`, "\n", `\u000a`, "\n", `\u000A`, "\n", `\u002b`, "+", `\u002B`, "+", `\u002f`, "/", `\u002F`, "/", `\u003d`, "=", `\u003D`, "=",
		"\u00a0", " ", "\ufeff", "", "\u200b", "").Replace(text)
	text = joinedPattern().ReplaceAllString(text, "$1\n$2")
	return markPattern().ReplaceAllString(text, "-----$1 $2-----")
}

// hasOpenEnd reports whether a block begins after the last complete block.
func hasOpenEnd(text string) bool {
	return strings.Contains(text[max(0, strings.LastIndex(text, "-----END ")):], "-----BEGIN ")
}

// readBlock decodes the text between a BEGIN and an END line.
func readBlock(kind, body string) (*pem.Block, error) {
	block := &pem.Block{Type: kind}
	if dek := dekPattern().FindStringSubmatch(body); dek != nil {
		block.Headers = map[string]string{"Proc-Type": "4,ENCRYPTED", "DEK-Info": dek[1] + "," + dek[2]}
		body = procPattern().ReplaceAllString(dekPattern().ReplaceAllString(body, ""), "")
	}
	body = strings.Map(dropSpace, body)
	der, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(body, "="))
	if plain, ok := withoutN(body); ok && (err != nil || !isDER(der)) {
		der, err = plain, nil
	}
	if err != nil || len(der) == 0 {
		return nil, errors.New("the text between -----BEGIN and -----END is damaged: copy it again, complete and unchanged")
	}
	block.Bytes = der
	return block, nil
}

// withoutN decodes base64 in which each line break has become an n, as where a
// page or a template drops the backslash of \n. It is taken only where whole DER
// comes of it, so no n of the base64 itself is lost.
func withoutN(body string) ([]byte, bool) {
	for _, sign := range []string{"n", "rn"} {
		for _, length := range []int{64, 76, len(body)} {
			lines, rest := []string{}, body
			for first := true; rest != "" && (first || strings.HasPrefix(rest, sign)); first = false {
				rest = strings.TrimPrefix(rest, sign)
				n := min(length, len(rest))
				if strings.HasSuffix(rest, sign) {
					n = min(length, len(rest)-len(sign))
				}
				lines, rest = append(lines, rest[:n]), rest[n:]
				if rest == sign {
					rest = ""
				}
			}
			if rest != "" {
				continue
			}
			data, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(strings.Join(lines, ""), "="))
			if err == nil && isDER(data) {
				return data, true
			}
		}
	}
	return nil, false
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
	case ok && isJKS(data):
		return []*pem.Block{{Type: jksType, Bytes: data}}, nil
	case ok && isDER(data):
		return []*pem.Block{{Type: derType, Bytes: data}}, nil
	case LooksLikeKey(text):
		return nil, errors.New("the -----BEGIN and the -----END line are missing, and the text between them is incomplete: copy everything from -----BEGIN to -----END, both lines included")
	}
	return nil, noBlock(text)
}

func dropSpace(r rune) rune {
	if unicode.IsSpace(r) || strings.ContainsRune("\"'\\>|,;", r) { // quotes, continued lines, quoted mail, lists
		return -1
	}
	return r
}

// noBlock returns an error that names what was given instead of PEM.
func noBlock(text string) error {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return errors.New("nothing was given: paste the text from -----BEGIN to -----END, or name the file")
	case hexPattern().MatchString(text):
		return errors.New("these are 64 hexadecimal digits, such as a client ID or a token: a key or certificate starts with -----BEGIN")
	case strings.Contains(text, "-----BEGIN "):
		return errors.New("the end is missing: copy everything from -----BEGIN to -----END, both lines included")
	case strings.HasPrefix(text, "PuTTY-User-Key-File"):
		return errors.New("this is a PuTTY key: convert it with puttygen FILE -O private-openssl -o key.pem, or let suitekey make a key pair")
	case strings.HasPrefix(text, "{") && strings.Contains(text, `"kty"`):
		return errors.New("this is a key as JSON Web Key (JWK): export it as PEM from the program that made it, or let suitekey make a key pair")
	case strings.HasPrefix(text, "<") && strings.Contains(text, "KeyValue>"):
		return errors.New("this is a key as XML of .NET: export it with ExportPkcs8PrivateKeyPem, or let suitekey make a key pair")
	case strings.HasPrefix(text, "ssh-"), strings.HasPrefix(text, "ecdsa-sha2-"):
		return errors.New("this is a public SSH key: give a private key, which starts with -----BEGIN")
	case strings.Contains(text, "-----END "):
		return errors.New("the beginning is missing: copy everything from -----BEGIN to -----END, both lines included")
	}
	return errors.New("it contains no line that starts with -----BEGIN: paste the text from -----BEGIN to -----END, or name the file")
}

// isPrivate reports whether a block of this type holds a private key.
func isPrivate(blockType string) bool { return strings.HasSuffix(blockType, "PRIVATE KEY") }

// isCertificate reports whether a block of this type holds a certificate.
func isCertificate(blockType string) bool {
	return blockType == "CERTIFICATE" || blockType == "X509 CERTIFICATE"
}

// Authorities reads all certificates of a file, whatever key they are for: what
// --ca-file and SSL_CERT_FILE name. PEM in any of the forms that ParseKey mends,
// DER, or several DER certificates one after the other. maxAuthorities bounds what
// is read, in bytes.
func Authorities(data []byte) ([]*x509.Certificate, error) {
	if len(data) > maxAuthorities {
		return nil, fmt.Errorf("it is larger than %d MB: give only the authorities' own certificates", maxAuthorities>>20)
	}
	if list, err := x509.ParseCertificates(data); err == nil && len(list) > 0 {
		return list, nil
	}
	text, ok := textfile.Decode(data)
	if !ok {
		return nil, errors.New("it is neither PEM nor a DER certificate: convert it with openssl x509 -inform DER -in FILE -out authority.pem")
	}
	var list []*x509.Certificate
	damaged := 0
	text = mended(text)
	found := blockPattern().FindAllStringSubmatch(text, -1)
	for _, match := range found {
		if !isCertificate(match[1]) {
			continue
		}
		block, err := readBlock(match[1], match[2])
		if err != nil {
			damaged++
			continue
		}
		parsed, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			damaged++ // x509 also refuses some that no Go program can use
			continue
		}
		list = append(list, parsed)
	}
	if bare, ok := decodeBare(text); ok && len(found) == 0 {
		list, _ = x509.ParseCertificates(bare)
	}
	if hasOpenEnd(text) {
		damaged++
	}
	switch {
	case len(list) > 0 && damaged == 0, len(list) > 20: // a system's bundle may hold one that Go refuses
		return list, nil
	case damaged > 0:
		return nil, fmt.Errorf("%d of the %d certificates in it are damaged or incomplete: copy them again, complete and unchanged", damaged, damaged+len(list))
	}
	return nil, errors.New("there is no certificate in it: give the authority's own certificate, which starts with -----BEGIN CERTIFICATE-----")
}

const maxAuthorities = 4 << 20

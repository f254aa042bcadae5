package tba

import (
	"bytes"
	"encoding/xml"
	"errors"
	"strconv"

	"suitekey/core/account"
)

// PassportBaseString is the text that is signed for a SOAP request.
func (c Credentials) PassportBaseString(stamp Stamp) string {
	return string(c.appendPassport(nil, stamp))
}

func (c *Credentials) appendPassport(out []byte, stamp Stamp) []byte {
	for _, part := range [...]string{c.Account.Realm(), c.ConsumerKey, c.TokenID, stamp.Nonce} {
		out = append(appendEncoded(out, part), '&')
	}
	return strconv.AppendInt(out, stamp.Time, 10)
}

// PassportSignature is the signature of a SOAP request, as it stands in the
// XML; empty if the algorithm is unknown.
func (c Credentials) PassportSignature(stamp Stamp) string {
	if c.Algorithm.newHash() == nil {
		return ""
	}
	return c.signPassport(stamp)
}

// Passport is the tokenPassport element of a SOAP request's header for the
// endpoint of that version. Its children are in the namespace of core.xsd,
// which declares their type: Oracle's sample shows them in that of the messages
// (section_4395625838), but what toolkits generate from the WSDL, and what
// clients in use send, is core.
func (c Credentials) Passport(version account.Version, stamp Stamp) ([]byte, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	if c.TokenID == "" {
		return nil, errors.New("a SOAP request needs the token ID and the token secret: give both")
	}
	if version == "" {
		return nil, errors.New("a SOAP request needs the version of its endpoint: give the WSDL first")
	}
	var out bytes.Buffer
	suffix := version.Underscored() + ".platform.webservices.netsuite.com"
	out.WriteString(`<tokenPassport xmlns="urn:messages_`)
	escape(&out, suffix)
	out.WriteString(`" xmlns:core="urn:core_`)
	escape(&out, suffix)
	out.WriteString(`">`)
	// The schema demands this order.
	for _, child := range []Param{
		{"account", c.Account.Realm()},
		{"consumerKey", c.ConsumerKey},
		{"token", c.TokenID},
		{"nonce", stamp.Nonce},
		{"timestamp", strconv.FormatInt(stamp.Time, 10)},
	} {
		out.WriteString("<core:" + child.Name + ">")
		escape(&out, child.Value)
		out.WriteString("</core:" + child.Name + ">")
	}
	out.WriteString(`<core:signature algorithm="` + c.Algorithm.name() + `">`)
	escape(&out, c.PassportSignature(stamp))
	out.WriteString("</core:signature></tokenPassport>")
	return out.Bytes(), nil
}

// escape writes text for XML. A bytes.Buffer does not fail.
func escape(out *bytes.Buffer, text string) { _ = xml.EscapeText(out, []byte(text)) }

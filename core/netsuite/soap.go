package netsuite

import (
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"net/http"
	"strings"
	"time"

	"suitekey/core/account"
	"suitekey/core/tba"
	"suitekey/core/termsafe"
)

// SOAPServerTime asks the SOAP web services for the time, with a token
// passport. The request's header holds the passport and nothing else: together
// with an application ID or a session NetSuite calls it ambiguous.
func (c *Client) SOAPServerTime(ctx context.Context, credentials tba.Credentials, version account.Version) (time.Time, error) {
	call := call{
		doing:       "calling SOAP web services " + string(version) + " of " + credentials.Account.Realm(),
		method:      http.MethodPost,
		url:         credentials.Account.SOAPEndpoint(version),
		accept:      "text/xml",
		contentType: "text/xml; charset=utf-8",
		soapAction:  `"getServerTime"`,
		judge:       judgeSOAP,
		signIn:      SignIn{Credential: credentials.TokenID, Lasts: true},
		body: func(now time.Time) ([]byte, error) {
			passport, err := credentials.Passport(version, tba.NewStamp(now))
			if err != nil {
				return nil, err
			}
			return envelope(passport, version), nil
		},
	}
	a, err := c.send(ctx, call)
	if err != nil {
		return time.Time{}, err
	}
	server, err := time.Parse(time.RFC3339, readSOAP(a.body).serverTime)
	if err != nil {
		return time.Time{}, call.blame(a.unexpected("the answer contains no time"))
	}
	return server, nil
}

func envelope(passport []byte, version account.Version) []byte {
	messages := "urn:messages_" + version.Underscored() + ".platform.webservices.netsuite.com"
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	b.WriteString(`<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header>`)
	b.Write(passport)
	b.WriteString(`</soapenv:Header><soapenv:Body><getServerTime xmlns="` + messages + `"/></soapenv:Body></soapenv:Envelope>`)
	return b.Bytes()
}

// soapAnswer is the part of a SOAP answer that is used, wherever the answer contains it.
type soapAnswer struct {
	fault      string // InvalidCredentialsFault ...: the element in <detail>
	failed     bool   // a fault, or a status that is no success
	code       string
	message    string
	serverTime string
}

// Faults that say more than their code: a refused sign-in comes as USER_ERROR.
// docs.oracle.com ... section_N3539420
var classOfFault = map[string]Class{
	"invalidcredentialsfault":             Refused,
	"invalidaccountfault":                 Refused,
	"invalidsessionfault":                 Refused,
	"insufficientpermissionfault":         Forbidden,
	"exceededconcurrentrequestlimitfault": Limited,
}

// readSOAP walks through the XML by local names: toolkits and NetSuite's own
// pages disagree on the namespaces.
func readSOAP(body []byte) soapAnswer {
	var s soapAnswer
	var path []string
	decoder := xml.NewDecoder(bytes.NewReader(body))
	decoder.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil }
	for len(path) < 100 {
		token, err := decoder.Token()
		if err != nil {
			break
		}
		switch token := token.(type) {
		case xml.StartElement:
			s.start(path, token)
			path = append(path, token.Name.Local)
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			s.text(path, strings.TrimSpace(string(token)))
		}
	}
	return s
}

func (s *soapAnswer) start(path []string, element xml.StartElement) {
	switch {
	case len(path) > 0 && path[len(path)-1] == "detail" && s.fault == "":
		s.fault = element.Name.Local
	case element.Name.Local == "Fault":
		s.failed = true
	case element.Name.Local == "status":
		for _, attribute := range element.Attr {
			if attribute.Name.Local == "isSuccess" && attribute.Value == "false" {
				s.failed = true
			}
		}
	}
}

func (s *soapAnswer) text(path []string, text string) {
	if text == "" || len(path) == 0 {
		return
	}
	switch path[len(path)-1] {
	case "code":
		s.code = text
	case "message":
		s.message = text
	case "faultstring":
		if s.message == "" {
			s.message = text
		}
	case "serverTime":
		s.serverTime = text
	}
}

// judgeSOAP finds failures that come with HTTP 200 too, and the class in the
// fault's name.
func judgeSOAP(a *answer) *Error {
	s := readSOAP(a.body)
	if !s.failed {
		return a.failed()
	}
	failed := a.failed()
	if failed == nil {
		failed = &Error{Class: Unexpected, Status: a.status}
		a.readProblem(failed)
		failed.Class = a.class(failed)
	}
	// A status that would allow another try does not outweigh the fault.
	if class, ok := classOfFault[strings.ToLower(s.fault)]; ok && (failed.Class == Unexpected || failed.Class == Limited) {
		failed.Class = class
	}
	failed.Fault = termsafe.Line(s.fault, 60)
	return failed
}

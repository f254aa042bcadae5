package wire

import (
	"encoding/xml"
	"html"
	"net/http"
)

const soapNS = "http://schemas.xmlsoap.org/soap/envelope/"

// Element is one XML element of a SOAP message.
type Element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []Element  `xml:",any"`
}

// Envelope is a SOAP message.
type Envelope struct {
	XMLName xml.Name `xml:"http://schemas.xmlsoap.org/soap/envelope/ Envelope"`
	Header  Element  `xml:"http://schemas.xmlsoap.org/soap/envelope/ Header"`
	Body    Element  `xml:"http://schemas.xmlsoap.org/soap/envelope/ Body"`
}

// MessagesNS returns the namespace of the messages of a version such as 2025_2.
func MessagesNS(version string) string {
	return "urn:messages_" + version + ".platform.webservices.netsuite.com"
}

// CoreNS returns the namespace of the core types of a version such as 2025_2.
func CoreNS(version string) string {
	return "urn:core_" + version + ".platform.webservices.netsuite.com"
}

// Child returns the text of the first child with that local name, or "".
func (e Element) Child(name string) string {
	for _, child := range e.Children {
		if child.XMLName.Local == name {
			return child.Text
		}
	}
	return ""
}

// Attribute returns the value of the attribute with that local name, or "".
func (e Element) Attribute(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// SOAPReply returns an answer with body in a SOAP envelope.
func SOAPReply(status int, body string) Answer {
	return Reply(status, "text/xml;charset=utf-8", xml.Header+`<soapenv:Envelope xmlns:soapenv="`+soapNS+
		`" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>`+
		body+`</soapenv:Body></soapenv:Envelope>`)
}

// SOAPFault returns a SOAP fault with NetSuite's detail element.
func SOAPFault(version, kind, code, message string) Answer {
	text := html.EscapeString(message)
	return SOAPReply(http.StatusInternalServerError, `<soapenv:Fault><faultcode>soapenv:Server.userException</faultcode><faultstring>`+text+
		`</faultstring><detail><platformFaults:`+kind+` xmlns:platformFaults="urn:faults_`+version+`.platform.webservices.netsuite.com"><platformFaults:code>`+
		code+`</platformFaults:code><platformFaults:message>`+text+`</platformFaults:message></platformFaults:`+kind+`></detail></soapenv:Fault>`)
}

package account

import (
	"encoding/json"
	"errors"
	"fmt"
)

// ErrNoAccount is the answer to an account ID that NetSuite does not know.
var ErrNoAccount = errors.New("NetSuite does not know this account: compare the account ID with the one on the page Setup > Company > Company Information")

// DataCenters is NetSuite's answer to where an account lives: addresses without
// a path, all of them checked.
type DataCenters struct {
	REST        string // RESTlets and token services
	WebServices string // REST web services and SOAP
	System      string // pages
}

// ParseDataCenters reads the body of a datacenterurls answer. Hosts outside
// netsuite.com are refused, whoever sent them.
// docs.oracle.com, NetSuite online help, chapter_157011836591.
func ParseDataCenters(body []byte) (DataCenters, error) {
	var answer struct {
		REST        string `json:"restDomain"`
		WebServices string `json:"webservicesDomain"`
		System      string `json:"systemDomain"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return DataCenters{}, fmt.Errorf("the answer about the account's hosts is not JSON: %s", quote(string(body[:min(len(body), 200)])))
	}
	d := DataCenters(answer)
	for _, field := range []struct {
		name    string
		address *string
	}{{"restDomain", &d.REST}, {"webservicesDomain", &d.WebServices}, {"systemDomain", &d.System}} {
		u, err := CheckURL(*field.address)
		if err != nil {
			return DataCenters{}, fmt.Errorf("the answer about the account's hosts has an unusable %s: %w", field.name, err)
		}
		*field.address = "https://" + u.Host
	}
	return d, nil
}

// Known reports whether the account exists. For one that does not, NetSuite
// answers with the hosts that all accounts share instead of an error.
func (d DataCenters) Known() bool {
	return d != DataCenters{} &&
		d.REST != "https://rest."+domain &&
		d.WebServices != "https://webservices."+domain
}

// Match reports whether these are the hosts that follow from the account ID.
func (d DataCenters) Match(id ID) bool {
	return d == DataCenters{
		REST:        "https://" + id.RESTlets(),
		WebServices: "https://" + id.SuiteTalk(),
		System:      "https://" + id.App(),
	}
}

package journeys

import (
	"time"

	"suitekey/core/netsuite"
	"suitekey/ui/app"
	"suitekey/ui/cli/verb"
)

// audited is what `audit --json` prints.
type audited struct {
	Account     string        `json:"account"`
	Environment string        `json:"environment"`
	Made        string        `json:"made"`
	Records     []auditRecord `json:"records"`
	AgeLimit    int           `json:"age_limit_days"`
	Ages        []age         `json:"ages"`
	Users       []auditUser   `json:"users"`
	Checklist   []check       `json:"checklist"`
	Revoked     string        `json:"revoked,omitempty"` // the ID of the certificate
}

type auditRecord struct {
	ConsumerKey  string             `json:"consumer_key"`
	Name         string             `json:"name,omitempty"`
	Profiles     []string           `json:"profiles"`
	ReadBy       string             `json:"read_by,omitempty"`
	Error        string             `json:"error,omitempty"` // why the certificates could not be listed
	Active       int                `json:"active"`
	Most         int                `json:"most"`
	Certificates []auditCertificate `json:"certificates"`
}

type auditCertificate struct {
	ID         string   `json:"certificate_id"`
	Use        string   `json:"use"`
	Profiles   []string `json:"profiles"`
	Algorithm  string   `json:"algorithm,omitempty"`
	Entity     string   `json:"entity,omitempty"`
	EntityName string   `json:"entity_name,omitempty"`
	Role       string   `json:"role,omitempty"`
	RoleName   string   `json:"role_name,omitempty"`
	Created    string   `json:"created,omitempty"`
	ValidUntil string   `json:"valid_until,omitempty"`
	Revoked    bool     `json:"revoked"`
}

type auditUser struct {
	Entity     string   `json:"entity,omitempty"`
	Roles      []string `json:"roles"`
	Profiles   []string `json:"profiles"`
	Privileged string   `json:"privileged,omitempty"` // the highly privileged role that it is
	Shared     bool     `json:"shared"`
}

func auditObject(a *app.App, found app.Audit, limit time.Duration, revoked string) audited {
	object := audited{
		Account: found.Account.Realm(), Environment: string(found.Account.Kind()), Made: a.Now().UTC().Format(verb.TimeFormat),
		Records: []auditRecord{}, AgeLimit: int(limit.Hours() / 24), Ages: ages(a, found, limit), Users: []auditUser{},
		Checklist: checklist(found.Account), Revoked: revoked,
	}
	for _, r := range found.Records {
		record := auditRecord{
			ConsumerKey: r.ConsumerKey, Name: r.Name, Profiles: r.Profiles, ReadBy: r.Reader,
			Active: r.Active(), Most: netsuite.CertificateCap, Certificates: []auditCertificate{},
		}
		if r.Err != nil {
			record.Error = r.Err.Error()
		}
		for _, c := range r.Certificates {
			record.Certificates = append(record.Certificates, auditCertificate{
				ID: c.CertificateID, Use: string(c.Use), Profiles: append([]string{}, c.Profiles...), Algorithm: c.Algorithm,
				Entity: c.EntityID, EntityName: c.EntityName, Role: c.RoleID, RoleName: c.RoleName,
				Created: c.Created, ValidUntil: c.ValidUntil, Revoked: c.Revoked,
			})
		}
		object.Records = append(object.Records, record)
	}
	for _, u := range found.Users {
		object.Users = append(object.Users, auditUser{u.Entity, append([]string{}, u.Roles...), u.Profiles, u.Privileged, u.Shared()})
	}
	return object
}

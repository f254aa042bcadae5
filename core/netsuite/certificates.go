package netsuite

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"suitekey/core/account"
	"suitekey/core/termsafe"
)

// Mapping is one certificate as NetSuite keeps it: bound to one integration
// record, one role and one entity. Values NetSuite did not send are empty.
type Mapping struct {
	CertificateID   string
	Algorithm       string // "EC" or "RSA"
	ApplicationID   string
	ApplicationName string
	EntityID        string
	EntityName      string
	RoleID          string
	RoleName        string
	Created         string // as NetSuite writes dates: 2026-01-30
	ValidFrom       string
	ValidUntil      string
	Revoked         bool
}

// ActiveAt reports whether the mapping counts for NetSuite's limit of five
// certificates for an integration record: neither revoked nor expired.
func (m Mapping) ActiveAt(now time.Time) bool {
	until, err := time.Parse(time.DateOnly, m.ValidUntil)
	return !m.Revoked && (err != nil || now.Before(until.AddDate(0, 0, 1)))
}

// The certificate endpoint's documented host is the RESTlet host.
// docs.oracle.com ... article_92130837826
func certificatesURL(id account.ID, clientID string) string {
	return "https://" + id.RESTlets() + "/services/rest/auth/oauth2/v1/clients/" + url.PathEscape(clientID) + "/certificates"
}

// Certificates lists the certificates that the integration record with clientID
// has, as far as the signed-in role may see them. auth must be a bearer token
// with the scope rest_webservices.
func (c *Client) Certificates(ctx context.Context, id account.ID, auth Auth, clientID string) ([]Mapping, error) {
	call := call{
		doing:  "listing the certificates of " + id.Realm(),
		method: http.MethodGet,
		url:    certificatesURL(id, clientID),
		accept: "application/json",
		auth:   auth,
	}
	var listed []mappingBody
	if _, err := c.ask(ctx, call, &listed); err != nil {
		return nil, err
	}
	mappings := make([]Mapping, 0, len(listed))
	for _, body := range listed {
		mappings = append(mappings, body.mapping())
	}
	return mappings, nil
}

// UploadRequest is a certificate for a role and an entity, by internal ID.
type UploadRequest struct {
	Certificate string // PEM
	Role        string
	Entity      string
}

// UploadCertificate maps a certificate. It is not repeated after a time-out, because
// NetSuite may have stored the certificate: list the certificates then.
func (c *Client) UploadCertificate(ctx context.Context, id account.ID, auth Auth, clientID string, upload UploadRequest) (Mapping, error) {
	call := call{
		doing:       "uploading the certificate to " + id.Realm(),
		method:      http.MethodPost,
		url:         certificatesURL(id, clientID),
		accept:      "application/json",
		contentType: "application/json",
		auth:        auth,
		once:        true,
		body:        func(time.Time) ([]byte, error) { return uploadBody(upload) },
	}
	var body mappingBody
	a, err := c.ask(ctx, call, &body)
	if err != nil {
		return Mapping{}, err
	}
	mapping := body.mapping()
	if mapping.CertificateID == "" {
		return Mapping{}, call.blame(a.unexpected("the answer contains no certificate ID"))
	}
	return mapping, nil
}

// uploadBody writes the role as a number and the entity as text, as Oracle's
// sample does. docs.oracle.com ... article_0209112025
func uploadBody(upload UploadRequest) ([]byte, error) {
	var role any = upload.Role
	if number, err := strconv.Atoi(upload.Role); err == nil {
		role = number
	}
	return json.Marshal(map[string]any{
		"fileContent": upload.Certificate, "role": role, "entity": upload.Entity,
	})
}

// RevokeCertificate revokes a certificate permanently.
func (c *Client) RevokeCertificate(ctx context.Context, id account.ID, auth Auth, clientID, certificateID string) error {
	_, err := c.send(ctx, call{
		doing:  "revoking the certificate in " + id.Realm(),
		method: http.MethodPost,
		url:    certificatesURL(id, clientID) + "/" + url.PathEscape(certificateID) + "/revoke",
		auth:   auth,
		once:   true,
	})
	return err
}

// mappingBody is the JSON of both forms: the list says revoked and created, the
// upload invalidated and created_at.
type mappingBody struct {
	CertificateID string `json:"certificate_id"`
	Algorithm     string `json:"algorithm"`
	Application   named  `json:"application"`
	ApplicationID text   `json:"application_id"`
	Entity        named  `json:"entity"`
	Role          named  `json:"role"`
	EntityRole    struct {
		Entity text `json:"ent"`
		Role   text `json:"rol"`
	} `json:"entity_role_id"`
	Created     string `json:"created"`
	CreatedAt   string `json:"created_at"`
	ValidFrom   string `json:"valid_from"`
	ValidUntil  string `json:"valid_until"`
	Revoked     bool   `json:"revoked"`
	Invalidated bool   `json:"invalidated"`
}

type named struct {
	ID   text   `json:"id"`
	Name string `json:"name"`
}

// text is an ID that NetSuite sends as a number or as a string.
type text string

// UnmarshalJSON accepts numbers and strings.
func (t *text) UnmarshalJSON(data []byte) error {
	*t = text(strings.Trim(string(data), `"`))
	return nil
}

func (b mappingBody) mapping() Mapping {
	either := func(texts ...string) string {
		for _, text := range texts {
			if text != "" && text != "null" {
				return termsafe.Line(text, 100)
			}
		}
		return ""
	}
	return Mapping{
		CertificateID:   either(b.CertificateID),
		Algorithm:       either(b.Algorithm),
		ApplicationID:   either(string(b.Application.ID), string(b.ApplicationID)),
		ApplicationName: either(b.Application.Name),
		EntityID:        either(string(b.Entity.ID), string(b.EntityRole.Entity)),
		EntityName:      either(b.Entity.Name),
		RoleID:          either(string(b.Role.ID), string(b.EntityRole.Role)),
		RoleName:        either(b.Role.Name),
		Created:         either(b.Created, b.CreatedAt),
		ValidFrom:       either(b.ValidFrom),
		ValidUntil:      either(b.ValidUntil),
		Revoked:         b.Revoked || b.Invalidated,
	}
}

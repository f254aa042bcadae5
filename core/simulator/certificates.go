package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// certificateCap is how many active certificates an integration record may
// have since 2026.1 (docs.oracle.com, section_162686838198).
const certificateCap = 5

const day = "2006-01-02"

// MapCertificate does what an administrator does on Setup > Integration >
// Manage Authentication > OAuth 2.0 Client Credentials (M2M) Setup: it ties a
// certificate to an integration record, a role and an entity, and gives the
// certificate ID that NetSuite shows then.
func (w *World) MapCertificate(id, consumerKey, roleID, entity string, pem []byte) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	a, err := w.account(id)
	if err != nil {
		return "", err
	}
	i := a.sound().integrationByKey(consumerKey)
	if i == nil {
		return "", fmt.Errorf("account %s has no integration record with that client ID", a.id)
	}
	m, err := w.mapCertificate(a, i, roleID, entity, pem)
	if err != nil {
		return "", err
	}
	return m.certificate.id, nil
}

func (w *World) mapCertificate(a *account, i *integration, roleID, entity string, pem []byte) (*mapping, error) {
	if !i.boxes[BoxM2M] {
		return nil, fmt.Errorf("the integration record %q does not have the box %q ticked, so it cannot be chosen", i.name, BoxM2M)
	}
	_, _, was := a.sound().usable(entity, roleID)
	if _, _, is := a.usable(entity, roleID); !was && !is {
		return nil, fmt.Errorf("entity %s and role %s are not an active user with that role", entity, roleID)
	}
	c, err := readCertificate(pem)
	if err != nil {
		return nil, err
	}
	now := w.serverTime()
	if !now.Before(c.validTo()) {
		return nil, fmt.Errorf("the certificate expired on %s", c.validTo().UTC().Format(day))
	}
	active := 0
	for _, m := range a.mappings {
		switch {
		case m.certificate.id == c.id && m.integration == i.id && !m.revoked:
			return nil, errors.New("this certificate is mapped already: one certificate belongs to one integration record, entity and role")
		case m.certificate.id == c.id:
			return nil, errors.New("this certificate was used before: make a new one")
		case m.integration == i.id && m.active(now):
			active++
		}
	}
	if active >= certificateCap {
		return nil, fmt.Errorf("the integration record %q has %d active certificates, the most there can be: revoke one first", i.name, active)
	}
	m := &mapping{
		certificate: c, integration: i.id, entity: entity, role: roleID,
		created: now, validFrom: c.notBefore, validTo: c.validTo(),
	}
	a.mappings = append(a.mappings, m)
	return m, nil
}

// answerCertificates is the rotation endpoint (docs.oracle.com,
// article_92130837826). Status codes and bodies of its errors are not
// published; these are those of REST web services.
func (w *World) answerCertificates(c *call) answer {
	id, refused, ok := w.signIn(c, SurfaceREST, "rest_webservices")
	if !ok {
		return refused
	}
	if !id.bearer {
		return w.refuse(c.account, SurfaceREST, "Bearer", detailToken)
	}
	if !id.role.may(PermissionCertificates) {
		return forbidden("You need the '" + string(PermissionCertificates) + "' permission to access this.")
	}
	parts := strings.Split(strings.TrimPrefix(c.URL.Path, certificatesPath), "/")
	i := c.account.integrationByKey(parts[0])
	if i == nil || len(parts) < 2 || parts[1] != "certificates" {
		return restError(http.StatusNotFound, "NONEXISTENT_ID", "The requested resource does not exist.")
	}
	switch {
	case len(parts) == 2 && c.Method == http.MethodGet:
		return w.listCertificates(c, id, i)
	case len(parts) == 2 && c.Method == http.MethodPost:
		return w.uploadCertificate(c, id, i)
	case len(parts) == 4 && parts[3] == "revoke" && c.Method == http.MethodPost:
		return w.revokeCertificate(c, id, i, parts[2])
	}
	return restError(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "The method is not allowed here.")
}

// owns: an administrator sees the certificates of everybody, others their own.
func (id identity) owns(m *mapping) bool {
	return id.role.id == administrator || m.entity == id.user.id
}

func (w *World) listCertificates(c *call, id identity, i *integration) answer {
	list := []any{}
	for _, m := range c.account.mappings {
		if m = c.account.mapped(m); m == nil || m.integration != i.id || !id.owns(m) {
			continue
		}
		u, r, _ := c.account.usable(m.entity, m.role)
		base := "https://" + hostLabel(c.account.id) + appHosts
		list = append(list, map[string]any{
			"application": map[string]any{"id": number(i.id), "name": i.name, "application_id": i.applicationID, "url": base + "/app/common/integration/integrapp.nl?id=" + i.id},
			"entity":      map[string]any{"id": number(m.entity), "name": u.title(), "url": base + "/app/common/entity/employee.nl?id=" + m.entity},
			"role":        map[string]any{"id": number(m.role), "name": r.title(), "url": base + "/app/setup/role.nl?id=" + m.role},
			"created":     m.created.UTC().Format(day), "valid_from": m.validFrom.UTC().Format(day), "valid_until": m.validTo.UTC().Format(day),
			"revoked": m.revoked, "certificate_id": m.certificate.id, "algorithm": m.certificate.algorithm,
		})
	}
	return replyJSON(http.StatusOK, "application/json", list)
}

func (u *user) title() string {
	if u == nil {
		return ""
	}
	return u.name
}

func (r *role) title() string {
	if r == nil {
		return ""
	}
	return r.name
}

func (w *World) uploadCertificate(c *call, id identity, i *integration) answer {
	var upload struct {
		FileContent string   `json:"fileContent"`
		Role        internal `json:"role"`
		Entity      internal `json:"entity"`
	}
	if err := json.Unmarshal(c.body, &upload); err != nil || upload.FileContent == "" || upload.Role == "" || upload.Entity == "" {
		return restError(http.StatusBadRequest, "INVALID_CONTENT", "The request body must be a JSON object with fileContent, role and entity.")
	}
	if id.role.id != administrator && (string(upload.Entity) != id.user.id || string(upload.Role) != id.role.id) {
		return forbidden("You can upload a certificate for your own entity and role only.")
	}
	m, err := w.mapCertificate(c.account, i, string(upload.Role), string(upload.Entity), []byte(upload.FileContent))
	if err != nil {
		return restError(http.StatusBadRequest, "INVALID_CONTENT", sentence(err))
	}
	return replyJSON(http.StatusOK, "application/json", map[string]any{
		"entity_role_id": map[string]any{"com": c.account.id, "ent": number(m.entity), "rol": number(m.role)},
		"application_id": number(i.id), "certificate_id": m.certificate.id, "certificate": m.certificate.pem,
		"algorithm": m.certificate.algorithm, "created_at": m.created.UTC().Format(day),
		"valid_from": m.validFrom.UTC().Format(day), "valid_until": m.validTo.UTC().Format(day), "invalidated": false,
	})
}

func (w *World) revokeCertificate(c *call, id identity, i *integration, certificateID string) answer {
	at := slices.IndexFunc(c.account.mappings, func(m *mapping) bool {
		return m.integration == i.id && m.certificate.id == certificateID && id.owns(m)
	})
	if at < 0 {
		return restError(http.StatusNotFound, "NONEXISTENT_ID", "There is no such certificate.")
	}
	if c.account.mappings[at].revoked {
		return restError(http.StatusBadRequest, "INVALID_REQUEST", "The certificate is revoked already.")
	}
	c.account.mappings[at].revoked = true
	return reply(http.StatusOK, "text/plain; charset=utf-8", "Successfully revoked")
}

// internal is an internal ID, which Oracle's samples send as a number and as
// a string.
type internal string

func (i *internal) UnmarshalJSON(raw []byte) error {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		*i = internal(text)
		return nil
	}
	var n int
	if err := json.Unmarshal(raw, &n); err != nil {
		return err
	}
	*i = internal(strconv.Itoa(n))
	return nil
}

// sentence makes one of an error.
func sentence(err error) string {
	text := err.Error()
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

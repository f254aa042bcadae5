package simulator

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

// certificateAPI lists, maps and revokes certificates for clients.
type certificateAPI struct{ *server }

// answerCertificates is the rotation endpoint (docs.oracle.com, article_92130837826).
// Oracle does not publish the status codes and bodies of its errors. These are the ones of
// REST web services.
func (w certificateAPI) answerCertificates(c *call) wire.Answer {
	id, refused, ok := w.signIn(c, records.SurfaceREST, "rest_webservices")
	if !ok {
		return refused
	}
	if !id.bearer {
		return w.refuse(c.account, records.SurfaceREST, "Bearer", records.DetailToken)
	}
	if !id.role.May(records.PermissionCertificates) {
		return wire.Forbidden("You need the '" + string(records.PermissionCertificates) + "' permission to access this.")
	}
	parts := strings.Split(strings.TrimPrefix(c.URL.Path, certificatesPath), "/")
	i := c.account.IntegrationByKey(parts[0])
	if i == nil || len(parts) < 2 || parts[1] != "certificates" {
		return wire.RESTError(http.StatusNotFound, "NONEXISTENT_ID", "The requested resource does not exist.")
	}
	switch {
	case len(parts) == 2 && c.Method == http.MethodGet:
		return w.listCertificates(c, id, i)
	case len(parts) == 2 && c.Method == http.MethodPost:
		return w.uploadCertificate(c, id, i)
	case len(parts) == 4 && parts[3] == "revoke" && c.Method == http.MethodPost:
		return w.revokeCertificate(c, id, i, parts[2])
	}
	return wire.RESTError(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "The method is not allowed here.")
}

// owns reports whether the caller may see the certificate. An administrator sees the
// certificates of every user, others see only their own.
func (id identity) owns(m *records.Mapping) bool {
	return id.role.ID == records.AdministratorRole || m.Entity == id.user.ID
}

func (w certificateAPI) listCertificates(c *call, id identity, i *records.Integration) wire.Answer {
	list := []any{}
	for _, m := range c.account.Mappings {
		if m = c.account.Mapped(m); m == nil || m.Integration != i.ID || !id.owns(m) {
			continue
		}
		u, r, _ := c.account.Usable(m.Entity, m.Role)
		base := "https://" + wire.HostLabel(c.account.ID) + wire.AppHosts
		list = append(list, map[string]any{
			"application": map[string]any{"id": wire.Number(i.ID), "name": i.Name, "application_id": i.ApplicationID, "url": base + "/app/common/integration/integrapp.nl?id=" + i.ID},
			"entity":      map[string]any{"id": wire.Number(m.Entity), "name": u.Title(), "url": base + "/app/common/entity/employee.nl?id=" + m.Entity},
			"role":        map[string]any{"id": wire.Number(m.Role), "name": r.Title(), "url": base + "/app/setup/role.nl?id=" + m.Role},
			"created":     m.Created.UTC().Format(records.Day), "valid_from": m.ValidFrom.UTC().Format(records.Day), "valid_until": m.ValidTo.UTC().Format(records.Day),
			"revoked": m.Revoked, "certificate_id": m.Certificate.ID, "algorithm": m.Certificate.Algorithm,
		})
	}
	return wire.ReplyJSON(http.StatusOK, "application/json", list)
}

func (w certificateAPI) uploadCertificate(c *call, id identity, i *records.Integration) wire.Answer {
	var upload struct {
		FileContent string   `json:"fileContent"`
		Role        internal `json:"role"`
		Entity      internal `json:"entity"`
	}
	if err := json.Unmarshal(c.body, &upload); err != nil || upload.FileContent == "" || upload.Role == "" || upload.Entity == "" {
		return wire.RESTError(http.StatusBadRequest, "INVALID_CONTENT", "The request body must be a JSON object with fileContent, role and entity.")
	}
	if id.role.ID != records.AdministratorRole && (string(upload.Entity) != id.user.ID || string(upload.Role) != id.role.ID) {
		return wire.Forbidden("You can upload a certificate for your own entity and role only.")
	}
	m, err := w.MapCertificate(c.account, i, string(upload.Role), string(upload.Entity), []byte(upload.FileContent))
	if err != nil {
		return wire.RESTError(http.StatusBadRequest, "INVALID_CONTENT", sentence(err))
	}
	return wire.ReplyJSON(http.StatusOK, "application/json", map[string]any{
		"entity_role_id": map[string]any{"com": c.account.ID, "ent": wire.Number(m.Entity), "rol": wire.Number(m.Role)},
		"application_id": wire.Number(i.ID), "certificate_id": m.Certificate.ID, "certificate": m.Certificate.PEM,
		"algorithm": m.Certificate.Algorithm, "created_at": m.Created.UTC().Format(records.Day),
		"valid_from": m.ValidFrom.UTC().Format(records.Day), "valid_until": m.ValidTo.UTC().Format(records.Day), "invalidated": false,
	})
}

func (w certificateAPI) revokeCertificate(c *call, id identity, i *records.Integration, certificateID string) wire.Answer {
	at := slices.IndexFunc(c.account.Mappings, func(m *records.Mapping) bool {
		return m.Integration == i.ID && m.Certificate.ID == certificateID && id.owns(m)
	})
	if at < 0 {
		return wire.RESTError(http.StatusNotFound, "NONEXISTENT_ID", "There is no such certificate.")
	}
	if c.account.Mappings[at].Revoked {
		return wire.RESTError(http.StatusBadRequest, "INVALID_REQUEST", "The certificate is revoked already.")
	}
	c.account.Mappings[at].Revoked = true
	return wire.Reply(http.StatusOK, "text/plain; charset=utf-8", "Successfully revoked")
}

// internal is an internal ID. Oracle's samples send it both as a number and as a string.
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

// sentence turns the text of an error into a sentence.
func sentence(err error) string {
	text := err.Error()
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

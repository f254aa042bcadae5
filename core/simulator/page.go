package simulator

import (
	"bytes"
	"errors"
	"html"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

// practicePath is the page where a person uploads a certificate. The path of the real page,
// Setup > Integration > Manage Authentication > OAuth 2.0 Client Credentials (M2M) Setup,
// is not published.
const practicePath = practiceRoot + "/m2m"

const practiceRoot = "/practice"

// adminPages are the simulated pages of NetSuite's user interface.
type adminPages struct{ *server }

func (w adminPages) answerApp(c *call) wire.Answer {
	switch c.URL.Path {
	case authorizeTokenPath:
		return consentPages(w).answerAuthorizeToken(c, c.account)
	case authorizePath:
		return consentPages(w).answerAuthorize(c, c.account)
	case practiceRoot, practiceRoot + "/token", practiceRoot + "/unlock":
		return w.answerPractice(c)
	case practicePath:
	default:
		return notPractised(c)
	}
	switch c.Method {
	case http.MethodGet, http.MethodHead:
		return wire.Page(http.StatusOK, "OAuth 2.0 Client Credentials (M2M) Setup", w.mappingForm(c.account, ""))
	case http.MethodPost:
		return w.answerMapping(c)
	}
	return wire.Page(http.StatusMethodNotAllowed, "Not allowed", "<p>Use GET or POST.</p>").With("Allow", "GET, POST")
}

// answerMapping accepts a completed form, or a certificate alone as the body (curl
// --data-binary @certificate.pem) with the choices in the query.
func (w adminPages) answerMapping(c *call) wire.Answer {
	fields, byForm, err := mappingFields(c)
	if err != nil {
		return wire.Reply(http.StatusBadRequest, "text/plain; charset=utf-8", sentence(err)+"\n")
	}
	a := c.account
	choose := func(name, otherwise string) string {
		if value := strings.TrimSpace(fields.Get(name)); value != "" {
			return value
		}
		return otherwise
	}
	i := a.Sound().IntegrationByKey(choose("application", ""))
	if i == nil && !fields.Has("application") && len(a.Sound().Integrations) > 0 {
		i = a.Sound().Integrations[0]
	}
	if i == nil {
		return mappingAnswer(w, a, byForm, http.StatusBadRequest, "There is no integration record with that client ID.")
	}
	m, err := w.MapCertificate(a, i, choose("role", records.PracticeRole), choose("entity", records.PracticeEntity), []byte(fields.Get("certificate")))
	if err != nil {
		return mappingAnswer(w, a, byForm, http.StatusBadRequest, sentence(err))
	}
	if !byForm {
		return wire.Reply(http.StatusOK, "text/plain; charset=utf-8", m.Certificate.ID+"\n")
	}
	return mappingAnswer(w, a, byForm, http.StatusOK, "Certificate ID: "+m.Certificate.ID)
}

func mappingAnswer(w adminPages, a *records.Account, byForm bool, status int, message string) wire.Answer {
	if !byForm {
		return wire.Reply(status, "text/plain; charset=utf-8", message+"\n")
	}
	return wire.Page(status, "OAuth 2.0 Client Credentials (M2M) Setup", w.mappingForm(a, message))
}

// mappingFields reads the certificate and the choices in either form.
func mappingFields(c *call) (fields url.Values, byForm bool, err error) {
	contentType, params, err := mime.ParseMediaType(c.Header.Get("Content-Type"))
	raw := bytes.HasPrefix(bytes.TrimSpace(c.body), []byte("-----BEGIN"))
	switch {
	case err == nil && contentType == "multipart/form-data":
		fields, err = multipartFields(c.body, params["boundary"])
		return fields, true, err
	case err == nil && contentType == "application/x-www-form-urlencoded" && !raw: // curl's default, whatever the body contains
		fields, err = url.ParseQuery(string(c.body))
		return fields, true, err
	}
	fields = c.URL.Query()
	fields.Set("certificate", string(c.body))
	return fields, false, nil
}

func multipartFields(body []byte, boundary string) (url.Values, error) {
	fields := url.Values{}
	reader := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return fields, nil
		}
		if err != nil {
			return nil, err
		}
		value, err := io.ReadAll(part) // the size of the whole body is limited
		if err != nil {
			return nil, err
		}
		// A browser may send both a file and a pasted text. The one that is not empty
		// counts.
		if len(bytes.TrimSpace(value)) > 0 {
			fields.Set(part.FormName(), string(value))
		}
	}
}

// mappingForm returns the form and the list of existing mappings.
func (w adminPages) mappingForm(a *records.Account, message string) string {
	var b strings.Builder
	if message != "" {
		b.WriteString(`<p class="message" role="status">` + html.EscapeString(message) + `</p>`)
	}
	b.WriteString(`<form method="post" enctype="multipart/form-data"><p><label>Application<br><select name="application">`)
	for _, i := range a.Sound().Integrations {
		if i.Boxes[records.BoxM2M] { // the real page lists no others
			option(&b, i.ConsumerKey, i.Name)
		}
	}
	b.WriteString(`</select></label></p><p><label>Entity<br><select name="entity">`)
	for k := len(a.Users) - 1; k >= 0; k-- { // the integration user first, the administrator last
		option(&b, a.Users[k].ID, a.Users[k].Name)
	}
	b.WriteString(`</select></label></p><p><label>Role<br><select name="role">`)
	for k := len(a.Roles) - 1; k >= 0; k-- {
		option(&b, a.Roles[k].ID, a.Roles[k].Name)
	}
	b.WriteString(`</select></label></p><p><label>Certificate file (.cer, .pem, .crt)<br><input type="file" name="certificate" accept=".cer,.pem,.crt"></label></p>` +
		`<p><label>or its text<br><textarea name="certificate" rows="8" cols="66"></textarea></label></p><p><button>Save</button></p></form>` +
		`<table><tr><th>Certificate ID</th><th>Algorithm</th><th>Valid until</th><th>State</th></tr>`)
	for _, m := range a.Mappings {
		if m = a.Mapped(m); m == nil {
			continue
		}
		state := "active"
		switch {
		case m.Revoked:
			state = "revoked"
		case !m.Active(w.ServerTime()):
			state = "expired or not yet valid"
		}
		b.WriteString("<tr><td><code>" + html.EscapeString(m.Certificate.ID) + "</code></td><td>" + m.Certificate.Algorithm + "</td><td>" + m.ValidTo.UTC().Format(records.Day) + "</td><td>" + state + "</td></tr>")
	}
	return b.String() + "</table><p>Account " + html.EscapeString(a.ID) + ` of the <a href="` + practiceRoot + `">practice world</a>. This is not NetSuite.</p>`
}

func option(b *strings.Builder, value, text string) {
	b.WriteString(`<option value="` + html.EscapeString(value) + `">` + html.EscapeString(text) + `</option>`)
}

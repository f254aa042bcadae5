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
)

// practicePath is where a person uploads a certificate in the practice world.
// The real page is Setup > Integration > Manage Authentication > OAuth 2.0
// Client Credentials (M2M) Setup; its path is not published, hence our own.
const practicePath = practiceRoot + "/m2m"

const practiceRoot = "/practice"

func (w *World) answerApp(c *call) answer {
	switch c.URL.Path {
	case authorizeTokenPath:
		return w.answerAuthorizeToken(c, c.account)
	case authorizePath:
		return w.answerAuthorize(c, c.account)
	case practiceRoot, practiceRoot + "/token":
		return w.answerPractice(c)
	case practicePath:
	default:
		return notPractised(c)
	}
	switch c.Method {
	case http.MethodGet, http.MethodHead:
		return page(http.StatusOK, "OAuth 2.0 Client Credentials (M2M) Setup", w.mappingForm(c.account, ""))
	case http.MethodPost:
		return w.answerMapping(c)
	}
	return page(http.StatusMethodNotAllowed, "Not allowed", "<p>Use GET or POST.</p>").with("Allow", "GET, POST")
}

// answerMapping takes a filled-in form, or a certificate alone as the body
// (curl --data-binary @certificate.pem), with the choices in the query then.
func (w *World) answerMapping(c *call) answer {
	fields, byForm, err := mappingFields(c)
	if err != nil {
		return reply(http.StatusBadRequest, "text/plain; charset=utf-8", sentence(err)+"\n")
	}
	a := c.account
	choose := func(name, otherwise string) string {
		if value := strings.TrimSpace(fields.Get(name)); value != "" {
			return value
		}
		return otherwise
	}
	i := a.sound().integrationByKey(choose("application", ""))
	if i == nil && !fields.Has("application") && len(a.sound().integrations) > 0 {
		i = a.sound().integrations[0]
	}
	if i == nil {
		return mappingAnswer(w, a, byForm, http.StatusBadRequest, "There is no integration record with that client ID.")
	}
	m, err := w.mapCertificate(a, i, choose("role", practiceRole), choose("entity", practiceEntity), []byte(fields.Get("certificate")))
	if err != nil {
		return mappingAnswer(w, a, byForm, http.StatusBadRequest, sentence(err))
	}
	if !byForm {
		return reply(http.StatusOK, "text/plain; charset=utf-8", m.certificate.id+"\n")
	}
	return mappingAnswer(w, a, byForm, http.StatusOK, "Certificate ID: "+m.certificate.id)
}

func mappingAnswer(w *World, a *account, byForm bool, status int, message string) answer {
	if !byForm {
		return reply(status, "text/plain; charset=utf-8", message+"\n")
	}
	return page(status, "OAuth 2.0 Client Credentials (M2M) Setup", w.mappingForm(a, message))
}

// mappingFields reads the certificate and the choices, however they came.
func mappingFields(c *call) (fields url.Values, byForm bool, err error) {
	contentType, params, err := mime.ParseMediaType(c.Header.Get("Content-Type"))
	raw := bytes.HasPrefix(bytes.TrimSpace(c.body), []byte("-----BEGIN"))
	switch {
	case err == nil && contentType == "multipart/form-data":
		fields, err = multipartFields(c.body, params["boundary"])
		return fields, true, err
	case err == nil && contentType == "application/x-www-form-urlencoded" && !raw: // curl's default, whatever the body is
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
		value, err := io.ReadAll(part) // the body is limited as a whole
		if err != nil {
			return nil, err
		}
		// A file and a pasted text may both be sent; the one that is not empty counts.
		if len(bytes.TrimSpace(value)) > 0 {
			fields.Set(part.FormName(), string(value))
		}
	}
}

// mappingForm is the form, with the mappings that are there.
func (w *World) mappingForm(a *account, message string) string {
	var b strings.Builder
	if message != "" {
		b.WriteString(`<p class="message" role="status">` + html.EscapeString(message) + `</p>`)
	}
	b.WriteString(`<form method="post" enctype="multipart/form-data"><p><label>Application<br><select name="application">`)
	for _, i := range a.sound().integrations {
		if i.boxes[BoxM2M] { // the real page lists no others either
			option(&b, i.consumerKey, i.name)
		}
	}
	b.WriteString(`</select></label></p><p><label>Entity<br><select name="entity">`)
	for k := len(a.users) - 1; k >= 0; k-- { // the integration user first, the administrator last
		option(&b, a.users[k].id, a.users[k].name)
	}
	b.WriteString(`</select></label></p><p><label>Role<br><select name="role">`)
	for k := len(a.roles) - 1; k >= 0; k-- {
		option(&b, a.roles[k].id, a.roles[k].name)
	}
	b.WriteString(`</select></label></p><p><label>Certificate file (.cer, .pem, .crt)<br><input type="file" name="certificate" accept=".cer,.pem,.crt"></label></p>` +
		`<p><label>or its text<br><textarea name="certificate" rows="8" cols="66"></textarea></label></p><p><button>Save</button></p></form>` +
		`<table><tr><th>Certificate ID</th><th>Algorithm</th><th>Valid until</th><th>State</th></tr>`)
	for _, m := range a.mappings {
		if m = a.mapped(m); m == nil {
			continue
		}
		state := "active"
		switch {
		case m.revoked:
			state = "revoked"
		case !m.active(w.serverTime()):
			state = "expired or not yet valid"
		}
		b.WriteString("<tr><td><code>" + html.EscapeString(m.certificate.id) + "</code></td><td>" + m.certificate.algorithm + "</td><td>" + m.validTo.UTC().Format(day) + "</td><td>" + state + "</td></tr>")
	}
	return b.String() + "</table><p>Account " + html.EscapeString(a.id) + ` of the <a href="` + practiceRoot + `">practice world</a>. This is not NetSuite.</p>`
}

func option(b *strings.Builder, value, text string) {
	b.WriteString(`<option value="` + html.EscapeString(value) + `">` + html.EscapeString(text) + `</option>`)
}

// page is a small HTML page that loads nothing.
func page(status int, title, body string) answer {
	return reply(status, "text/html; charset=utf-8", `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>`+title+
		`</title><style>body{font:16px/1.5 sans-serif;max-width:46em;margin:2em auto;padding:0 1em}td,th{text-align:left;padding:.2em .8em .2em 0}.message{border:1px solid;padding:.5em}</style></head><body><h1>`+
		title+`</h1>`+body+`</body></html>`).with("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'")
}

package simulator

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// answerPractice is the page that stands for what an administrator does in
// NetSuite: make a token, upload a certificate, read the Login Audit Trail;
// and for what befalls an account.
func (w *World) answerPractice(c *call) answer {
	const title = "Practice NetSuite"
	a := c.account
	switch {
	case c.URL.Path == practiceRoot && (c.Method == http.MethodGet || c.Method == http.MethodHead):
		return page(http.StatusOK, title, w.practiceBody(a, ""))
	case c.URL.Path == practiceRoot+"/token" && c.Method == http.MethodPost:
		t := w.newToken(a)
		if t == nil {
			return page(http.StatusConflict, title, w.practiceBody(a, "There is no integration record to make a token for."))
		}
		return page(http.StatusOK, title, w.practiceBody(a, "Token ID: "+t.id+" Token secret: "+t.secret))
	}
	return page(http.StatusMethodNotAllowed, "Not allowed", "<p>Use the buttons of the practice page.</p>").with("Allow", "GET, POST")
}

// answerFault meets or mends a fault for who presses the button. It is called
// without the lock, which InjectFault and ClearFault take themselves.
func (w *World) answerFault(c *call) answer {
	a := c.account
	form, err := url.ParseQuery(string(c.body))
	message := "Everything is as it should be again."
	name := form.Get("name")
	switch {
	case c.Method != http.MethodPost || err != nil:
		return page(http.StatusMethodNotAllowed, "Not allowed", "<p>Use the buttons of the practice page.</p>").with("Allow", http.MethodPost)
	case name == "":
		err = w.ClearFault(a.id)
	default:
		err = w.InjectFault(a.id, name)
		message = "Connections to this account meet the fault now: " + name
	}
	status := http.StatusOK
	if err != nil {
		status, message = http.StatusBadRequest, sentence(err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return page(status, "Practice NetSuite", w.practiceBody(a, message))
}

// newToken makes a pair for the practice user; nil without a record. The lock
// is held.
func (w *World) newToken(a *account) *token {
	if len(a.integrations) == 0 {
		return nil
	}
	a.card = nil // it shows the new pair
	return w.addToken(a, a.integrations[0].id, practiceEntity, practiceRole)
}

func (w *World) practiceBody(a *account, message string) string {
	var b strings.Builder
	if message != "" {
		b.WriteString(`<p class="message" role="status">` + html.EscapeString(message) + `</p>`)
	}
	b.WriteString("<p>Account " + html.EscapeString(a.id) + ", " + html.EscapeString(a.name) + ". This is not NetSuite; nothing here leaves this computer. Other accounts:")
	for _, id := range []string{practiceAccount, practiceSandbox, practicePreview} {
		if id != a.id {
			b.WriteString(` <a href="https://` + hostLabel(id) + appHosts + practiceRoot + `">` + id + `</a>`)
		}
	}
	b.WriteString(`.</p><h2>What an administrator does</h2><ul><li><a href="` + practicePath + `">Upload a certificate</a> (OAuth 2.0 Client Credentials (M2M) Setup)</li>` +
		`<li><form method="post" action="` + practiceRoot + `/token"><button>Make a new access token</button> for the practice record, user and role</form></li></ul>`)
	if a.met != "" {
		b.WriteString("<p>Connections meet the fault <strong>" + html.EscapeString(a.met) + `</strong>.</p>`)
	}
	b.WriteString(`<form method="post" action="` + practiceRoot + `/fault"><p><button name="name" value="">Put everything right</button></p></form>`)
	trailTable(&b, a.trail)
	faultTable(&b, a.met)
	return b.String()
}

// trailTable shows the newest rows first.
func trailTable(b *strings.Builder, trail []SignIn) {
	b.WriteString("<h2>Login Audit Trail</h2><table><tr><th>Time</th><th>Where</th><th>Status</th><th>Detail</th><th>User</th><th>Role</th><th>Application</th><th>Token</th></tr>")
	shown := 0
	for _, row := range slices.Backward(trail) {
		if shown++; shown > 50 {
			break
		}
		status := "Success"
		if !row.OK {
			status = "Failure"
		}
		b.WriteString("<tr>")
		for _, text := range []string{row.Time.UTC().Format("15:04:05"), string(row.Surface), status, row.Detail, row.Entity, row.Role, row.Application, row.Token} {
			b.WriteString("<td>" + html.EscapeString(text) + "</td>")
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</table>")
	if len(trail) == 0 {
		b.WriteString("<p>Nobody has tried to sign in yet.</p>")
	}
}

func faultTable(b *strings.Builder, met string) {
	group := ""
	b.WriteString(`<h2>Faults to meet</h2><form method="post" action="` + practiceRoot + `/fault"><table>`)
	faults := Faults()
	slices.SortStableFunc(faults, func(x, y Fault) int { return strings.Compare(x.Group, y.Group) })
	for _, f := range faults {
		if f.Group != group {
			group = f.Group
			b.WriteString(`<tr><th colspan="3">` + html.EscapeString(group) + "</th></tr>")
		}
		label := "Meet it"
		if f.Name == met {
			label = "Met now"
		}
		fmt.Fprintf(b, `<tr><td>%s</td><td>%s</td><td><button name="name" value="%s">%s</button></td></tr>`,
			html.EscapeString(f.Title), html.EscapeString(strings.Join(f.Methods, ", ")), f.Name, label)
	}
	b.WriteString("</table></form>")
}

package simulator

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"suitekey/core/simulator/faults"
	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

// answerPractice is the page on which a person does an administrator's work: create a
// token, upload a certificate, read the Login Audit Trail, and cause events and faults in
// an account.
func (w adminPages) answerPractice(c *call) wire.Answer {
	const title = "Practice NetSuite"
	a := c.account
	switch {
	case c.URL.Path == practiceRoot && (c.Method == http.MethodGet || c.Method == http.MethodHead):
		return wire.Page(http.StatusOK, title, w.practiceBody(a, ""))
	case c.URL.Path == practiceRoot+"/token" && c.Method == http.MethodPost:
		t := w.NewToken(a)
		if t == nil {
			return w.practised(c, http.StatusConflict, "There is no integration record to make a token for.")
		}
		return w.practised(c, http.StatusOK, "Token ID: "+t.ID+" Token secret: "+t.Secret)
	case c.URL.Path == practiceRoot+"/unlock" && c.Method == http.MethodPost:
		a.Unlock()
		return w.practised(c, http.StatusOK, "The user can sign in again.")
	}
	return wire.Page(http.StatusMethodNotAllowed, "Not allowed", "<p>Use the buttons of the practice page.</p>").With("Allow", "GET, POST")
}

// practised answers the press of a button: a browser gets the page, a program such as curl
// gets only the message.
func (w adminPages) practised(c *call, status int, message string) wire.Answer {
	if !strings.Contains(c.Header.Get("Accept"), "text/html") {
		return wire.Reply(status, "text/plain; charset=utf-8", message+"\n")
	}
	return wire.Page(status, "Practice NetSuite", w.practiceBody(c.account, message))
}

// answerFault injects or clears a fault. The caller must not hold the lock: InjectFault and
// ClearFault take it.
func (w adminPages) answerFault(c *call) wire.Answer {
	a := c.account
	form, err := url.ParseQuery(string(c.body))
	message := "The fault is cleared."
	name := form.Get("name")
	switch {
	case c.Method != http.MethodPost || err != nil:
		return wire.Page(http.StatusMethodNotAllowed, "Not allowed", "<p>Use the buttons of the practice page.</p>").With("Allow", http.MethodPost)
	case name == "":
		err = w.target.Clear(a.ID)
	default:
		err = w.target.Inject(a.ID, name)
		message = "Connections to this account now have the fault: " + name
	}
	status := http.StatusOK
	if err != nil {
		status, message = http.StatusBadRequest, sentence(err)
	}
	w.Mu.Lock()
	defer w.Mu.Unlock()
	return w.practised(c, status, message)
}

func (w adminPages) practiceBody(a *records.Account, message string) string {
	var b strings.Builder
	if message != "" {
		b.WriteString(`<p class="message" role="status">` + html.EscapeString(message) + `</p>`)
	}
	b.WriteString("<p>Account " + html.EscapeString(a.ID) + ", " + html.EscapeString(a.Name) + ". This is not NetSuite; nothing here leaves this computer. Other accounts:")
	for _, id := range []string{records.PracticeAccount, records.PracticeSandbox, records.PracticePreview} {
		if id != a.ID {
			b.WriteString(` <a href="https://` + wire.HostLabel(id) + wire.AppHosts + practiceRoot + `">` + id + `</a>`)
		}
	}
	b.WriteString(`.</p><h2>What an administrator does</h2><ul><li><a href="` + practicePath + `">Upload a certificate</a> (OAuth 2.0 Client Credentials (M2M) Setup)</li>` +
		`<li><form method="post" action="` + practiceRoot + `/token"><button>Make a new access token</button> for the practice record, user and role</form></li>` +
		`<li><form method="post" action="` + practiceRoot + `/unlock"><button>Unlock the user</button> after five refused sign-ins</form></li>` +
		`<li><a href="https://` + wire.HostLabel(a.ID) + wire.ConnectHosts + connectPath + `">Sign in to SuiteAnalytics Connect</a>, as its driver does</li></ul>`)
	if a.Met != "" {
		b.WriteString("<p>Connections have the fault <strong>" + html.EscapeString(a.Met) + `</strong>.</p>`)
	}
	b.WriteString(`<form method="post" action="` + practiceRoot + `/fault"><p><button name="name" value="">Put everything right</button></p></form>`)
	trailTable(&b, a.Trail)
	faultTable(&b, a.Met)
	return b.String()
}

// trailTable shows the newest rows first.
func trailTable(b *strings.Builder, trail []records.SignIn) {
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
	list := faults.List()
	slices.SortStableFunc(list, func(x, y faults.Fault) int { return strings.Compare(x.Group, y.Group) })
	for _, f := range list {
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

package simulator

import (
	"html"
	"net/http"
	"net/url"
	"strings"

	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

// connectPath is a page that stands for SuiteAnalytics Connect. The real service has no web
// page: drivers use their own protocol on TCP port 1708. The page accepts the values that a
// driver sends (see connectLogin) and applies the rules of the real service.
const connectPath = practiceRoot + "/connect"

// connectSource is the only data source that accepts token passwords and access tokens
// (docs.oracle.com, article_0907011905).
const connectSource = "NetSuite2.com"

// connectService is SuiteAnalytics Connect.
type connectService struct{ *server }

// connectLogin is what a driver sends, named by its connection attributes (docs.oracle.com,
// section_4406013158).
type connectLogin struct {
	user, password    string // LogonID and Password
	source            string // ServerDataSource
	accountID, roleID string // of CustomProperties
	accessToken       string // OAuth2Token, of CustomProperties
	malformed         bool   // CustomProperties cannot be read
}

func (w connectService) answerConnect(c *call) wire.Answer {
	const title = "SuiteAnalytics Connect"
	switch {
	case c.URL.Path != connectPath:
		return wire.Page(http.StatusNotFound, "Not part of the practice world", `<p>`+connectAbout+` The page is <a href="`+connectPath+`">`+connectPath+`</a>.</p>`)
	case c.Method == http.MethodGet || c.Method == http.MethodHead:
		return wire.Page(http.StatusOK, title, "<p>"+connectAbout+"</p>"+connectForm)
	case c.Method != http.MethodPost:
		return wire.Page(http.StatusMethodNotAllowed, "Not allowed", "<p>Post the form.</p>").With("Allow", "GET, POST")
	}
	form, err := url.ParseQuery(string(c.body))
	if err != nil {
		return wire.Page(http.StatusBadRequest, title, "<p>The form cannot be read.</p>")
	}
	id, detail := w.connect(c.account, readConnectLogin(form))
	if detail != "" {
		text := "Login failed. The Login Audit Trail shows the reason."
		if w.tellAll {
			text += " " + detail
		}
		return wire.Page(http.StatusUnauthorized, title, "<p>"+html.EscapeString(text)+"</p>")
	}
	return wire.Page(http.StatusOK, title, "<p>"+html.EscapeString("Signed in to "+c.account.ID+" as "+id.user.Title()+", role "+id.role.Title()+".")+"</p>")
}

const connectAbout = "This page stands for SuiteAnalytics Connect. The real service has no page: an ODBC, JDBC or ADO.NET driver signs in to this host " +
	"on TCP port 1708. Enter what the driver would send."

const connectForm = `<form method="post" action="` + connectPath + `"><p>User <input name="user" value="TBA"></p><p>Password <input name="password" type="password"></p>` +
	`<p>ServerDataSource <input name="server_data_source" value="` + connectSource + `"></p>` +
	`<p>CustomProperties <input name="custom_properties" size="60" value="AccountID=;RoleID="></p><p><button>Sign in</button></p></form>`

// readConnectLogin reads the form. CustomProperties may be in brackets, as in a JDBC URL,
// or without them, as in an ODBC data source.
func readConnectLogin(form url.Values) connectLogin {
	l := connectLogin{user: form.Get("user"), password: form.Get("password"), source: form.Get("server_data_source")}
	text := strings.TrimSpace(form.Get("custom_properties"))
	text = strings.TrimSuffix(strings.TrimPrefix(text, "("), ")")
	properties := map[string]string{}
	for pair := range strings.SplitSeq(text, ";") {
		if pair == "" {
			continue
		}
		name, value, found := strings.Cut(pair, "=")
		if _, twice := properties[name]; twice || !found {
			l.malformed = true
		}
		properties[name] = value
	}
	l.accountID, l.roleID, l.accessToken = properties["AccountID"], properties["RoleID"], properties["OAuth2Token"]
	return l
}

// connect decides on a sign-in and returns who signed in. A refusal is a value of the audit
// trail's Detail column. Oracle publishes no values for this service, so connect uses the
// values of the credentials.
func (w connectService) connect(a *records.Account, l connectLogin) (identity, string) {
	may := func(id identity) string { return mayConnect(a, id, l.roleID) }
	switch {
	case l.source != connectSource, l.malformed, l.accountID == "", l.roleID == "":
		w.Record(a, records.SignIn{Surface: records.SurfaceConnect, Detail: records.DetailMissingFields})
		return identity{}, records.DetailMissingFields
	case l.accountID != a.ID:
		w.Stray(records.SurfaceConnect)
		return identity{}, records.DetailNoAccount
	case l.accessToken != "": // needs the scope of SuiteAnalytics Connect (docs.oracle.com, article_0907012138)
		return w.decideBearer(a, bearerClaim{records.SurfaceConnect, l.accessToken, "suite_analytics", may})
	}
	return w.connectByPassword(a, l, may)
}

// connectByPassword checks a token password: seven parts joined by &. Its timestamp makes
// the password valid for five minutes, its nonce for one session (docs.oracle.com,
// article_163240162059, article_163239887396).
func (w connectService) connectByPassword(a *records.Account, l connectLogin, may func(identity) string) (identity, string) {
	c := claim{surface: records.SurfaceConnect, also: may}
	parts := strings.Split(l.password, "&")
	c.malformed = l.user != "TBA" || len(parts) != 7 || len(l.password) > 500
	if len(parts) == 7 {
		c.consumerKey, c.token, c.nonce, c.timestamp, c.signature, c.algorithm = parts[1], parts[2], parts[3], parts[4], parts[5], parts[6]
		c.missing = parts[0] != a.ID
		c.base = strings.Join(parts[:5], "&") // letters, digits and underscores need no encoding
	}
	if t := a.TokenByID(c.token); t != nil {
		w.AfterLock(a.UserByID(t.User))
	}
	return w.signInTBA(a, c)
}

// mayConnect checks the feature, the role and the permission after a sign-in. It returns a
// Detail value, or "" if the user may connect. The role Administrator may connect with
// OAuth 2.0 only (docs.oracle.com, section_1549964695).
func mayConnect(a *records.Account, id identity, roleID string) string {
	switch {
	case !a.Features[records.FeatureConnect]:
		return records.DetailFeature
	case roleID != id.role.ID, !id.role.May(records.PermissionConnect), !id.bearer && id.role.ID == records.AdministratorRole:
		if id.bearer {
			return records.DetailEntityOrRole
		}
		return records.DetailPermission
	}
	return ""
}

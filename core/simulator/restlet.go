package simulator

import (
	"net/http"
	"strings"

	"suitekey/core/simulator/records"
	"suitekey/core/simulator/wire"
)

const certificatesPath = "/services/rest/auth/oauth2/v1/clients/"

func (w *server) answerRESTlets(c *call) wire.Answer {
	switch {
	case c.URL.Path == "/rest/tokeninfo":
		return w.answerTokenInfo(c)
	case c.URL.Path == requestTokenPath:
		return consentPages{w}.answerRequestToken(c, c.account)
	case c.URL.Path == accessTokenPath:
		return consentPages{w}.answerAccessToken(c, c.account)
	case c.URL.Path == "/rest/revoketoken":
		return consentPages{w}.answerRevokeToken(c)
	case c.URL.Path == "/rest/issuetoken":
		return answerIssueToken()
	case c.URL.Path == "/app/site/hosting/restlet.nl":
		return w.answerScript(c)
	case strings.HasPrefix(c.URL.Path, certificatesPath):
		return certificateAPI{w}.answerCertificates(c)
	}
	return wire.RESTletError(http.StatusNotFound, "INVALID_REQUEST", "The requested resource does not exist.")
}

// answerTokenInfo describes the token of the request. Oracle lists the content of the
// answer but not the names of its members (docs.oracle.com, chapter_157017286140), so the
// names are ours.
func (w *server) answerTokenInfo(c *call) wire.Answer {
	if c.Method != http.MethodGet {
		return wire.RESTletError(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "Only GET is supported.").With("Allow", http.MethodGet)
	}
	id, refused, ok := w.signIn(c, records.SurfaceRESTlet, "")
	if !ok {
		return refused
	}
	if a, ok := misfortune(c.account, records.SurfaceRESTlet, ""); ok {
		return a
	}
	return wire.ReplyJSON(http.StatusOK, "application/json", map[string]any{
		"companyName": id.account.Name, "companyId": id.account.Company(),
		"roleName": id.role.Name, "roleId": wire.Number(id.role.ID), "entityId": wire.Number(id.user.ID),
	})
}

// answerScript runs the only RESTlet: script 1, deployment 1 returns who called it.
func (w *server) answerScript(c *call) wire.Answer {
	id, refused, ok := w.signIn(c, records.SurfaceRESTlet, "restlets")
	if !ok {
		return refused
	}
	if a, ok := misfortune(c.account, records.SurfaceRESTlet, ""); ok {
		return a
	}
	query := c.URL.Query()
	if !c.account.Features[records.FeatureScript] || query.Get("script") != "1" || query.Get("deploy") != "1" {
		return wire.RESTletError(http.StatusBadRequest, "SSS_INVALID_SCRIPTLET_ID",
			"That Suitelet is invalid, disabled, or no longer exists. The practice world has script=1&deploy=1.")
	}
	return wire.ReplyJSON(http.StatusOK, "application/json", map[string]any{"company": id.account.Company(), "role": id.role.Name, "entity": wire.Number(id.user.ID)})
}

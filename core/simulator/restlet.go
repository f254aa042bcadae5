package simulator

import (
	"net/http"
	"strconv"
	"strings"
)

const certificatesPath = "/services/rest/auth/oauth2/v1/clients/"

func (w *World) answerRESTlets(c *call) answer {
	switch {
	case c.URL.Path == "/rest/tokeninfo":
		return w.answerTokenInfo(c)
	case c.URL.Path == requestTokenPath:
		return w.answerRequestToken(c, c.account)
	case c.URL.Path == accessTokenPath:
		return w.answerAccessToken(c, c.account)
	case c.URL.Path == "/rest/revoketoken":
		return w.answerRevokeToken(c)
	case c.URL.Path == "/rest/issuetoken":
		return answerIssueToken()
	case c.URL.Path == "/app/site/hosting/restlet.nl":
		return w.answerScript(c)
	case strings.HasPrefix(c.URL.Path, certificatesPath):
		return w.answerCertificates(c)
	}
	return restletError(http.StatusNotFound, "INVALID_REQUEST", "The requested resource does not exist.")
}

// answerTokenInfo says whose token it is. Oracle names what is in the answer
// and not the keys (docs.oracle.com, chapter_157017286140): these are ours.
func (w *World) answerTokenInfo(c *call) answer {
	if c.Method != http.MethodGet {
		return restletError(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "Only GET is supported.").with("Allow", http.MethodGet)
	}
	id, refused, ok := w.signIn(c, SurfaceRESTlet, "")
	if !ok {
		return refused
	}
	if a, ok := c.account.misfortune(SurfaceRESTlet, ""); ok {
		return a
	}
	return replyJSON(http.StatusOK, "application/json", map[string]any{
		"companyName": id.account.name, "companyId": id.account.company(),
		"roleName": id.role.name, "roleId": number(id.role.id), "entityId": number(id.user.id),
	})
}

// answerScript runs the one RESTlet there is: script 1, deployment 1 says who
// called it.
func (w *World) answerScript(c *call) answer {
	id, refused, ok := w.signIn(c, SurfaceRESTlet, "restlets")
	if !ok {
		return refused
	}
	if a, ok := c.account.misfortune(SurfaceRESTlet, ""); ok {
		return a
	}
	query := c.URL.Query()
	if !c.account.features[FeatureScript] || query.Get("script") != "1" || query.Get("deploy") != "1" {
		return restletError(http.StatusBadRequest, "SSS_INVALID_SCRIPTLET_ID",
			"That Suitelet is invalid, disabled, or no longer exists. The practice world has script=1&deploy=1.")
	}
	return replyJSON(http.StatusOK, "application/json", map[string]any{"company": id.account.company(), "role": id.role.name, "entity": number(id.user.id)})
}

func restletError(status int, code, message string) answer {
	return replyJSON(status, "application/json", map[string]any{"error": map[string]string{"code": code, "message": message}})
}

// number gives an internal ID the way JSON answers carry it.
func number(id string) any {
	if n, err := strconv.Atoi(id); err == nil {
		return n
	}
	return id
}

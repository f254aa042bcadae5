package access

import (
	"time"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/core/tba"
	"suitekey/ui/app/problem"
)

// connectLifetime is how long NetSuite accepts a password for SuiteAnalytics Connect
// (docs.oracle.com, article_163239887396).
const connectLifetime = 5 * time.Minute

// ConnectLogin is what a driver of SuiteAnalytics Connect signs in with once.
type ConnectLogin struct {
	User     string
	Password secret.Secret
	Host     string
	Port     string
	RoleID   string
	Expires  time.Time
}

// ConnectPassword makes the login of one session with SuiteAnalytics Connect. It fails for
// a connection that signs in by OAuth 2.0, and for one that is not set up for SuiteAnalytics
// Connect: NetSuite would refuse the login, and five refusals lock the user.
func (c *Client) ConnectPassword(p profile.Profile) (ConnectLogin, error) {
	switch {
	case !p.Has(profile.Connect):
		return ConnectLogin{}, problem.Usage(p.Name+" is not set up for SuiteAnalytics Connect", "suitekey change "+p.Name+" --change interfaces adds it")
	case p.Method != profile.TBA:
		return ConnectLogin{}, problem.Usage(p.Name+" signs in by OAuth 2.0, which needs no password: the driver takes an access token as OAuth2Token",
			"suitekey token "+p.Name+" prints the access token", "suitekey export "+p.Name+" --to jdbc writes the URL around it")
	}
	now := c.now()
	password, err := p.Signer().ConnectPassword(tba.NewStamp(now))
	if err != nil {
		return ConnectLogin{}, &problem.UsageError{Err: err}
	}
	return ConnectLogin{
		User: tba.ConnectUser, Password: password, Host: p.Account.Connect(), Port: account.ConnectPort,
		RoleID: p.RoleID, Expires: now.Add(connectLifetime),
	}, nil
}

package diagnose

import (
	"fmt"
	"time"

	"suitekey/core/profile"
)

// checkCode checks the values of the authorization code grant.
func checkCode(p profile.Profile, now time.Time) []finding {
	consumerSecret := p.ConsumerSecret.Reveal() // none for a public client
	switch {
	case p.Has(profile.SOAP):
		return []finding{{"SOAPNeedsTBA", "SOAP cannot be used with OAuth 2.0: choose TBA, or leave SOAP out", fatal}}
	case p.ConsumerKey == "":
		return []finding{{"IntegrationValuesMissing", "the client ID is missing: paste it from the integration record, where it is also called consumer key", fatal}}
	case p.ConsumerKey == consumerSecret:
		return []finding{{"SameIntegrationValues", "client ID and client secret are the same value: paste both again", fatal}}
	case p.RefreshToken.IsEmpty():
		return []finding{{"RefreshTokenMissing", "there is no refresh token: sign in in the browser", fatal}}
	}
	found := append(checkKind("client ID", p.ConsumerKey), checkRefresh(p, now)...)
	found = append(found, checkScopes(p)...)
	found = append(found, checkShape("ConsumerKeyShape", "client ID", p.ConsumerKey)...)
	if consumerSecret != "" {
		found = append(found, checkShape("ConsumerSecretShape", "client secret", consumerSecret)...)
	}
	return found
}

// checkRefresh checks the end of the refresh token. The end is certain for a
// confidential client. For a public client the integration record sets it, so only
// NetSuite knows. docs.oracle.com, section_158081952044
func checkRefresh(p profile.Profile, now time.Time) []finding {
	switch {
	case p.RefreshUntil.IsZero() || now.Before(p.RefreshUntil):
		return nil
	case p.ConsumerSecret.IsEmpty():
		return []finding{{"refresh-old", fmt.Sprintf("the refresh token has probably expired on %s", p.RefreshUntil.Format("2 January 2006, 15:04 MST")), remark}}
	}
	return []finding{{"SignInAgain", fmt.Sprintf("the refresh token expired on %s: sign in in the browser again", p.RefreshUntil.Format("2 January 2006, 15:04 MST")), fatal}}
}

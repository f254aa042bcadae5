package netsuite

import (
	"context"
	"fmt"
	"testing"
)

// TestForbiddenTokenIsRefused: whom the token endpoint answers 403 has not been
// let in.
func TestForbiddenTokenIsRefused(t *testing.T) {
	for _, body := range []string{`{"error":"access_denied"}`, `{"message":"Forbidden"}`, "no", `{"o:errorDetails":[{"o:errorCode":"INSUFFICIENT_PERMISSION"}]}`} {
		c := newTestClient(t, always(403, body))
		_, err := c.Token(t.Context(), sandbox(t), tokenRequest(t))
		wantError(t, err, Refused, "refused the sign-in")
		if len(c.fake.sent) != 1 || !Counts(err) {
			t.Errorf("%s: sent %d times, counts %v", body, len(c.fake.sent), Counts(err))
		}
	}
}

// TestRefusedIsNeverTriedAgain: what says that a sign-in was refused outweighs
// a status or a code that allows another try.
func TestRefusedIsNeverTriedAgain(t *testing.T) {
	rest := func(ctx context.Context, c testClient) error {
		_, err := c.ServerTime(ctx, sandbox(t), TBA(credentials(t)))
		return err
	}
	soap := func(ctx context.Context, c testClient) error {
		_, err := c.SOAPServerTime(ctx, credentials(t), "2025.2")
		return err
	}
	token := func(ctx context.Context, c testClient) error {
		_, err := c.Token(ctx, sandbox(t), tokenRequest(t))
		return err
	}
	fault := func(name string) string {
		return `<e:Envelope xmlns:e="x"><e:Body><e:Fault><faultstring>No.</faultstring><detail><` + name +
			`><code>USER_ERROR</code></` + name + `></detail></e:Fault></e:Body></e:Envelope>`
	}
	const challenge = `WWW-Authenticate: OAuth realm="1234567_SB1", error="token_rejected"`
	tests := []struct {
		name   string
		call   func(context.Context, testClient) error
		body   string
		header string
		class  Class
	}{
		{"challenge", rest, `{"title":"x"}`, challenge, Refused},
		{"challenge beside the code of a limit", rest, `{"o:errorDetails":[{"o:errorCode":"CONCURRENCY_LIMIT_EXCEEDED"}]}`, challenge, Refused},
		{"NetSuite's words in JSON", rest, refusedREST, "", Refused},
		{"NetSuite's words on a page", rest, "<html><p>Invalid login attempt.</p>", "", Refused},
		{"NetSuite's words alone", rest, "invalid login attempt", "", Refused},
		{"credentials fault", soap, fault("invalidCredentialsFault"), "", Refused},
		{"account fault", soap, fault("InvalidAccountFault"), "", Refused},
		{"permission fault", soap, fault("insufficientPermissionFault"), "", Forbidden},
		{"invalid_grant", token, `{"error":"invalid_grant"}`, "", Refused},
		{"invalid_client", token, `{"error":"invalid_client"}`, "", Refused},
		{"invalid_scope", token, `{"error":"invalid_scope"}`, "", Refused},
	}
	for _, test := range tests {
		for _, status := range []int{429, 500, 503} {
			t.Run(fmt.Sprint(test.name, " ", status), func(t *testing.T) {
				headers := []string{"Retry-After: 1"}
				if test.header != "" {
					headers = append(headers, test.header)
				}
				c := newTestClient(t, always(status, test.body, headers...))
				wantError(t, test.call(t.Context(), c), test.class, "")
				if len(c.fake.sent) != 1 {
					t.Errorf("sent %d times", len(c.fake.sent))
				}
			})
		}
	}
	t.Run("a busy token endpoint is asked again", func(t *testing.T) {
		c := newTestClient(t, always(503, `{"error":"temporarily_unavailable"}`))
		wantError(t, token(t.Context(), c), Limited, "")
		if len(c.fake.sent) != 1+MaxRetries {
			t.Errorf("sent %d times", len(c.fake.sent))
		}
	})
	t.Run("a scope that is missing is no refusal", func(t *testing.T) {
		c := newTestClient(t, always(403, "{}", `WWW-Authenticate: Bearer realm="1234567_SB1", error="insufficient_scope"`))
		wantError(t, rest(t.Context(), c), Forbidden, "")
	})
}

package envvars

import (
	"slices"
	"strings"
	"testing"
	"time"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/secret"
)

func values(list []Variable) map[string]string {
	all := map[string]string{}
	for _, v := range list {
		all[v.Name] = v.Value.Reveal()
	}
	return all
}

func TestOf(t *testing.T) {
	id, err := account.Parse("1234567_SB1")
	if err != nil {
		t.Fatal(err)
	}
	p := profile.Profile{
		Account: id, Method: profile.TBA, ConsumerKey: "ck", ConsumerSecret: secret.New("cs"), TokenID: "ti", TokenSecret: secret.New("ts"),
		Timeout: 5 * time.Minute, Retries: 5, RetryInterval: 5 * time.Second,
	}
	got := values(Of(p, secret.Secret{}, time.Time{}))
	for name, want := range map[string]string{
		"NETSUITE_ACCOUNT_ID": "1234567_SB1", "NETSUITE_REALM": "1234567_SB1", "NETSUITE_METHOD": "tba", "NETSUITE_TOKEN_SECRET": "ts",
		"NETSUITE_SIGNATURE_ALGORITHM": "HMAC-SHA256", "NETSUITE_TIMEOUT": "300", "NETSUITE_RETRIES": "5",
		"NETSUITE_SUITETALK_URL": "https://1234567-sb1.suitetalk.api.netsuite.com", "NETSUITE_TOKEN_URL": "", "NETSUITE_ACCESS_TOKEN": "",
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
	p.Method, p.Scopes, p.RefreshToken = profile.M2M, []string{"rest_webservices", "restlets"}, secret.New("refresh")
	got = values(Of(p, secret.New("at"), time.Unix(1_800_000_000, 0)))
	for name, want := range map[string]string{
		"NETSUITE_SCOPES": "rest_webservices,restlets", "NETSUITE_ACCESS_TOKEN": "at", "NETSUITE_ACCESS_TOKEN_EXPIRES": "2027-01-15T08:00:00Z",
		"NETSUITE_TOKEN_URL": "https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token",
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
	for name, value := range got {
		if value == "refresh" {
			t.Errorf("%s is the refresh token", name)
		}
	}
}

// What is secret in a profile is secret here.
func TestSecrets(t *testing.T) {
	p := profile.Profile{ConsumerSecret: secret.New("s"), TokenSecret: secret.New("s"), PrivateKey: secret.New("s")}
	for _, v := range Of(p, secret.New("s"), time.Time{}) {
		if (v.Value.Reveal() == "s") != v.Secret {
			t.Errorf("%s: secret is %v", v.Name, v.Secret)
		}
	}
}

func TestNames(t *testing.T) {
	names := Names()
	if slices.Sort(names); len(slices.Compact(names)) != len(rows()) {
		t.Error("a name stands in the table twice")
	}
	for text, want := range map[string]string{"access_token": "NETSUITE_ACCESS_TOKEN", "NETSUITE_REALM": "NETSUITE_REALM", "Netsuite_Realm": "NETSUITE_REALM"} {
		if got, ok := Find(text); !ok || got != want {
			t.Errorf("%s is %q, %v", text, got, ok)
		}
	}
	if _, ok := Find("REFRESH_TOKEN"); ok {
		t.Error("there is no refresh token")
	}
	for _, name := range names {
		if !strings.Contains(Help(), name+" ") {
			t.Errorf("the help lacks %s", name)
		}
	}
}

// TestEveryFieldWithAVariable fails when a field does not reach its variable.
func TestEveryFieldWithAVariable(t *testing.T) {
	for _, f := range profile.Fields() {
		if f.Env == profile.None {
			continue
		}
		p := profile.Profile{Method: profile.Code}
		want := "12"
		if f.Key == "account" {
			want = "1234567_SB1"
		}
		if f.IsSecret() {
			f.SetSecret(&p, secret.New(want))
		} else if err := f.SetText(&p, want); err != nil {
			t.Fatal(err)
		}
		if got := values(Of(p, secret.Secret{}, time.Time{}))["NETSUITE_"+f.Env]; got != want {
			t.Errorf("NETSUITE_%s is %q, want %q, the value of %s", f.Env, got, want, f.Key)
		}
	}
}

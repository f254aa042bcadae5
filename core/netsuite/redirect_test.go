package netsuite

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"suitekey/core/account"
	"suitekey/core/secret"
)

const redirected = "http://localhost:8123/callback?oauth_token=t0ken&oauth_verifier=verif1er&company=1234567_SB1&role=1000&entity=-5&state=abc"

func TestParsePasted(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       error
	}{
		{"whole", redirected, nil},
		{"query", redirected[strings.Index(redirected, "?"):], nil},
		{"query without its mark", redirected[strings.Index(redirected, "?")+1:], nil},
		{"quotes and spaces", " \u201c" + redirected + "\u201d \n", nil},
		{"wrapped by a terminal", redirected[:30] + "\r\n   " + redirected[30:60] + "\n" + redirected[60:], nil},
		{"zero-width spaces", strings.ReplaceAll(redirected, "&", "\u200b&"), nil},
		{"out of a page's source", strings.ReplaceAll(redirected, "&", "&amp;"), nil},
		{"fragment", redirected + "#_=_", nil},
		{"in angle brackets", "<" + redirected + ">", nil},
		{"other scheme", "suitekey://callback" + redirected[strings.Index(redirected, "?"):], nil},
		{"empty", "", ErrNotRedirect},
		{"a value alone", strings.Repeat("a", 64), ErrNotRedirect},
		{"no query", "http://localhost:8123/callback", ErrNotRedirect},
		{"the page to allow it on", "https://1234567-sb1.app.netsuite.com/app/login/secure/authorizetoken.nl?oauth_token=t&state=abc", ErrAuthorizePage},
		{"the other page", "https://system.netsuite.com/app/login/oauth2/authorize.nl?response_type=code&client_id=x&code_challenge=y", ErrAuthorizePage},
		{"another page", "https://1234567.app.netsuite.com/app/center/card.nl?sc=-29", ErrNotRedirect},
		{"twice", redirected + "&state=x", ErrDoubled},
		{"bad escape", "?oauth_token=%zz&oauth_verifier=a", ErrNotRedirect},
		{"endless", redirected + strings.Repeat("a", 10000), ErrNotRedirect},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := ParsePasted(test.text)
			if !errors.Is(err, test.want) {
				t.Fatalf("got %v", err)
			}
			if err == nil && (got.Token != "t0ken" || got.Verifier.Reveal() != "verif1er" || got.Company != "1234567_SB1" || got.Entity != "-5" || got.State != "abc") {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestCheckToken(t *testing.T) {
	temporary := TemporaryToken{sandbox(t), "t0ken", secret.New("s")}
	for _, test := range []struct {
		name, from, to string
		want           error
	}{
		{"right", "", "", nil},
		{"host form", "1234567_SB1", "1234567-sb1", nil},
		{"no company", "company=1234567_SB1&", "", nil},
		{"state", "state=abc", "state=abC", ErrState},
		{"no state", "&state=abc", "", ErrState},
		{"foreign state and denied", "verif1er&company=1234567_SB1&role=1000&entity=-5&state=abc", "", ErrState},
		{"denied", "verif1er", "", ErrDenied},
		{"token", "t0ken", "other", ErrToken},
		{"the other flow's", "oauth_token=t0ken&oauth_verifier=verif1er", "code=c", ErrNotRedirect},
	} {
		t.Run(test.name, func(t *testing.T) {
			callback, err := ParsePasted(strings.Replace(redirected, test.from, test.to, 1))
			if err != nil {
				t.Fatal(err)
			}
			if err := callback.CheckToken(temporary, "abc"); !errors.Is(err, test.want) {
				t.Errorf("got %v", err)
			}
		})
	}
	for _, company := range []string{"1234567", "1234567_SB2", "7654321_SB1", "nonsense\x1b[2J", "1234567_SB1.evil.example.com"} {
		callback, err := ParsePasted(strings.Replace(redirected, "1234567_SB1", url.QueryEscape(company), 1))
		if err != nil {
			t.Fatal(err)
		}
		var other *CompanyError
		if err := callback.CheckToken(temporary, "abc"); !errors.As(err, &other) || other.Meant != temporary.Account || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%q: %v", company, err)
		}
	}
}

func TestCheckCode(t *testing.T) {
	id := sandbox(t)
	for _, test := range []struct {
		query string
		want  error
	}{
		{"code=c&state=abc&company=1234567-sb1&role=3&entity=4", nil},
		{"code=c&state=abc", nil},
		{"code=c&state=abd", ErrState},
		{"error=access_denied&state=abc", ErrDenied},
		{"error=access_denied", ErrState},
		{"oauth_token=a&oauth_verifier=b&state=abc", ErrNotRedirect},
	} {
		callback, err := ParsePasted("suitekey://callback?" + test.query)
		if err != nil {
			t.Fatal(err)
		}
		if err := callback.CheckCode(id, "abc"); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", test.query, err)
		}
	}
	callback, err := ParsePasted("?error=invalid_scope&state=abc")
	if err != nil {
		t.Fatal(err)
	}
	var problem *RedirectError
	if err := callback.CheckCode(id, "abc"); !errors.As(err, &problem) || !strings.Contains(err.Error(), "select the requested scopes") {
		t.Errorf("got %v", err)
	}
}

func FuzzParsePasted(f *testing.F) {
	for _, seed := range []string{redirected, "?code=c&state=abc", "?error=access_denied", "\u201c<'?oauth_token=&oauth_verifier=&amp;state=%00", "a#b?c", "&;=%", "error=+"} {
		f.Add(seed)
	}
	id, err := account.Parse("1234567_SB1")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParsePasted(text)
		if err != nil {
			if c != (Callback{}) {
				t.Errorf("both %+v and %v", c, err)
			}
			return
		}
		if c.Verifier.IsEmpty() && c.Code.IsEmpty() && !c.Denied && c.Problem == "" {
			t.Errorf("nothing in %+v", c)
		}
		for _, shown := range []string{c.Company, c.Role, c.Entity, c.Problem} {
			if strings.ContainsFunc(shown, func(r rune) bool { return r < ' ' }) {
				t.Errorf("control characters in %q", shown)
			}
		}
		if c.CheckToken(TemporaryToken{Account: id, Token: "not this"}, c.State) == nil || c.CheckCode(id, "not this either") == nil {
			t.Errorf("foreign values were taken: %+v", c)
		}
	})
}

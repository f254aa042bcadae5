package curl

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// options are those of a curl 7.88, as its help prints them.
func options(t *testing.T) Options {
	t.Helper()
	help, err := os.ReadFile("testdata/help.txt")
	if err != nil {
		t.Fatal(err)
	}
	o, err := ParseHelp(string(help))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestParse(t *testing.T) {
	o := options(t)
	const typed = " --header Content-Type: application/json"
	for _, c := range []struct{ args, method, url, rest string }{
		{"/a", "GET", "/a", ""},
		{"-sS /a -o out", "GET", "/a", "-s -S -o out"},
		{"-sSoout /a", "GET", "/a", "-s -S -o out"},
		{"--url /a", "GET", "/a", ""},
		{"-XDELETE /a", "DELETE", "/a", "-X DELETE"},
		{"-X PATCH -d {} /a", "PATCH", "/a", "-X PATCH -d {}" + typed},
		{"/a -d {} --data @file", "POST", "/a", "-d {} --data @file" + typed},
		{"/a -d {} -Hcontent-type:text/plain", "POST", "/a", "-H content-type:text/plain -d {}"},
		{"/a --json {}", "POST", "/a", "--json {}"},
		{"/a -F a=b", "POST", "/a", "-F a=b"},
		{"/a -T file", "PUT", "/a", "-T file"},
		{"-I /a", "HEAD", "/a", "-I"},
		{"-G -d x=1 -d y /a", "GET", "/a?x=1&y", ""},
		{"/a?z=1#here -d x=1 --get", "GET", "/a?z=1&x=1", ""},
		{"-G --data-urlencode q=a+b --data-urlencode =c&d --data-raw @e /a", "GET", "/a?q=a%2Bb&c%26d&@e", ""},
		{"-GI -d x=1 /a", "HEAD", "/a?x=1", "-I"},
		{"-G /a", "GET", "/a", ""},
		{"--no-progress-meter --no-buffer -- /a", "GET", "/a", "--no-progress-meter --no-buffer"},
		{"-4 --proxy http://p:1 /a", "GET", "/a", "-4 --proxy http://p:1"},
	} {
		r, err := o.Parse(strings.Fields(c.args))
		if err != nil || r.Method != c.method || r.URL != c.url || strings.Join(r.Args, " ") != c.rest {
			t.Errorf("%s: %s %s %q, %v", c.args, r.Method, r.URL, r.Args, err)
		}
	}
	for args, stdin := range map[string]bool{"-d @- /a": true, "-T- /a": true, "-F f=@- /a": true, "-d @file /a": false, "-d - /a": false} {
		if r, err := o.Parse(strings.Fields(args)); err != nil || r.Stdin != stdin {
			t.Errorf("%s: reads standard input: %v, %v", args, r.Stdin, err)
		}
	}
}

// Values that look like options or addresses are values.
func TestParseValues(t *testing.T) {
	r, err := options(t).Parse([]string{"-H", "X: https://b.example", "-o", "-L", "--data", "--location", "-A", "", "/a"})
	if err != nil || r.URL != "/a" || !slices.Equal(r.Args, []string{"-H", "X: https://b.example", "-o", "-L", "-A", "", "--data", "--location", "--header", "Content-Type: application/json"}) {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestRefused(t *testing.T) {
	o := options(t)
	for args, reason := range map[string]string{
		"-L /a": "redirect", "-sSL /a": "redirect", "--location-trusted /a": "redirect", "-k /a": "proved", "-u me:pw /a": "signs in", "-ume /a": "signs in",
		"--oauth2-bearer x /a": "signs in", "-n /a": "signs in", "-H Authorization:x /a": "signs in", "-HAUTHORIZATION; /a": "signs in", "-H @file /a": "cannot check headers in a file", "-H Host:x /a": "host",
		"-K file /a": "cannot check options in a file", "-Kfile /a": "cannot check options in a file", "/a -: /b": "one request", "/a /b": "several", "/a --url /b": "several", "-s": "no address", "": "no address",
		"--proto all /a": "https", "--libcurl f /a": "show", "--trace f /a": "show", "--trace-ascii - /a": "show", "--stderr f /a": "show",
		"--retry 3 /a": "once", "--url-query x /a": "signed", "--request-target /b /a": "signed", "-G -d @file /a": "signed", "-G --json {} /a": "signed", "-G --data-urlencode n@f /a": "signed",
		"--loc /a": "no option --loc", "--location=x /a": "no option", "-é /a": "no option", "- /a": "no argument", "--no-globoff /a": "exactly the signed one", "--no-path-as-is /a": "exactly the signed one", "/a -o": "needs a value", "--no-such-option-in-anycurlanywhere /a": "...", "--11d0ca10aa22bb33cc44dd55ee66ff77 /a": "no such option: a value of 32 characters",
	} {
		if r, err := o.Parse(strings.Fields(args)); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: %+v, %v", args, r, err)
		}
	}
	if _, err := o.Parse([]string{"-H", "X: 1\r\nAuthorization: y", "/a"}); err == nil {
		t.Error("a second header hides in the first")
	}
	for _, args := range [][]string{{"-X", "", "/a"}, {"--request", "", "/a"}} {
		if r, err := o.Parse(args); err == nil {
			t.Errorf("%q: %+v: curl would send no method", args, r)
		}
	}
	if _, err := ParseHelp("Usage: curl"); err == nil {
		t.Error("a list without options is read")
	}
}

// The list of whatever curl is here can be read.
func TestHelpOfThisCurl(t *testing.T) {
	out, err := exec.Command("curl", "-q", "--help", "all").Output()
	if err != nil {
		t.Skip("curl is missing")
	}
	o, err := ParseHelp(string(out))
	if err != nil || o.long["location"] || !o.long["proxy"] || !o.long["proxy1.0"] || o.short["X"] != "request" {
		t.Errorf("%v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("-sSL https://a/")
	f.Add("-G\n-d\nx=@y\n/a?b#c")
	help, err := os.ReadFile("testdata/help.txt")
	if err != nil {
		f.Fatal(err)
	}
	o, err := ParseHelp(string(help))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := o.Parse(strings.Split(text, "\n"))
		if err != nil {
			return
		}
		// What is passed on reads the same again, with nothing that is refused in it.
		again, err := o.Parse(append(slices.Clone(r.Args), "--url", r.URL))
		if err != nil && !strings.HasPrefix(text, "-") && r.Method == "GET" {
			t.Errorf("%q: %q: %v", text, r.Args, err)
		}
		if err == nil && again.URL != r.URL {
			t.Errorf("%q: %q, then %q", text, r.URL, again.URL)
		}
		for _, word := range r.Args {
			if word == "--location" || word == "--insecure" {
				at := slices.Index(r.Args, word)
				if at == 0 || !strings.HasPrefix(r.Args[at-1], "-") {
					t.Errorf("%q: %q", text, r.Args)
				}
			}
		}
	})
}

// Passwords of proxies are kept out of what curl prints, however they are given.
func TestProxySecrets(t *testing.T) {
	for _, test := range []struct{ words, want []string }{
		{[]string{"-U", "me:pw"}, []string{"pw", "bWU6cHc="}},
		{[]string{"-x", "http://me:pw@p:1"}, []string{"pw", "bWU6cHc="}},
		{[]string{"-x", "me:pw@p:1"}, []string{"pw", "bWU6cHc="}},
		{[]string{"--preproxy", "socks5://me:pw@p:1"}, []string{"pw", "bWU6cHc="}},
		{[]string{"--proxy1.0", "me:pw@p:1"}, []string{"pw", "bWU6cHc="}},
		{[]string{"--socks5-hostname", "me:pw@p:1"}, []string{"pw", "bWU6cHc="}},
		{[]string{"-x", "http://me:p%40w@p:1"}, []string{"p%40w", "p@w", "bWU6cEB3"}}, // as written, and as sent
		{[]string{"-x", "http://me:p#w@p:1"}, []string{"p#w", "bWU6cCN3"}},
		{[]string{"-x", "http://me:p@w@p:1"}, []string{"p@w", "bWU6cEB3"}},
		{[]string{"-x", "http://p:1"}, nil},
		{[]string{"-x", "http://me@p:1"}, nil},
		{[]string{"--proxy-header", "Proxy-Authorization: Basic bWU6cHc="}, []string{"bWU6cHc="}},
		{[]string{"--proxy-header", "proxy-authorization:  Bearer  bWU6cHc="}, []string{"bWU6cHc="}},
		{[]string{"--proxy-header", "Proxy-Authorization:bWU6cHc="}, []string{"bWU6cHc="}},
		{[]string{"--proxy-header", "X: bWU6cHc="}, nil},
	} {
		words, want := append(test.words, "/a"), test.want
		r, err := options(t).Parse(words)
		var hidden []string
		for _, s := range r.Secrets {
			hidden = append(hidden, s.Reveal())
		}
		for _, each := range want {
			if !slices.Contains(hidden, each) {
				t.Errorf("%q: %q is not hidden: %q", words, each, hidden)
			}
		}
		if err != nil || len(want) == 0 && len(hidden) > 0 {
			t.Errorf("%q: %q, %v", words, hidden, err)
		}
	}
	if _, err := options(t).Parse([]string{"--proxy-header", "@file", "/a"}); err == nil {
		t.Error("headers in a file are not looked through")
	}
}

package account

import (
	"strings"
	"testing"
)

// supportMatrix is Oracle's table, row by row: S supported, U usable but
// unsupported, - removed. docs.oracle.com, article_2104046421. In 2027.1 its banner
// counts (section_N3418621): only 2025.2 is supported then.
const supportMatrix = `
       2025.2 2026.1 2026.2 2027.1 2027.2 2028.1 2028.2
2025.2 S S S S S S -
2025.1 S S S U U U -
2024.2 S S S U U U -
2024.1 S S S U U U -
2023.2 S S U U U U -
2023.1 S U U U U U -
2022.2 U U U U U U -
2022.1 U U U U U U -
2021.2 U U U U U U -
2021.1 U U U U U - -
2020.2 U U U U - - -
2020.1 U U U - - - -
2019.2 U U - - - - -
2019.1 U - - - - - -
`

func TestEndpointSupport(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(supportMatrix), "\n")
	releases, rows := strings.Fields(lines[0]), lines[1:]
	all := Endpoints()
	if len(all) != len(rows) {
		t.Fatalf("%d endpoints, want %d", len(all), len(rows))
	}
	letters := map[string]Support{"S": Supported, "U": Unsupported, "-": Removed}
	for i, row := range rows {
		cells := strings.Fields(row)
		e, ok := FindEndpoint(Version(cells[0]))
		if !ok || e != all[i] {
			t.Fatalf("endpoint %d is %q, want %s", i, all[i].Version, cells[0])
		}
		for j, cell := range cells[1:] {
			at, err := ParseRelease(releases[j])
			if err != nil {
				t.Fatal(err)
			}
			if got := e.Support(at); got != letters[cell] {
				t.Errorf("%s in %v: %s, want %s", e.Version, at, got, letters[cell])
			}
			if cell == "-" && at.Before(e.RemovedIn()) {
				t.Errorf("%s is said to be removed in %v", e.Version, e.RemovedIn())
			}
		}
	}
	for v, want := range map[Version]string{"2025.2": "", "2025.1": "2027.1 (2027.2 in Oracle's FAQ)", "2024.1": "2027.1"} {
		if e, _ := FindEndpoint(v); e.SupportEnds() != want {
			t.Errorf("the support of %s ends with %q, want %q", v, e.SupportEnds(), want)
		}
	}
	if NewestEndpoint().Version != "2025.2" {
		t.Errorf("the newest endpoint is %s", NewestEndpoint().Version)
	}
}

func TestWSDLOfEveryVersion(t *testing.T) {
	id := mustParse(t, "1234567_SB1")
	for _, e := range Endpoints() {
		for _, want := range []WSDL{id.WSDL(e.Version), ID{}.WSDL(e.Version)} {
			got, err := ParseWSDL(want.URL)
			if err != nil || got != want {
				t.Errorf("ParseWSDL(%q) = %+v, %v, want %+v", want.URL, got, err, want)
			}
		}
		for _, text := range []string{
			string(e.Version), e.Version.Underscored(), "v" + e.Version.Underscored() + "_0", " \"" + string(e.Version) + "\" ",
		} {
			if got, err := ParseWSDL(text); err != nil || got != (WSDL{Version: e.Version}) {
				t.Errorf("ParseWSDL(%q) = %+v, %v", text, got, err)
			}
		}
	}
	if got, want := id.WSDL("2025.2").URL, "https://1234567-sb1.suitetalk.api.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl"; got != want {
		t.Errorf("WSDL %q, want %q", got, want)
	}
	if got, want := (ID{}).WSDL("2025.2").URL, "https://webservices.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl"; got != want {
		t.Errorf("WSDL %q, want %q", got, want)
	}
	if got, want := id.SOAPEndpoint("2025.2"), "https://1234567-sb1.suitetalk.api.netsuite.com/services/NetSuitePort_2025_2"; got != want {
		t.Errorf("endpoint %q, want %q", got, want)
	}
	if got := (ID{}).SOAPEndpoint("2025.2"); got != "" {
		t.Errorf("no account has the endpoint %q", got)
	}
}

func TestParseWSDL(t *testing.T) {
	const own = "https://1234567-sb1.suitetalk.api.netsuite.com/wsdl/v2024_2_0/netsuite.wsdl"
	for text, url := range map[string]string{
		own:                    own,
		" <" + own + ">\n":     own,
		own + "?NS_VER=2024.2": own,
		own + "#top":           own,
		"HTTPS://1234567-SB1.SUITETALK.API.NETSUITE.COM:443/wsdl/v2024_2_0/netsuite.wsdl": own,
		"https://webservices.na1.netsuite.com/wsdl/v2024_2_0/netsuite.wsdl":               "https://webservices.na1.netsuite.com/wsdl/v2024_2_0/netsuite.wsdl",
		"https://system.netsuite.com/wsdl/v2024_2_0/netsuite.wsdl":                        "https://system.netsuite.com/wsdl/v2024_2_0/netsuite.wsdl",
	} {
		got, err := ParseWSDL(text)
		if err != nil || got.URL != url || got.Version != "2024.2" {
			t.Errorf("ParseWSDL(%q) = %+v, %v, want %q", text, got, err, url)
		}
	}
}

func TestParseWSDLRefuses(t *testing.T) {
	tests := []struct{ text, says string }{
		{"", "is missing"},
		{"latest", "is not a WSDL version"},
		{"2025", "is not a WSDL version"},
		{"2025.22", "is not a WSDL version"},
		{"2026.1", "2025.2 is the last one"},
		{"2018.2", "is not among those"},
		{"https://1234567.suitetalk.api.netsuite.com/wsdl/v2018_2_0/netsuite.wsdl", "is not among those"},
		{"http://1234567.suitetalk.api.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl", "https only"},
		{"https://evil.com/wsdl/v2025_2_0/netsuite.wsdl", "not under netsuite.com"},
		{"https://netsuite.com.evil.com/wsdl/v2025_2_0/netsuite.wsdl", "not under netsuite.com"},
		{"https://1234567.suitetalk.api.netsuite.com@evil.com/wsdl/v2025_2_0/netsuite.wsdl", "user name"},
		{"https://1234567.suitetalk.api.netsuite.com:8080/wsdl/v2025_2_0/netsuite.wsdl", "names a port"},
		{"https://1234567.suitetalk.api.netsuite.com./wsdl/v2025_2_0/netsuite.wsdl", "ends in a dot"},
		{"https://1234567.suitetalk.api.netsuit\u0435.com/wsdl/v2025_2_0/netsuite.wsdl", "U+0435"},
		{"https://1234567.app.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl", "for account 1234567 use 1234567.suitetalk.api.netsuite.com"},
		{"https://content.netsuite.com/download/WSDL_v2025_2_0.zip", "has no WSDL"},
		{"https://1234567.suitetalk.api.netsuite.com/services/NetSuitePort_2025_2", "that is https://1234567.suitetalk.api.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl"},
		{"https://1234567.suitetalk.api.netsuite.com/", "is not the address of a WSDL"},
		{"https://1234567.suitetalk.api.netsuite.com/wsdl/../../etc/passwd", "is not the address of a WSDL"},
		{"/wsdl/v2025_2_0/netsuite.wsdl", "https only"},
		{"2025.2\x1b[2J", "is not a WSDL version"},
		{strings.Repeat("2025.2", 1<<20), "paste only the WSDL address"},
	}
	for _, test := range tests {
		got, err := ParseWSDL(test.text)
		if err == nil {
			t.Errorf("ParseWSDL(%.90q) = %+v, want a refusal", test.text, got)
			continue
		}
		if got != (WSDL{}) || !strings.Contains(err.Error(), test.says) {
			t.Errorf("ParseWSDL(%.90q): %v\nwant it to say %q", test.text, err, test.says)
		}
		checkMessage(t, err)
	}
}

func mustParse(t *testing.T, text string) ID {
	t.Helper()
	id, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func FuzzParseWSDL(f *testing.F) {
	for _, seed := range []string{
		"2025.2", "v2024_1_0", "https://1234567-sb1.suitetalk.api.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl",
		"https://webservices.netsuite.com/wsdl/v2021_1_0/netsuite.wsdl", "https://netsuite.com.evil.com/wsdl/v2025_2_0/netsuite.wsdl",
		"https://u:p@system.netsuite.com:443/wsdl/v2025_2_0/netsuite.wsdl?x#y", "https://1234567.suitetalk.api.netsuite.com/services/NetSuitePort_2025_2",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		w, err := ParseWSDL(text)
		if err != nil {
			checkMessage(t, err)
			return
		}
		if _, ok := FindEndpoint(w.Version); !ok {
			t.Errorf("ParseWSDL(%q): version %q", text, w.Version)
		}
		if w.URL == "" {
			if !w.Account.IsZero() {
				t.Errorf("ParseWSDL(%q): account %v without an address", text, w.Account)
			}
			return
		}
		u, err := CheckURL(w.URL)
		if err != nil || !strings.HasSuffix(u.Hostname(), ".netsuite.com") || u.String() != w.URL {
			t.Errorf("ParseWSDL(%q): address %q, %v", text, w.URL, err)
		}
		if again, err := ParseWSDL(w.URL); err != nil || again != w {
			t.Errorf("ParseWSDL(%q) = %+v, then %+v, %v", text, w, again, err)
		}
		if !w.Account.IsZero() {
			if w.Account.WSDL(w.Version) != w {
				t.Errorf("ParseWSDL(%q): %v has another address than %q", text, w.Account, w.URL)
			}
			for _, form := range []string{w.Account.Realm(), w.Account.HostLabel(), u.Host} {
				if id, err := Parse(form); err != nil || id != w.Account {
					t.Errorf("ParseWSDL(%q): %q is read as %v, %v", text, form, id, err)
				}
			}
		}
	})
}

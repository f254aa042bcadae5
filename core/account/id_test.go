package account

import (
	"runtime"
	"strings"
	"testing"
	"unicode"
)

func TestParse(t *testing.T) {
	tests := []struct {
		text, realm, label, company string
		kind                        Kind
	}{
		{"1234567", "1234567", "1234567", "1234567", Production},
		{"123456", "123456", "123456", "123456", Production},
		{"11134099", "11134099", "11134099", "11134099", Production},
		{"1234567_SB1", "1234567_SB1", "1234567-sb1", "1234567", Sandbox},
		{"1234567-sb1", "1234567_SB1", "1234567-sb1", "1234567", Sandbox},
		{"1234567_sb12", "1234567_SB12", "1234567-sb12", "1234567", Sandbox},
		{"1234567_RP", "1234567_RP", "1234567-rp", "1234567", ReleasePreview},
		{"1234567-rp2", "1234567_RP2", "1234567-rp2", "1234567", ReleasePreview},
		{"TSTDRV123", "TSTDRV123", "tstdrv123", "TSTDRV123", Developer},
		{"tstdrv1288246", "TSTDRV1288246", "tstdrv1288246", "TSTDRV1288246", Developer},
		{"TD12345678", "TD12345678", "td12345678", "TD12345678", Developer},
		{"TSTDRV123_SB1", "TSTDRV123_SB1", "tstdrv123-sb1", "TSTDRV123", Sandbox},
		// as pasted
		{" 1234567_SB1\t\r\n", "1234567_SB1", "1234567-sb1", "1234567", Sandbox},
		{"\"1234567\"", "1234567", "1234567", "1234567", Production},
		{"\u201c1234567_SB1\u201d", "1234567_SB1", "1234567-sb1", "1234567", Sandbox},
		{"\ufeff1234\u200b567\u200e", "1234567", "1234567", "1234567", Production},
		{"\u00a01234567\u00a0", "1234567", "1234567", "1234567", Production},
		// with its label
		{"Account ID: 1234567_SB1", "1234567_SB1", "1234567-sb1", "1234567", Sandbox},
		{"ACCOUNT ID\t1234567", "1234567", "1234567", "1234567", Production},
		{"Company ID (realm) = '1234567-sb2'", "1234567_SB2", "1234567-sb2", "1234567", Sandbox},
		{"account: TSTDRV123", "TSTDRV123", "tstdrv123", "TSTDRV123", Developer},
		{"ACCOUNT_ID=1234567", "1234567", "1234567", "1234567", Production},
		{"NetSuite Account Number 1234567_RP", "1234567_RP", "1234567-rp", "1234567", ReleasePreview},
		// addresses
		{"https://1234567-sb1.app.netsuite.com/app/center/card.nl?sc=-29&whence=", "1234567_SB1", "1234567-sb1", "1234567", Sandbox},
		{"1234567-sb1.suitetalk.api.netsuite.com", "1234567_SB1", "1234567-sb1", "1234567", Sandbox},
		{"HTTPS://1234567.RESTLETS.API.NETSUITE.COM:443/app/site/hosting/restlet.nl?script=1&deploy=1", "1234567", "1234567", "1234567", Production},
		{"tstdrv1423092.restlets.api.netsuite.com/rest/tokeninfo", "TSTDRV1423092", "tstdrv1423092", "TSTDRV1423092", Developer},
		{"https://td2929815.extforms.netsuite.com", "TD2929815", "td2929815", "TD2929815", Developer},
		{"<https://1234567-rp.suitetalk.api.netsuite.com/wsdl/v2025_2_0/netsuite.wsdl>", "1234567_RP", "1234567-rp", "1234567", ReleasePreview},
		{"https://rest.netsuite.com/rest/datacenterurls?account=1234567_SB1", "1234567_SB1", "1234567-sb1", "1234567", Sandbox},
		{"https://forms.netsuite.com/app/site/hosting/scriptlet.nl?script=5&compid=1234567", "1234567", "1234567", "1234567", Production},
	}
	for _, test := range tests {
		id, err := Parse(test.text)
		if err != nil {
			t.Errorf("Parse(%q): %v", test.text, err)
			continue
		}
		if id.Realm() != test.realm || id.String() != test.realm || id.HostLabel() != test.label ||
			id.Company() != test.company || id.Kind() != test.kind {
			t.Errorf("Parse(%q) = %q %q %q %q, want %q %q %q %q", test.text,
				id.Realm(), id.HostLabel(), id.Company(), id.Kind(), test.realm, test.label, test.company, test.kind)
		}
		for _, form := range []string{id.Realm(), id.HostLabel(), id.App(), "https://" + id.SuiteTalk() + "/x"} {
			if again, err := Parse(form); err != nil || again != id {
				t.Errorf("Parse(%q) = %v, %v, want %v again", form, again, err, id)
			}
		}
	}
}

func TestParseRefuses(t *testing.T) {
	tests := []struct{ text, says string }{
		{"", "is missing"},
		{" \u200b\t", "is missing"},
		{"../evil", "is not an account ID"},
		{"/", "is not an account ID"},
		{"//evil.com", "is not an account ID"},
		{"https:///evil", "names no host"},
		{"https:1234567.app.netsuite.com", "is not an address"},
		{"acme", "is not an account ID"},
		{"12", "is not an account ID"},
		{"1234567890123456", "is not an account ID"},
		{"1234567_XX1", "is not an account ID"},
		{"1234567_", "is not an account ID"},
		{"1234567__SB1", "did you mean 1234567_SB1?"},
		{"1234567SB1", "did you mean 1234567_SB1?"},
		{"1234567 sb1", "did you mean 1234567_SB1?"},
		{"1234567.sb1", "did you mean 1234567_SB1?"},
		{"1234567/sb1", "did you mean 1234567_SB1?"},
		{"1234567_SB1 and more", "is not an account ID"},
		{"1234567.evil.com", "not under netsuite.com"},
		{"1234567/../evil", "not under netsuite.com"},
		{"1234567@evil.com", "user name"},
		{"1234567%2eevil.com", "is not an address"},
		{"1234567#evil.com", "not under netsuite.com"},
		{"1234567?x=.netsuite.com", "not under netsuite.com"},
		{"https://netsuite.com.evil.com", "not under netsuite.com"},
		{"https://1234567.app.netsuite.com.evil.com", "not under netsuite.com"},
		{"https://1234567.app.evilnetsuite.com", "not under netsuite.com"},
		{"https://netsuite.com", "not under netsuite.com"},
		{"https://1234567.app.netsuite.com./", "ends in a dot"},
		{"https://1234567.app.netsuite.com@evil.com/", "user name"},
		{"https://user:pw@1234567.app.netsuite.com/", "user name"},
		{"https://evil.com\\@1234567.app.netsuite.com/", "is not an address"},
		{"https://evil.com/1234567.app.netsuite.com", "not under netsuite.com"},
		{"https://evil.com#1234567.app.netsuite.com", "not under netsuite.com"},
		{"https://1234567.app.netsuite.com:8443/", "names a port"},
		{"https://1234567.app.netsuite.com:/", "names a port"},
		{"http://1234567.app.netsuite.com/", "https only"},
		{"javascript://1234567.app.netsuite.com/", "https only"},
		{"https://system.netsuite.com/", "names no account"},
		{"https://system.netsuite.com/?c=../evil", "names no account"},
		{"https://1234567..netsuite.com", "is not a host name"},
		{"https://-.netsuite.com", "is not a host name"},
		{"https://[::1].netsuite.com", "is not an address"},
		{"\uff11\uff12\uff13\uff14\uff15\uff16\uff17", "U+FF11"}, // full-width digits
		{"\u0661\u0662\u0663\u0664\u0665\u0666\u0667", "U+0661"}, // Arabic digits
		{"1234567_\u0405B1", "U+0405"},                           // Cyrillic S
		{"T\u017fTDRV123", "U+017F"},                             // long s, upper case is S
		{"https://1234567.app.netsu\u0456te.com", "U+0456"},      // Cyrillic i
		{"https://1234567.app.netsuite\u3002com", "U+3002"},      // ideographic full stop
		{"1234567\x00", "U+0000"},
		{"1234567\x1b[2J", "U+001B"},
		{"12345\x0067", "U+0000"},
		{"1234567\xff", "U+FFFD"},
	}
	for _, test := range tests {
		id, err := Parse(test.text)
		if err == nil {
			t.Errorf("Parse(%q) = %v, want a refusal", test.text, id)
			continue
		}
		if !id.IsZero() || !strings.Contains(err.Error(), test.says) {
			t.Errorf("Parse(%q): %v\nwant it to say %q", test.text, err, test.says)
		}
		checkMessage(t, err)
	}
}

// checkMessage holds every message to what a terminal can bear.
func checkMessage(t *testing.T, err error) {
	t.Helper()
	message := err.Error()
	if len(message) > 600 {
		t.Errorf("the message has %d bytes: %.100q...", len(message), message)
	}
	if strings.IndexFunc(message, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }) >= 0 {
		t.Errorf("the message %q has control characters", message)
	}
}

func TestHugeTextIsRefusedAtOnce(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("1", 5<<20),
		strings.Repeat(" ", 5<<20),
		strings.Repeat("\u200b", 5<<20/3),
		"https://1234567.app.netsuite.com/" + strings.Repeat("a", 5<<20),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Parse(text)
		if err == nil {
			t.Fatalf("5 MB of %.10q... was accepted", text)
		}
		checkMessage(t, err)
		if _, err := CheckURL(text); err == nil {
			t.Errorf("5 MB of %.10q... was accepted as an address", text)
		} else {
			checkMessage(t, err)
		}
		runtime.ReadMemStats(&after)
		if made := (after.TotalAlloc - before.TotalAlloc) >> 20; made > 64 {
			t.Errorf("refusing 5 MB of %.10q... took %d MB", text, made)
		}
	}
}

// A person who pastes a secret into the wrong field must not find it in a log.
func TestMessagesKeepSecrets(t *testing.T) {
	const hex = "7278da58caf07f5c336301a601203d10a58e948efa280f0618e25fcee1ef2abd"
	for _, text := range []string{
		hex, " " + hex, hex[:40], hex + "\n", "-----BEGIN PRIVATE KEY-----\n" + hex, "v" + hex,
		"https://user:" + hex + "@1234567.app.netsuite.com/", "user:" + hex + "@evil.com", "user:" + hex,
		"https://evil.com/?code=" + hex, "https://1234567.suitetalk.api.netsuite.com/x#" + hex,
		"https://" + hex + ".evil", hex + "/" + hex, hex + ":x",
	} {
		_, err := Parse(text)
		_, errURL := CheckURL(text)
		_, errWSDL := ParseWSDL(text)
		_, errVersion := ParseVersion(text)
		for _, err := range []error{err, errURL, errWSDL, errVersion} {
			if err == nil {
				continue
			}
			for i := 0; i+32 <= len(hex); i++ {
				if strings.Contains(err.Error(), hex[i:i+32]) {
					t.Errorf("%q is answered with %v", text, err)
					break
				}
			}
		}
	}
}

func TestHosts(t *testing.T) {
	id, err := Parse("1234567_SB1")
	if err != nil {
		t.Fatal(err)
	}
	for got, want := range map[string]string{
		id.SuiteTalk(): "1234567-sb1.suitetalk.api.netsuite.com",
		id.RESTlets():  "1234567-sb1.restlets.api.netsuite.com",
		id.App():       "1234567-sb1.app.netsuite.com",
		id.Connect():   "1234567-sb1.connect.api.netsuite.com",
	} {
		if got != want {
			t.Errorf("host %q, want %q", got, want)
		}
	}
	var none ID
	if !none.IsZero() || none.Kind() != "" || none.Realm() != "" || none.HostLabel() != "" || none.App() != "" {
		t.Errorf("the zero ID says %q %q %q %q", none.Kind(), none.Realm(), none.HostLabel(), none.App())
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"1234567", "1234567-sb1", "TSTDRV123_RP", "https://1234567.app.netsuite.com/app?c=1",
		"../evil", "1234567@evil.com", "https://netsuite.com.evil.com", "\uff11\uff12\uff13", "1234567\x00", "1234567SB1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, err := Parse(text)
		if err != nil {
			checkMessage(t, err)
			if !id.IsZero() {
				t.Errorf("Parse(%q) refuses and returns %v", text, id)
			}
			return
		}
		if id.Kind() == "" || !plainLabel(id.HostLabel()) {
			t.Errorf("Parse(%q): kind %q, label %q", text, id.Kind(), id.HostLabel())
		}
		for _, form := range []string{id.Realm(), id.HostLabel(), id.RESTlets()} {
			if again, err := Parse(form); err != nil || again != id {
				t.Errorf("Parse(%q) = %v, but its form %q gives %v, %v", text, id, form, again, err)
			}
		}
		if u, err := CheckURL("https://" + id.SuiteTalk() + "/"); err != nil || u.Host != id.SuiteTalk() {
			t.Errorf("the host of %v is not let through: %v", id, err)
		}
	})
}

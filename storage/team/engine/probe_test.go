package engine

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"suitekey/storage/team/etcdtest"
)

const prefix = "suitekey/acme/"

var users = []etcdtest.User{
	{Name: "admin", Password: "practice-admin", Grants: []etcdtest.Grant{{Prefix: prefix, Write: true}}},
	{Name: "member", Password: "practice-member", Grants: []etcdtest.Grant{{Prefix: prefix}, {Prefix: prefix + "profiles/", Write: true}}},
	{Name: "reader", Password: "practice-reader", Grants: []etcdtest.Grant{{Prefix: prefix}}},
	{Name: "stranger", Password: "practice-stranger", Grants: []etcdtest.Grant{{Prefix: "suitekey/other/", Write: true}}},
}

func as(c *etcdtest.Cluster, user string) Engine {
	return Engine{Addresses: c.Addresses(), Vault: "acme", CAFile: c.Path("ca.crt"), CertFile: c.Path(user + ".crt"), KeyFile: c.Path(user + ".key")}
}

// On real engines the probe tells each user's role, and each mistake.
func TestProbeOfAnEngine(t *testing.T) {
	for _, variable := range []string{etcdtest.Variable, etcdtest.DebianVariable} {
		t.Run(variable, func(t *testing.T) {
			c := etcdtest.Start(t, etcdtest.Options{TLS: true, Program: etcdtest.Program(t, variable, "etcd")})
			c.MustAddUsers(t, users...)
			for user, role := range map[string]string{"admin": "admin", "member": "member", "reader": "reader"} {
				r := Probe(t.Context(), as(c, user), time.Now)
				if !r.OK() || r.Rights.Role() != role {
					t.Errorf("%s: %+v", user, r)
				}
			}
			off := Probe(t.Context(), as(c, "member"), func() time.Time { return time.Now().Add(time.Hour) })
			if said := fmt.Sprint(off.Findings); !off.OK() || !strings.Contains(said, "ahead of the engine's") {
				t.Errorf("with a clock that is an hour off: %s", said)
			}
			wrong := authority(t)
			issue(t, wrong, etcdtest.Certificate{Name: "admin"})
			issue(t, c.Authority, etcdtest.Certificate{Name: "nobody"})
			issue(t, c.Authority, etcdtest.Certificate{Name: "late", From: time.Now().Add(-2 * time.Hour), Until: time.Now().Add(-time.Hour)})
			none := as(c, "admin")
			none.CertFile, none.KeyFile = "", ""
			foreign := as(c, "admin")
			foreign.CertFile, foreign.KeyFile = wrong.Path("admin.crt"), wrong.Path("admin.key")
			inTheClear := none
			inTheClear.Addresses = []string{"http://" + c.Addresses()[0]}
			for want, e := range map[string]Engine{
				"the engine requires a certificate":             none,
				"does not accept your certificate":              foreign,
				"your certificate has expired":                  as(c, "late"),
				"the engine wants TLS":                          inTheClear,
				"may not read suitekey/acme/":                   as(c, "stranger"),
				"does not know this user|may not read suitekey": as(c, "nobody"),
			} {
				r := Probe(t.Context(), e, time.Now)
				err := fmt.Sprint(r.Err())
				first, second, _ := strings.Cut(want, "|")
				if r.OK() || !strings.Contains(err, first) && (second == "" || !strings.Contains(err, second)) {
					t.Errorf("%q: %s\n%+v", want, err, r.Findings)
				}
			}
			if keys := c.Ctl(t, "root", "get", "--prefix", "", "--keys-only"); strings.TrimSpace(keys) != "" {
				t.Errorf("the probe left behind %q", keys)
			}
		})
	}
}

// A node that is down is a finding of its own; with a majority the engine is usable.
func TestProbeOfThreeNodes(t *testing.T) {
	c := etcdtest.Start(t, etcdtest.Options{Nodes: 3, TLS: true})
	c.MustAddUsers(t, users...)
	c.Kill(2)
	r := Probe(t.Context(), as(c, "admin"), time.Now)
	failed := 0
	for _, f := range r.Findings {
		if f.Level == Failed {
			failed++
			if f.Address != c.Addresses()[2] || f.Stage != StageConnect {
				t.Errorf("found %+v", f)
			}
		}
	}
	if !r.OK() || failed != 1 {
		t.Errorf("found %+v", r.Findings)
	}
	c.Kill(1)
	if r = Probe(t.Context(), as(c, "admin"), time.Now); r.OK() {
		t.Errorf("one of three nodes is usable: %+v", r.Findings)
	}
}

func TestProbeWithAPassword(t *testing.T) {
	c := etcdtest.Start(t, etcdtest.Options{OnlyServerTLS: true})
	c.MustAddUsers(t, users...)
	file := filepath.Join(t.TempDir(), "password")
	e := Engine{Addresses: c.Addresses(), Vault: "acme", CAFile: c.Path("ca.crt"), User: "member", PasswordFile: file}
	for password, want := range map[string]string{"practice-member": "", "wrong": "the password is wrong", "": "no password in its first line"} {
		if err := os.WriteFile(file, []byte(password+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		r := Probe(t.Context(), e, time.Now)
		if err := r.Err(); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("with %q: %v", password, err)
		}
	}
	e.User, e.PasswordFile = "", ""
	if err := Probe(t.Context(), e, time.Now).Err(); err == nil {
		t.Error("nobody signs in, and all is well")
	}
}

// An engine that is full says so before anybody types something.
func TestProbeOfAFullEngine(t *testing.T) {
	c := etcdtest.Start(t, etcdtest.Options{Flags: []string{"--quota-backend-bytes=1048576"}})
	e := Engine{Addresses: []string{"http://" + c.Addresses()[0]}, Vault: "acme"}
	client, err := e.Client(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for range 400 { // the size that etcd compares follows with a delay
		if _, err = client.Put(t.Context(), prefix+"profiles/a.age", strings.Repeat("x", 200_000)); err != nil {
			break
		}
	}
	if err = Explain("saving acme", err); err == nil || !strings.Contains(err.Error(), "saving acme: the engine's space is used up") {
		t.Errorf("writing ends with %v", err)
	}
	if err := Probe(t.Context(), e, time.Now).Err(); err == nil || !strings.Contains(err.Error(), "space is used up") {
		t.Errorf("the probe says %v", err)
	}
}

func issue(t *testing.T, a *etcdtest.Authority, c etcdtest.Certificate) {
	t.Helper()
	if err := a.Issue(c); err != nil {
		t.Fatal(err)
	}
}

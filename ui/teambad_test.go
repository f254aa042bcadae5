//go:build unix

package ui_test

import (
	"bytes"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"
	clientv3 "go.etcd.io/etcd/client/v3"

	"suitekey/core/account"
	"suitekey/core/profile"
	"suitekey/core/secret"
	"suitekey/storage"
	"suitekey/storage/team/engine"
	"suitekey/storage/team/etcdtest"
	"suitekey/storage/team/people"
	"suitekey/storage/team/shared"
	"suitekey/storage/team/vaults"
	"suitekey/ui/app/teams"
)

// hostile is a team's vault whose engine is in the hands of somebody else.
type hostile struct {
	t       *testing.T
	cluster *etcdtest.Cluster
	root    *clientv3.Client
	dir     string
	env     []string
	team    *people.Team
	session *storage.Session
	prefix  string
}

func newHostile(t *testing.T, c *etcdtest.Cluster, vault string) *hostile {
	h := &hostile{t: t, cluster: c, dir: t.TempDir(), prefix: engine.Engine{Vault: vault}.Prefix()}
	var err error
	if h.root, err = c.Client("root"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.root.Close() })
	_, text, err := people.NewMachine()
	identity := filepath.Join(h.dir, "ci.key")
	if err == nil {
		err = os.WriteFile(identity, []byte(text.Reveal()), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	e := engine.Engine{Vault: vault, Addresses: c.Addresses(), CAFile: c.Path("ca.crt"), CertFile: c.Path("ci.crt"), KeyFile: c.Path("ci.key")}
	desk := &teams.Desk{Home: filepath.Join(h.dir, "vault"), Now: clock, IdentityFile: identity}
	m, err := desk.Init(t.Context(), e, "ci", secret.Secret{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	at := shared.Open(e, "ci")
	t.Cleanup(func() { _ = at.Close() })
	h.team, h.session = m.Team, storage.OpenShared(vaults.FolderOf(desk.Home, vault), at, storage.Options{Now: clock}).WithRing(m.Team.Ring())
	h.env = append(os.Environ(), "HOME="+h.dir, "XDG_STATE_HOME="+filepath.Join(h.dir, "state"), "SUITEKEY_HOME="+desk.Home, "SUITEKEY_VAULT="+vault, "SUITEKEY_IDENTITY_FILE="+identity, "DBUS_SESSION_BUS_ADDRESS=autolaunch:")
	for _, name := range []string{"acme", "other"} {
		h.save(name)
	}
	return h
}

// save stores a connection, or its next state.
func (h *hostile) save(name string) {
	h.t.Helper()
	p, err := h.session.Load(name)
	if err != nil {
		id, err := account.Parse("9999901")
		if err != nil {
			h.t.Fatal(err)
		}
		value := strings.Repeat("0123456789abcdef", 4)
		p = profile.Profile{Name: name, Account: id, Product: "other", Method: profile.TBA, Surfaces: []profile.Surface{profile.REST},
			ConsumerKey: value, ConsumerSecret: secret.New(value), TokenID: value[1:] + "0", TokenSecret: secret.New(value), SignatureAlgorithm: "HMAC-SHA256"}
	}
	if err := h.session.Save(p, storage.Change{Journey: "setup"}); err != nil {
		h.t.Fatal(err)
	}
}

func (h *hostile) get(key string) []byte {
	h.t.Helper()
	found, err := h.root.Get(h.t.Context(), h.prefix+key)
	if err != nil || len(found.Kvs) != 1 {
		h.t.Fatalf("%s: %v, %v", key, found, err)
	}
	return found.Kvs[0].Value
}

func (h *hostile) put(key string, value []byte) {
	h.t.Helper()
	if _, err := h.root.Put(h.t.Context(), h.prefix+key, string(value)); err != nil {
		h.t.Fatal(err)
	}
}

// says runs suitekey and returns all that it prints.
func (h *hostile) says(args ...string) (text string, ok bool) {
	cmd := exec.Command("suitekey", args...)
	cmd.Dir, cmd.Env = h.dir, h.env
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

// sealed encrypts a text to a recipient, as anybody can who knows it.
func (h *hostile) sealed(text, recipient string) []byte {
	h.t.Helper()
	to, err := age.ParseX25519Recipient(recipient)
	if err != nil {
		h.t.Fatal(err)
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return out.Bytes()
}

// TestTeamBadValues puts into the engine what no suitekey has stored: a sentence says so,
// and the other connections stay usable.
func TestTeamBadValues(t *testing.T) {
	c := etcdtest.Start(t, etcdtest.Options{TLS: true, Flags: []string{"--max-request-bytes=4194304"}})
	c.MustAddUsers(t, etcdtest.User{Name: "ci", Grants: []etcdtest.Grant{{Prefix: "suitekey/", Write: true}}})
	h, foreign := newHostile(t, c, "good"), newHostile(t, c, "another")
	vaultKey := h.team.Ring().Recipient()
	good := h.get("profiles/acme.age")
	h.save("acme")
	newer := h.get("profiles/acme.age")
	if out, ok := h.says("show", "acme"); !ok {
		t.Fatal(out)
	}
	head := []byte("age-encryption.org/v1\n")
	for name, test := range map[string]struct {
		value []byte
		want  string
	}{
		"another prefix's data":       {foreign.get("profiles/acme.age"), "encrypted to another key than this vault's"},
		"no age file":                 {[]byte("\x1b[2Jhello"), "not encrypted by age"},
		"nothing":                     {nil, "not encrypted by age"},
		"an age file cut off":         {newer[:len(newer)/2], "acme"},
		"no more than a head":         {head, "acme"},
		"HMAC that does not fit":      {h.sealed(`{"name":"acme"}`+"\n"+`{"hmac":"AAAA"}`+"\n", vaultKey), "its HMAC is wrong"},
		"no HMAC":                     {h.sealed(`{"name":"acme"}`, vaultKey), "its HMAC is wrong"},
		"another connection's":        {h.get("profiles/other.age"), "acme"},
		"an older state put back":     {good, "acme is an older state than this computer has seen"},
		"a value of 1.6 MB":           {append(head, make([]byte, 1_600_000)...), "larger than"},
		"an earlier state's envelope": {h.get("history/acme/000001.age"), "acme"},
	} {
		h.put("profiles/acme.age", test.value)
		out, ok := h.says("show", "acme")
		if ok || !strings.Contains(out, test.want) || strings.Contains(out, "\x1b") || strings.Contains(out, "panic") {
			t.Errorf("%s: show: %v, %s", name, ok, out)
		}
		if out, ok := h.says("list"); ok || !strings.Contains(out, "acme") || !strings.Contains(out, "9999901") || strings.Contains(out, "\x1b") || len(out) > 10_000 {
			t.Errorf("%s: list: %v, %.2000s", name, ok, out)
		}
		if out, ok := h.says("show", "other"); !ok {
			t.Errorf("%s: the other connection: %s", name, out)
		}
	}
	h.put("profiles/acme.age", newer)
	for _, key := range []string{"profiles/\x1b[2J.age", "profiles/a\nb.age", "profiles/../../x.age", "profiles/A B.age", "drafts/\x00.age", "\xff"} {
		h.put(key, newer)
	}
	if out, ok := h.says("list"); !ok || strings.Count(out, "9999901") != 2 || strings.Contains(out, "\x1b") {
		t.Errorf("keys with control characters: %v, %q", ok, out)
	}
}

// TestTeamBadMembers swaps the list of members and the vault's keys.
func TestTeamBadMembers(t *testing.T) {
	c := etcdtest.Start(t, etcdtest.Options{TLS: true})
	c.MustAddUsers(t, etcdtest.User{Name: "ci", Grants: []etcdtest.Grant{{Prefix: "suitekey/", Write: true}}})
	h, foreign := newHostile(t, c, "good"), newHostile(t, c, "another")
	first := h.get("members.age")
	other, _, err := people.NewMachine()
	if err == nil {
		err = h.team.Add(t.Context(), people.Person{Name: "ben", Recipient: other.Recipient, Role: people.Member})
	}
	if err != nil {
		t.Fatal(err)
	}
	if out, ok := h.says("list"); !ok {
		t.Fatal(out)
	}
	members, keys := h.get("members.age"), h.get("keys/000001.age")
	for name, test := range map[string]struct {
		key   string
		value []byte
		want  string
	}{
		"members of another vault": {"members.age", foreign.get("members.age"), "the list of members cannot be trusted"},
		"members that are forged":  {"members.age", h.sealed(`{"kind":"members"}`+"\n"+`{"hmac":"AAAA"}`+"\n", h.team.Ring().Recipient()), "its HMAC is wrong"},
		"older members":            {"members.age", first, "somebody has put an older state"},
		"members that are garbage": {"members.age", []byte("\x1b[2J"), "list of members"},
		"keys of another vault":    {"keys/000001.age", foreign.get("keys/000001.age"), "has a new key that is not for the machine"},
		"a vault of the engine's":  {"keys/000002.age", h.sealed("nothing", other.Recipient), "has a new key that is not for the machine"},
	} {
		h.put(test.key, test.value)
		if out, ok := h.says("list"); ok || !strings.Contains(out, test.want) || strings.Contains(out, "\x1b") {
			t.Errorf("%s: %v, %s", name, ok, out)
		}
		h.put("members.age", members)
		h.put("keys/000001.age", keys)
		if _, err := h.root.Delete(t.Context(), h.prefix+"keys/000002.age"); err != nil {
			t.Fatal(err)
		}
		if out, ok := h.says("list"); !ok {
			t.Errorf("%s: put right again: %s", name, out)
		}
	}
}

// TestTeamBadEngines asks what is not an engine: a sentence says what answers, and nothing
// is sent in the clear but the beginning of a TLS connection.
func TestTeamBadEngines(t *testing.T) {
	c := etcdtest.Start(t, etcdtest.Options{TLS: true})
	c.MustAddUsers(t, etcdtest.User{Name: "ci", Grants: []etcdtest.Grant{{Prefix: "suitekey/", Write: true}}})
	clear, other := etcdtest.Start(t, etcdtest.Options{}), etcdtest.Start(t, etcdtest.Options{TLS: true})
	h := newHostile(t, c, "good")
	if out, ok := h.says("list"); !ok {
		t.Fatal(out)
	}
	var mu sync.Mutex
	var sent bytes.Buffer
	listening := func(answer string) string {
		return etcdtest.Listening(t, func(conn net.Conn) {
			data := make([]byte, 4096)
			n, _ := conn.Read(data)
			mu.Lock()
			if sent.Write(data[:n]); n > 0 && data[0] != 0x16 {
				t.Errorf("sent in the clear: %q", data[:n])
			}
			mu.Unlock()
			_, _ = io.WriteString(conn, answer)
			if answer == "" {
				_, _ = io.Copy(io.Discard, conn)
			}
		})
	}
	known, err := vaults.Load(filepath.Join(h.dir, "vault"), "good")
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ address, want string }{
		"garbage":                    {listening("\x00\x1b[2J garbage\n"), "TLS"},
		"nothing":                    {listening(""), "no answer|does not answer"},
		"an HTTP proxy":              {listening("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"), "without TLS"},
		"an engine without TLS":      {clear.Addresses()[0], "TLS"},
		"TLS where none is expected": {"http://" + c.Addresses()[0], "wants TLS"},
		"another authority":          {other.Addresses()[0], "does not trust the authority"},
		"nobody":                     {"127.0.0.1:1", "nothing listens"},
	} {
		v := *known
		v.Engine.Addresses = []string{test.address}
		if err := v.Save(); err != nil {
			t.Fatal(err)
		}
		out, ok := h.says("tag", "acme", "+finance")
		said := false
		for _, part := range strings.Split(test.want, "|") {
			said = said || strings.Contains(out, part)
		}
		if ok || !said || strings.Contains(out, "\x1b") {
			t.Errorf("%s: %v, %s", name, ok, out)
		}
		if out, ok := h.says("show", "other"); !ok { // from the copy
			t.Errorf("%s: reading: %s", name, out)
		}
	}
	if text := sent.String(); strings.Contains(text, "suitekey") || strings.Contains(text, "profiles") {
		t.Errorf("sent: %q", text)
	}
	if err := known.Save(); err != nil {
		t.Fatal(err)
	}
	if out, ok := h.says("tag", "acme", "+finance"); !ok {
		t.Errorf("with the engine again: %s", out)
	}
}

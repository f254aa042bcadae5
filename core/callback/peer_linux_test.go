package callback

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// The test program is also the browser of another user.
func TestMain(m *testing.M) {
	if len(os.Args) == 5 && os.Args[1] == "visit" {
		os.Exit(visitAs(os.Args[2], os.Args[3], os.Args[4]))
	}
	os.Exit(m.Run())
}

// visitAs sends a request, and leaves in one of several ways, some of them before there
// is an answer.
func visitAs(how, address, target string) int {
	times := 1
	if how == "closes" || how == "resets" {
		times = 200 // to meet the moment at which the kernel knows no owner any more
	}
	for range times {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			fmt.Println(err)
			return 1
		}
		tcp := conn.(*net.TCPConn)
		if how == "resets" {
			_ = tcp.SetLinger(0)
		}
		_, _ = fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", target, address)
		switch how {
		case "stays":
		case "half":
			_ = tcp.CloseWrite()
		default:
			_ = conn.Close()
			continue
		}
		page, _ := io.ReadAll(conn)
		fmt.Println(string(page))
		_ = conn.Close()
	}
	return 0
}

// The right answer is not taken from another user, however that user leaves; it is taken
// from root, and from the own user.
func TestAnotherUser(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can become another user")
	}
	self, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	folder, err := os.MkdirTemp("/tmp", "callback-") // t.TempDir is closed to others
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	program := filepath.Join(folder, "browser")
	if err := errors.Join(os.Chmod(folder, 0o755), os.WriteFile(program, self, 0o755)); err != nil { // #nosec G306 -- another user runs it
		t.Fatal(err)
	}
	as := func(id uint32, how, address, target string) string {
		t.Helper()
		cmd := exec.Command(program, "visit", how, address, target)
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: id, Gid: id}}
		page, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, page)
		}
		return string(page)
	}
	const nobody = 65534
	target := DefaultPath + "?" + right().Encode()
	for _, how := range []string{"stays", "half", "closes", "resets"} {
		for _, host := range []string{"127.0.0.1", "::1"} {
			l := listen(t, Options{})
			if host == "::1" && len(l.servers) == 1 {
				continue // this computer has no IPv6 loopback
			}
			page := as(nobody, how, net.JoinHostPort(host, strconv.Itoa(l.Port())), target)
			if how != "closes" && how != "resets" && (!strings.Contains(page, "403 Forbidden") || !strings.Contains(page, "another user of this computer")) {
				t.Errorf("%s %s: %s", how, host, page)
			}
			_ = l.Close() // what came is answered first
			if got, err := l.Wait(t.Context()); !errors.Is(err, ErrClosed) {
				t.Errorf("%s %s: %+v, %v", how, host, got, err)
			}
		}
	}
	l := listen(t, Options{})
	if page := as(0, "stays", net.JoinHostPort("127.0.0.1", strconv.Itoa(l.Port())), target); !strings.Contains(page, "You can close this page") {
		t.Error(page)
	}
}

// A browser of the same user is known by both families of addresses, as programs that
// speak IPv6 reach 127.0.0.1 too.
func TestLookUp(t *testing.T) {
	for _, network := range []string{"tcp4", "tcp6", "tcp"} {
		listener, err := net.Listen(network, "localhost:0")
		if err != nil {
			t.Log(err) // no such family here
			continue
		}
		conn, err := net.Dial(network, listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		served, err := listener.Accept()
		if err != nil {
			t.Fatal(err)
		}
		local, remote := netip.MustParseAddrPort(served.LocalAddr().String()), netip.MustParseAddrPort(served.RemoteAddr().String())
		if s, found, err := lookUp(remote, local); !found || err != nil || s.owner != uint64(os.Geteuid()) || s.state != established {
			t.Errorf("%s: %+v, %v, %v", network, s, found, err)
		}
		if ofAnotherUser(local, remote) {
			t.Errorf("%s: the own end belongs to another user", network)
		}
		_ = conn.Close()
		if _, err := io.ReadAll(served); err != nil { // the end has come
			t.Fatal(err)
		}
		if !ofAnotherUser(local, remote) {
			t.Errorf("%s: who has gone is taken for the own user", network)
		}
		_, _ = served.Close(), listener.Close()
	}
}

func TestScan(t *testing.T) {
	if address("0100007F:1F90") != netip.MustParseAddrPort("127.0.0.1:8080") && address("7F000001:1F90") != netip.MustParseAddrPort("127.0.0.1:8080") {
		t.Error(address("0100007F:1F90"))
	}
	local, remote := address("0100007F:1F90"), address("0100007F:C350")
	mapped := "0000000000000000FFFF00000100007F"
	for line, want := range map[string]string{
		"":                             "",
		"sl local_address rem_address": "",
		"0: 0100007F:1F90 00000000:0000 0A 0 0 0 1000 0 1":                                    "", // listens
		"0: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000 1000 0 1":   "1 1000",
		"0: " + mapped + ":1F90 " + mapped + ":C350 08 0:0 0:0 0 1001 0 1":                    "8 1001",
		"0: 0100007F:1F90 0100007F:C350 zz 00000000:00000000 00:00000000 00000000 1000 0 1":   "error",
		"0: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000 nobody 0 1": "error",
		"0: 0100007F:1F90 0100007F 01 0:0 0:0 0 1000 0 1":                                     "",
	} {
		s, found, err := scan(strings.NewReader(line), local, remote)
		got := ""
		switch {
		case err != nil:
			got = "error"
		case found:
			got = fmt.Sprintf("%d %d", s.state, s.owner)
		}
		if got != want {
			t.Errorf("%q: %q", line, got)
		}
	}
}

#!/usr/bin/env bash
# go.etcd.io/etcd/client/v3 v3.7.3 (Go): the reason of a failed TLS handshake is not in the error, only "context deadline exceeded".
#
# The server's certificate is signed by an authority that the client does not know. crypto/tls says so within milliseconds. The etcd client
# tries again until the caller's context ends, and the error is then the context's: errors.As finds no x509 error in it. The reason stands
# in a warning of the client's logger only, so an interface that shows the error sends people to look for a firewall.
#
# What helps: one handshake with crypto/tls (ALPN h2) before the first call, and its error shown instead.
#
# Seen on 2026-11-27, Go 1.26.8:
#   crypto/tls: tls: failed to verify certificate: x509: certificate signed by unknown authority
#   New: <nil>
#   Get: context deadline exceeded
#   names the certificate: false
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >go.mod <<'MOD'
module probe

go 1.26
MOD
cat >main.go <<'GO'
package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"math/big"
	"net"
	"strings"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
)

func main() {
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	t := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, _ := x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, NextProtos: []string{"h2"}})
	if err != nil {
		panic(err)
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { c.(*tls.Conn).Handshake(); c.Close() }()
		}
	}()
	addr := l.Addr().String()
	_, err = tls.Dial("tcp", addr, &tls.Config{RootCAs: x509.NewCertPool()})
	fmt.Println("crypto/tls:", err)
	c, err := clientv3.New(clientv3.Config{Endpoints: []string{"https://" + addr}, TLS: &tls.Config{RootCAs: x509.NewCertPool()}, DialTimeout: 2 * time.Second})
	fmt.Println("New:", err)
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	_, err = c.Get(ctx, "a")
	fmt.Println("Get:", err)
	var unknown x509.UnknownAuthorityError
	fmt.Println("names the certificate:", errors.As(err, &unknown) || strings.Contains(err.Error(), "certificate"))
}
GO
go get go.etcd.io/etcd/client/v3@v3.7.3 2>/dev/null
go mod tidy 2>/dev/null
go run . 2>log | tee out || { cat log >&2; exit 1; }
grep -q 'signed by unknown authority' log && echo 'the log has the reason'
diff out - <<'SEEN' || { echo "the behaviour has changed" >&2; exit 1; }
crypto/tls: tls: failed to verify certificate: x509: certificate signed by unknown authority
New: <nil>
Get: context deadline exceeded
names the certificate: false
SEEN

#!/usr/bin/env bash
# golang.org/x/crypto v0.59.0, package curve25519 (Go): X25519(scalar, point) computes two scalar multiplications, not one.
#
# X25519 calls crypto/ecdh, and makes a private key for each call. With Go 1.26 NewPrivateKey derives the public key at once, which costs
# as much as the exchange itself. A program that uses one scalar many times pays twice, and so does filippo.io/age v1.3.2 for each file
# that it decrypts with an X25519 identity: half of the X25519 work of reading 10,000 age files makes a public key that nobody uses.
#
# What helps: a program that has a scalar for longer makes the ecdh.PrivateKey once and calls its ECDH method.
#
# Seen on 2026-11-28, Go 1.26.8, linux/amd64: X25519 takes 1.9 to 2.1 times as long as ECDH with a key that was made before.
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
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"fmt"
	"os"
	"time"

	"golang.org/x/crypto/curve25519"
)

func main() {
	ours, theirs := made(), made().PublicKey()
	scalar, point := ours.Bytes(), theirs.Bytes()
	var shared, again []byte
	var failed, failedToo error
	// The shortest of many takes is that which nothing disturbed.
	once := shortest(func() { shared, failed = ours.ECDH(theirs) })
	x25519 := shortest(func() { again, failedToo = curve25519.X25519(scalar, point) })
	if failed != nil || failedToo != nil || !bytes.Equal(shared, again) {
		fmt.Println("the two do not agree", failed, failedToo)
		os.Exit(1)
	}
	ratio := float64(x25519) / float64(once)
	fmt.Printf("ECDH with a key made before %v, X25519 %v: %.2f times\n", once, x25519, ratio)
	if ratio < 1.6 {
		os.Exit(1)
	}
}

func made() *ecdh.PrivateKey {
	key, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	return key
}

func shortest(work func()) time.Duration {
	least := time.Hour
	for range 2000 {
		begin := time.Now()
		work()
		least = min(least, time.Since(begin))
	}
	return least
}
GO
go get golang.org/x/crypto@v0.59.0 2>/dev/null
go run . || { echo "the behaviour has changed" >&2; exit 1; }

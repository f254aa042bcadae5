#!/usr/bin/env bash
# google.golang.org/protobuf 1.36.11 with Go 1.26: a program that uses gRPC keeps every exported method of every type it links.
#
# protobuf's internal/descfmt asks reflect for the method that is called "Methods", a constant. So Go's linker keeps each method of
# that name. Go 1.26 has given reflect.Type and reflect.Value a method Methods, which may yield any method: from there on the linker
# leaves out none, in the whole program. protobuf 1.36.12 asks in another way.
#
# What helps: protobuf 1.36.12 or newer (and, as always, no text/template in the program).
#
# Seen on 2026-11-28, Go 1.26.8, grpc 1.83.2:
#   protobuf 1.36.11: the linker keeps all methods
#   protobuf 1.36.12: the linker leaves unused methods out
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export GOFLAGS=-mod=mod CGO_ENABLED=0
go version
cat >go.mod <<'MOD'
module example.com/program

go 1.26

require google.golang.org/grpc v1.83.2
MOD
cat >main.go <<'GO'
package main

import "google.golang.org/grpc"

func main() {
	client, _ := grpc.NewClient("localhost:1")
	println(client.Target())
}
GO
for version in 1.36.11 1.36.12; do
  go get "google.golang.org/protobuf@v$version" 2>/dev/null
  go mod tidy 2>/dev/null
  if go build -tags grpcnotrace -ldflags='-s -w -dumpdep' -o program . 2>&1 | grep '<ReflectMethod>' >/dev/null; then
    echo "protobuf $version: the linker keeps all methods"
  else
    echo "protobuf $version: the linker leaves unused methods out"
  fi | tee -a seen
  stat -c '  the program has %s bytes' program
done
diff seen - <<'SEEN' || { echo "the behaviour has changed" >&2; exit 1; }
protobuf 1.36.11: the linker keeps all methods
protobuf 1.36.12: the linker leaves unused methods out
SEEN

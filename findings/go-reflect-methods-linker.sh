#!/usr/bin/env bash
# Go 1.26.8, google.golang.org/protobuf v1.36.11: a program that links protobuf keeps every exported method of every type it uses.
#
# The linker leaves methods out that nothing can call. It gives that up where reflect calls a method by a name that it does not
# know; a constant name costs only the methods of that name. Go 1.26 has the iterator reflect.Type.Methods, which calls
# Method(i) in a closure, and the compiler does not except this closure as it does Method itself. Package protobuf calls
# MethodByName("Methods"), a constant, for its own descriptors. That keeps reflect's method of the same name, and this one
# keeps all others. Nothing is wrong when the program runs: it is larger, and starts a little slower.
#
# Leaving out text/template, the usual cause, does not make such a program smaller.
#
# What helps: protobuf v1.36.12, with which the unused method is left out.
#
# Seen on 2026-11-28, go1.26.8 linux/amd64:
#   no reflection:                          unused method left out
#   MethodByName("Fields"), a constant:     unused method left out
#   MethodByName("Methods"), a constant:    unused method kept
#   import of wrapperspb:                   unused method kept
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export GOTOOLCHAIN=go1.26.8 GOFLAGS=-mod=mod CGO_ENABLED=0
go version
cat >go.mod <<'MOD'
module finding

go 1.26.0

require google.golang.org/protobuf v1.36.11
MOD
cat >main.go <<'GO'
package main

import "fmt"

type greeting struct{ text string }

func (g greeting) String() string { return g.text }

//go:noinline
func (g greeting) Unused() string { return g.text + ", never called" }

func main() {
	fmt.Println(greeting{"hello"})
	more()
}
GO
try() { # try NAME CODE
  printf '%s\n' "package main" "$2" >more.go
  go build -o program .
  ./program >/dev/null
  go tool nm program >names
  if grep -q 'main\.greeting\.Unused$' names; then echo "$1: kept"; else echo "$1: left out"; fi | tee -a seen
}
# fmt alone does not reach reflect.Type as a value in an interface; encoding/json, as in most programs, does.
json='import ("encoding/json"; "reflect")
func more() { var v any; err := json.Unmarshal([]byte("1"), &v)'
try 'no reflection' 'func more() {}'
try 'MethodByName("Fields")' "$json; _, _ = err, reflect.ValueOf(greeting{}).MethodByName(\"Fields\").IsValid() }"
try 'MethodByName("Methods")' "$json; _, _ = err, reflect.ValueOf(greeting{}).MethodByName(\"Methods\").IsValid() }"
try 'import of wrapperspb' 'import _ "google.golang.org/protobuf/types/known/wrapperspb"
func more() {}'
diff seen - <<'SEEN' || { echo "the behaviour has changed" >&2; exit 1; }
no reflection: left out
MethodByName("Fields"): left out
MethodByName("Methods"): kept
import of wrapperspb: kept
SEEN

#!/usr/bin/env bash
# env-cmd 11.0.0 (npm): a value of several lines in double quotes becomes an empty variable, with exit code 0.
#
# dotenv, Node's --env-file, Docker Compose, systemd and bash read such a value whole: it is how a PEM private key stands in a .env file.
# env-cmd drops the value without a word and reads on behind it, so the program starts and fails later with "no key".
#
# What helps: a value on one line with \n in double quotes, or a program that puts the variables into the environment itself.
#
# Seen on 2026-11-27, Node 20.20.2:
#   env-cmd:  {"BEFORE":"1","KEY":"","AFTER":"2"}                                   exit code 0
#   dotenv:   {"BEFORE":"1","KEY":"first line\nsecond line\nthird line","AFTER":"2"}
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund env-cmd@11.0.0 dotenv@17.4.1 >/dev/null
cat >probe.env <<'ENV'
BEFORE=1
KEY="first line
second line
third line"
AFTER=2
ENV
cat >probe.js <<'JS'
const { BEFORE, KEY, AFTER } = process.env
console.log(JSON.stringify({ BEFORE, KEY, AFTER }))
JS
npx env-cmd -f probe.env node probe.js | tee env-cmd.out
DOTENV_CONFIG_QUIET=true DOTENV_CONFIG_PATH=probe.env node -r dotenv/config probe.js | tee dotenv.out
[[ $(cat env-cmd.out) == '{"BEFORE":"1","KEY":"","AFTER":"2"}' &&
  $(cat dotenv.out) == '{"BEFORE":"1","KEY":"first line\nsecond line\nthird line","AFTER":"2"}' ]] ||
  { echo "the behaviour has changed" >&2; exit 1; }

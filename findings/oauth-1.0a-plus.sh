#!/usr/bin/env bash
# oauth-1.0a 2.2.6 (npm): signs a + in the query as a plus sign, and so gets a 401 for what URLSearchParams writes for a blank.
#
# OAuth 1.0 reads the query as a form (RFC 5849, 3.4.1.3.1), where + is a blank: the server signs "a b". oauth-1.0a decodes with
# decodeURIComponent, which leaves + as it is, and signs "a+b". new URLSearchParams({q: 'a b'}) gives q=a+b, so a query with a blank
# in it, such as q=companyName CONTAIN "x", is refused, while the same program works without a blank. A value is also cut at a second
# = (q=a=b is signed as q=a). oauth 0.10.2 (npm) and oauthlib 3.2.2 (Python) sign both as a server reads them.
#
# What helps: write the query with encodeURIComponent: %20 for a blank, %3D for = in a value.
#
# Seen on 2026-11-28, Node 20.20.2, oauth 0.10.2 as the judge: the lines at the end.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund oauth-1.0a@2.2.6 oauth@0.10.2 >/dev/null
cat >probe.mjs <<'JS'
import OAuth from 'oauth-1.0a'
import judge from 'oauth'
import { createHmac } from 'node:crypto'

const nonce = 'abcdefgh12345678', time = 1700000000
const tried = OAuth({
  consumer: { key: 'ck', secret: 'cs' },
  signature_method: 'HMAC-SHA1',
  hash_function: (base, key) => createHmac('sha1', key).update(base).digest('base64'),
})
tried.getNonce = () => nonce
tried.getTimeStamp = () => time
const other = new judge.OAuth(null, null, 'ck', 'cs', '1.0', null, 'HMAC-SHA1')
other._getNonce = () => nonce
other._getTimestamp = () => time

for (const query of ['q=a%20b', String(new URLSearchParams({ q: 'a b' })), 'q=a%3Db', 'q=a=b', 'limit=5&offset=10']) {
  const url = 'https://example.com/customer?' + query
  const signature = tried.authorize({ url, method: 'GET' }, { key: 'tk', secret: 'ts' }).oauth_signature
  const right = new URL(other.signUrl(url, 'tk', 'ts', 'GET')).searchParams.get('oauth_signature')
  console.log(query.padEnd(18), signature === right ? 'same' : 'another signature')
}
JS
node probe.mjs | tee out
diff out - <<'SEEN' || { echo "the behaviour has changed" >&2; exit 1; }
q=a%20b            same
q=a+b              another signature
q=a%3Db            same
q=a=b              another signature
limit=5&offset=10  same
SEEN

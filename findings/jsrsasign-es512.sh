#!/usr/bin/env bash
# jsrsasign 11.1.5 (npm): about one ES512 token in four has a signature of 130 bytes, and other libraries refuse its signature.
#
# An ES512 signature is r and s, each padded to 66 bytes (RFC 7518, 3.4): 132 bytes. P-521 numbers need 521 bits, so in about one of
# four signatures r or s fits into 65 bytes. jsrsasign pads neither to the full width there. The same key and header work the next time.
#
# What helps: sign ES512 with another library, or take ES256 or ES384.
#
# Seen on 2026-11-27, Node 20.20.2, jose 6.2.18 as the judge, 200 tokens of one key:
#   {"total":200,"refused":46,"refusedOfFullLength":0,"threw":0,"lengths":{"130":46,"132":154}}
# Every refused token is a short one, and every short one is refused. In about one of 200, signing ends in an error instead.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund jsrsasign@11.1.5 jose@6.2.18 >/dev/null
cat >probe.mjs <<'JS'
import rs from 'jsrsasign'
import { generateKeyPairSync } from 'node:crypto'
import { compactVerify } from 'jose'

const total = 200
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-521' })
const key = rs.KEYUTIL.getKey(privateKey.export({ type: 'pkcs8', format: 'pem' }))
const lengths = {}
let refused = 0, refusedOfFullLength = 0, threw = 0
for (let i = 0; i < total; i++) {
  let token
  try {
    token = rs.KJUR.jws.JWS.sign('ES512', { alg: 'ES512', typ: 'JWT' }, { jti: String(i) }, key)
  } catch {
    threw++
    continue
  }
  const size = Buffer.from(token.split('.')[2], 'base64url').length
  lengths[size] = (lengths[size] ?? 0) + 1
  try {
    await compactVerify(token, publicKey)
  } catch {
    refused++
    if (size === 132) refusedOfFullLength++
  }
}
console.log(JSON.stringify({ total, refused, refusedOfFullLength, threw, lengths }))
JS
node probe.mjs | tee out

node -e '
  const r = JSON.parse(require("fs").readFileSync("out"))
  const share = r.refused / r.total
  const asSeen = r.refusedOfFullLength === 0 && r.lengths["130"] === r.refused && share > 0.1 && share < 0.45
  if (!asSeen) { console.error("the behaviour has changed"); process.exit(1) }
'
echo "as seen: every refused token has a signature of 130 bytes instead of 132"

#!/usr/bin/env bash
# GnuTLS 3.7.9 (Debian 12, certtool): a certificate signed by RSASSA-PSS with SHA-256 and a salt of 64 bytes is called invalid.
#
# RFC 4055 lets the signer choose the salt's length and puts it into the signature's parameters. OpenSSL and Go verify the same file.
# With a salt of 32 bytes, the length of the digest, certtool agrees. The key is an ordinary RSA key without restrictions of its own.
#
# What helps: sign with a salt as long as the digest (rsa_pss_saltlen:digest), which every verifier takes.
#
# Seen on 2026-11-27, certtool 3.7.9, OpenSSL 3.0.19:
#   salt 32: openssl OK, certtool "Verified. The certificate is trusted."
#   salt 64: openssl OK, certtool "Not verified. The certificate is NOT trusted. The signature in the certificate is invalid."
set -euo pipefail
command -v certtool >/dev/null || { apt-get update && apt-get install -y --no-install-recommends gnutls-bin; } >/dev/null
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
certtool --version | sed -n 1p
openssl version
openssl req -x509 -newkey rsa:3072 -nodes -keyout ca.key -out ca.crt -subj /CN=authority -days 30 \
  -addext basicConstraints=critical,CA:TRUE 2>/dev/null
openssl req -new -newkey rsa:3072 -nodes -keyout leaf.key -out leaf.csr -subj /CN=leaf 2>/dev/null
for salt in 32 64; do
  openssl x509 -req -in leaf.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 20 -sha256 \
    -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:$salt -out leaf.crt 2>/dev/null
  openssl verify -CAfile ca.crt leaf.crt >/dev/null && judge=OK || judge=refused
  certtool --verify --load-ca-certificate ca.crt --infile leaf.crt 2>/dev/null >certtool.out || true
  verdict=$(sed -n 's/^Chain verification output: \(.*[^ ]\) *$/\1/p' certtool.out)
  echo "salt $salt: openssl $judge, certtool \"$verdict\"" | tee -a seen
done
diff seen - <<'SEEN' || { echo "the behaviour has changed" >&2; exit 1; }
salt 32: openssl OK, certtool "Verified. The certificate is trusted."
salt 64: openssl OK, certtool "Not verified. The certificate is NOT trusted. The signature in the certificate is invalid."
SEEN

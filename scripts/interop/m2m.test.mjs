import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { SignJWT, importPKCS8, importX509, jwtVerify } from 'jose';
import { hostLabel, practiceAccount, request, run, useProxy } from './practice.mjs';

let folder;
before(async () => {
  useProxy();
  folder = await mkdtemp(path.join(tmpdir(), 'interop-'));
});
after(() => rm(folder, { recursive: true }));

// The recipes of docs.oracle.com (subsect_162755332391), word for word but for the file names.
const recipes = {
  ES256: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-pkeyopt', 'ec_param_enc:named_curve'],
  ES512: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp521r1', '-pkeyopt', 'ec_param_enc:named_curve'],
  PS256: ['-newkey', 'rsa:4096', '-sigopt', 'rsa_padding_mode:pss', '-sha256', '-sigopt', 'rsa_pss_saltlen:64'],
};

async function makeKeyPair(algorithm) {
  const key = path.join(folder, `${algorithm}.key`);
  const certificate = path.join(folder, `${algorithm}.pem`);
  await run('openssl', ['req', '-new', '-x509', ...recipes[algorithm], '-nodes', '-days', '365', '-subj', '/CN=interop',
    '-keyout', key, '-out', certificate]);
  return { key: await readFile(key, 'utf8'), certificate: await readFile(certificate, 'utf8') };
}

/** What the administrator does on the set-up page of client credentials: the answer is the certificate ID. */
async function mapCertificate(account, certificate) {
  const answer = await request(`https://${hostLabel(account)}.app.netsuite.com/practice/m2m`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-pem-file' },
    body: certificate,
  });
  assert.equal(answer.status, 200, answer.text);
  const found = answer.text.match(/[A-Za-z0-9_-]{43}/);
  assert.ok(found, answer.text);
  return found[0];
}

async function askToken(account, assertion) {
  const url = tokenURL(account);
  return request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }).toString(),
  });
}

const tokenURL = (account) => `https://${hostLabel(account)}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token`;

async function sign(account, algorithm, kid, key) {
  return new SignJWT({ scope: ['restlets', 'rest_webservices'] })
    .setProtectedHeader({ typ: 'JWT', alg: algorithm, kid })
    .setIssuer(account.consumer_key)
    .setAudience(tokenURL(account))
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(await importPKCS8(key, algorithm));
}

for (const algorithm of Object.keys(recipes)) {
  test(`jose gets an access token with ${algorithm} and a certificate of openssl's`, async () => {
    const account = practiceAccount('');
    const pair = await makeKeyPair(algorithm);
    const kid = await mapCertificate(account, pair.certificate);

    const granted = await askToken(account, await sign(account, algorithm, kid, pair.key));
    assert.equal(granted.status, 200, granted.text);
    const token = JSON.parse(granted.text);
    assert.equal(token.token_type.toLowerCase(), 'bearer');

    const time = await request(`https://${hostLabel(account)}.suitetalk.api.netsuite.com/services/rest/system/v1/serverTime`, {
      headers: { authorization: `Bearer ${token.access_token}` },
    });
    assert.equal(time.status, 200, time.text);
  });
}

test('jose is refused with the key of another certificate', async () => {
  const account = practiceAccount('');
  const [mapped, other] = [await makeKeyPair('ES256'), await makeKeyPair('ES256')];
  const kid = await mapCertificate(account, mapped.certificate);
  const refused = await askToken(account, await sign(account, 'ES256', kid, other.key));
  assert.ok(refused.status === 400 || refused.status === 401, `${refused.status} ${refused.text}`);
  assert.ok(JSON.parse(refused.text).error, refused.text);
});

for (const [type, algorithm] of Object.entries({ p256: 'ES256', p521: 'ES512', rsa3072: 'PS256' })) {
  test(`jose and openssl accept the key pair that keygen makes for ${type}`, async () => {
    const prefix = path.join(folder, `keygen-${type}`);
    const { stdout } = await run(process.env.SUITEKEY, ['keygen', '--type', type, '--out', prefix, '--json']);
    const made = JSON.parse(stdout);
    await run('openssl', ['verify', '-x509_strict', '-check_ss_sig', '-CAfile', made.certificate_file, made.certificate_file]);

    const key = await readFile(made.key_file, 'utf8');
    const certificate = await readFile(made.certificate_file, 'utf8');
    const account = practiceAccount('_RP');
    const assertion = await sign(account, algorithm, made.certificate_id, key);
    await jwtVerify(assertion, await importX509(certificate, algorithm));

    assert.equal(await mapCertificate(account, certificate), made.certificate_id);
    const granted = await askToken(account, assertion);
    assert.equal(granted.status, 200, granted.text);
  });
}

// Connections of the practice account in every format, written once for a file of tests.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hostLabel, practiceAccount, request, run, useProxy } from './practice.mjs';

// The sandbox: a record takes five certificates, and other tests use up those of production and of the preview.
export const account = practiceAccount('_SB1');
const keyTypes = { p521: 'ES512', rsa3072: 'PS256' };

// What a careless writer gets wrong, but for what a .env file cannot hold.
const hostile = ` $HOME \`id\` "a" \\n # üñí \u{1F600}\n{{x}} %d: `;

export const folder = await mkdtemp(path.join(tmpdir(), 'interop-'));
export const removeAll = () => rm(folder, { recursive: true });
export const exported = (name, format) => readFile(path.join(folder, name, format), 'utf8');

async function render(name, values) {
  await mkdir(path.join(folder, name));
  const made = spawnSync(process.env.RENDER, [path.join(folder, name)], {
    input: JSON.stringify({ name, account: account.account, consumer_key: account.consumer_key, scopes: 'rest_webservices,restlets,suite_analytics', role_id: '1000', ...values }),
  });
  assert.equal(made.status, 0, String(made.stderr));
  assert.equal(String(made.stderr), '');
}

/** The connections tba, hostile, p521 and rsa3072; exported() reads them. The keys are uploaded, so that they sign in. */
export const renderAll = () => renderConnections(upload);

/** The same connections for tests that only read values: no certificate is used up. */
export const renderForReading = () => renderConnections(async () => {});

async function upload(certificate) {
  const answer = await request(`https://${hostLabel(account)}.app.netsuite.com/practice/m2m`, {
    method: 'POST', headers: { 'content-type': 'application/x-pem-file' }, body: certificate,
  });
  assert.equal(answer.status, 200, answer.text);
}

async function renderConnections(takeCertificate) {
  useProxy();
  const { consumer_secret, token_id, token_secret } = account;
  await render('tba', { method: 'tba', signature_algorithm: 'HMAC-SHA256', consumer_secret, token_id, token_secret });
  await render('hostile', { method: 'tba', signature_algorithm: 'HMAC-SHA256', consumer_secret: hostile, token_id: hostile, token_secret: hostile });
  for (const [type, algorithm] of Object.entries(keyTypes)) {
    const made = JSON.parse((await run(process.env.SUITEKEY, ['keygen', '--type', type, '--out', path.join(folder, type), '--json'])).stdout);
    await takeCertificate(await readFile(made.certificate_file, 'utf8'));
    const key = await readFile(made.key_file, 'utf8');
    await render(type, { method: 'm2m', key_type: type, jwt_algorithm: algorithm, private_key: key, certificate_id: made.certificate_id, certificate: await readFile(made.certificate_file, 'utf8') });
  }
}

/** The values of an export as the environment has them. */
export const environment = (json) =>
  Object.fromEntries(Object.entries(json).filter(([key]) => key !== 'name').map(([key, value]) => [`NETSUITE_${key.toUpperCase()}`, value]));

/** shellcheck has nothing to say. */
export async function check(script) {
  const result = spawnSync('shellcheck', ['--severity=warning', '-'], { input: script });
  if (result.error?.code === 'ENOENT' && process.env.CI !== 'true') return;
  assert.equal(result.status, 0, String(result.stdout) + result.error);
}


// Each export is read back by the reader of whoever takes it, and its values sign in to `suitekey practice`.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import dotenv from 'dotenv';
import { Secret } from 'kubernetes-models/v1/Secret';
import postman from 'postman-collection';
import YAML from 'yaml';
import { hostLabel, practiceAccount, request, run, useProxy } from './practice.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
// The sandbox: a record takes five certificates, and other tests use up those of production.
const account = practiceAccount('_SB1');
const exported = (name, format) => readFile(path.join(folder, name, format), 'utf8');
const keyTypes = { p521: 'ES512', rsa3072: 'PS256' };

// What a careless writer gets wrong, but for what a .env file cannot hold.
const hostile = ` $HOME \`id\` "a" \\n # üñí \u{1F600}\n{{x}} %d: `;

let folder;
async function render(name, values) {
  await mkdir(path.join(folder, name));
  const made = spawnSync(process.env.RENDER, [path.join(folder, name)], {
    input: JSON.stringify({ name, account: account.account, consumer_key: account.consumer_key, scopes: 'rest_webservices,restlets', ...values }),
  });
  assert.equal(made.status, 0, String(made.stderr));
  assert.equal(String(made.stderr), '');
}

before(async () => {
  useProxy();
  folder = await mkdtemp(path.join(tmpdir(), 'interop-'));
  const { consumer_secret, token_id, token_secret } = account;
  await render('tba', { method: 'tba', signature_algorithm: 'HMAC-SHA256', consumer_secret, token_id, token_secret });
  await render('hostile', { method: 'tba', signature_algorithm: 'HMAC-SHA256', consumer_secret: hostile, token_id: hostile, token_secret: hostile });
  for (const [type, algorithm] of Object.entries(keyTypes)) {
    const prefix = path.join(folder, type);
    const made = JSON.parse((await run(process.env.SUITEKEY, ['keygen', '--type', type, '--out', prefix, '--json'])).stdout);
    const answer = await request(`https://${hostLabel(account)}.app.netsuite.com/practice/m2m`, {
      method: 'POST', headers: { 'content-type': 'application/x-pem-file' }, body: await readFile(made.certificate_file, 'utf8'),
    });
    assert.equal(answer.status, 200, answer.text);
    const key = await readFile(made.key_file, 'utf8');
    await render(type, { method: 'm2m', key_type: type, jwt_algorithm: algorithm, private_key: key, certificate_id: made.certificate_id });
  }
});
after(() => rm(folder, { recursive: true }));

/** The values of an export as the environment has them. */
const environment = (json) => Object.fromEntries(Object.entries(json).filter(([key]) => key !== 'name').map(([key, value]) => [`NETSUITE_${key.toUpperCase()}`, value]));

for (const name of ['tba', 'hostile', 'rsa3072']) {
  test(`the readers of files agree about ${name}`, async () => {
    const json = JSON.parse(await exported(name, 'json'));
    assert.equal(json.consumer_key, account.consumer_key);
    assert.deepEqual(dotenv.parse(await exported(name, 'dotenv')), environment(json));
    assert.deepEqual(YAML.parse(await exported(name, 'yaml')), json);

    const manifest = YAML.parse(await exported(name, 'kubernetes'));
    new Secret(manifest).validate();
    assert.deepEqual(manifest.stringData, environment(json));

    const scope = new postman.VariableScope(JSON.parse(await exported(name, 'postman')));
    for (const [key, value] of Object.entries(json)) {
      if (key !== 'name') assert.equal(scope.get(key), key === 'private_key' ? undefined : value);
    }
  });
}

test('openssl reads the private key', async () => {
  const file = path.join(folder, 'rsa3072', 'pem');
  await run('openssl', ['pkey', '-in', file, '-noout', '-check']);
  assert.equal(await readFile(file, 'utf8'), await readFile(path.join(folder, 'rsa3072-private.pem'), 'utf8'));
});

test('the SuiteCloud CLI takes the line', async () => {
  const script = await exported('rsa3072', 'suitecloud');
  const bin = path.join(folder, 'suitecloud-bin');
  await mkdir(bin);
  await writeFile(path.join(bin, 'suitecloud'), `#!/bin/sh\nexec node ${path.join(here, 'suitecloud.cjs')} "$@"\n`, { mode: 0o755 });
  const env = { PATH: `${bin}:${process.env.PATH}`, SUITECLOUD_CI_PASSKEY: 'a1'.repeat(16), NETSUITE_PRIVATE_KEY_FILE: path.join(folder, 'rsa3072-private.pem') };
  const { stdout } = await run('bash', ['-c', script], { env });
  const json = JSON.parse(await exported('rsa3072', 'json'));
  assert.deepEqual(JSON.parse(stdout), {
    account: account.account, authid: 'rsa3072', certificateid: json.certificate_id, privatekeypath: path.join(folder, 'rsa3072-private.pem'),
  });
  const refused = spawnSync('bash', ['-c', script], { env: { ...env, SUITECLOUD_CI_PASSKEY: 'short' } });
  assert.equal(refused.status, 2);
});

/** Commands that write down what they are called with. */
async function recorder(name, ...commands) {
  const bin = path.join(folder, name);
  await mkdir(bin);
  for (const command of commands) {
    const file = path.join(bin, command);
    await writeFile(file, `#!/bin/bash\nread -rd '' input\nprintf '%s\\0' "$input" "$@" >"$0.$$.$RANDOM"\n`);
    await chmod(file, 0o755);
  }
  return async (script) => {
    const ran = spawnSync('bash', ['-c', script], { env: { PATH: `${bin}:${process.env.PATH}` }, input: '' });
    assert.equal(ran.status, 0, String(ran.stderr));
    const calls = [];
    for (const file of await readdir(bin)) {
      if (!file.includes('.')) continue;
      const [input, ...args] = (await readFile(path.join(bin, file), 'utf8')).split('\0').slice(0, -1);
      calls.push({ command: file.split('.')[0], input, args: args.join(' ') });
    }
    return calls;
  };
}

test('the scripts for Docker, GitHub and systemd give every secret to standard input', async () => {
  for (const name of ['tba', 'hostile', 'rsa3072']) {
    const json = JSON.parse(await exported(name, 'json'));
    const secrets = ['consumer_secret', 'token_secret', 'private_key'].filter((key) => json[key]);
    for (const [format, command, place] of [['docker', 'docker', (key) => `secret create netsuite-${name}.${key} -`],
      ['github', 'gh', (key) => `secret set NETSUITE_${key.toUpperCase()}`],
      ['systemd', 'systemd-creds', (key) => `encrypt --name=${key} - /etc/credstore.encrypted/netsuite-${name}.${key}`]]) {
      const record = await recorder(`${format}-${name}`, command, 'install');
      const script = await exported(name, format);
      const calls = (await record(script)).filter((call) => call.command === command);
      for (const key of secrets) {
        const call = calls.find((c) => c.args === place(key));
        assert.equal(call?.input, json[key].replace(/^[ \n]+|[ \n]+$/g, ''), `${format} ${key}`); // read drops them at both ends
        assert.ok(calls.every((c) => !c.args.includes(json[key])), `${format}: ${key} is in an argument`);
      }
      await check(script);
    }
  }
});

/** shellcheck has nothing to say. */
async function check(script) {
  const result = spawnSync('shellcheck', ['--severity=warning', '-'], { input: script });
  if (result.error?.code === 'ENOENT' && process.env.CI !== 'true') return;
  assert.equal(result.status, 0, String(result.stdout) + result.error);
}

/** A Python that has PyJWT, which is the one library that a snippet needs. */
function python() {
  const found = ['python3', '/usr/bin/python3'].find((p) => spawnSync(p, ['-c', 'import jwt, cryptography']).status === 0);
  assert.ok(found || process.env.CI !== 'true', 'no Python with PyJWT: install python3-jwt');
  return found;
}

for (const name of ['tba', 'p521', 'rsa3072']) {
  test(`the snippets sign in by ${name}`, async (t) => {
    const env = { ...process.env, CURL_CA_BUNDLE: process.env.SSL_CERT_FILE, ...environment(JSON.parse(await exported(name, 'json'))) };
    const work = path.join(folder, `snippets-${name}`);
    await mkdir(work);
    const snippet = async (format, file) => {
      await writeFile(path.join(work, file), await exported(name, format));
      return path.join(work, file);
    };
    const curl = await snippet('curl', 'snippet.sh');
    await check(await readFile(curl, 'utf8'));
    const node = await snippet('node', 'snippet.mjs');
    const py = await snippet('python', 'snippet.py');
    const goFile = await snippet('go', 'main.go');
    await run('go', ['build', '-o', path.join(work, 'snippet'), goFile], { env: { ...env, GO111MODULE: 'off' } });
    const interpreter = name === 'tba' ? 'python3' : python();
    const lines = { curl: ['bash', curl], node: ['node', '--import', path.join(here, 'proxy.mjs'), node], go: [path.join(work, 'snippet')] };
    if (interpreter) lines.python = [interpreter, py];
    else t.diagnostic('python left out: PyJWT is not here');
    const rest = `https://${hostLabel(account)}.suitetalk.api.netsuite.com`;
    for (const [language, [command, ...args]] of Object.entries(lines)) {
      const time = await run(command, args, { env });
      assert.ok(Math.abs(Date.now() - Date.parse(JSON.parse(time.stdout).serverTime)) < 60_000, `${language}: ${time.stdout}`);
      const list = await run(command, [...args, `${rest}/services/rest/record/v1/customer?limit=5&q=a%20b%2Bc`], { env });
      assert.equal(JSON.parse(list.stdout).count, 0, language);
    }
  });
}

test('the sheet of Jitterbit has values that sign in', async () => {
  const sheet = Object.fromEntries((await exported('tba', 'jitterbit')).trimEnd().split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2)));
  assert.deepEqual(Object.keys(sheet), ['Account', 'Wsdl Download Url', 'Consumer Key', 'Consumer Secret', 'Token Key', 'Token Secret',
    'Signature Algorithm', 'Call Time Out', 'Retry on Recoverable Exception', 'Maximum Number of Retries', 'Retry Interval']);
  assert.equal(sheet['Consumer Secret'], account.consumer_secret);
  assert.equal(sheet['Token Key'], account.token_id);
  assert.equal(sheet['Token Secret'], account.token_secret);
  assert.match(sheet['Wsdl Download Url'], /^https:\/\/[^/]+\.suitetalk\.api\.netsuite\.com\/wsdl\/v\d{4}_\d_0\/netsuite\.wsdl$/);
});

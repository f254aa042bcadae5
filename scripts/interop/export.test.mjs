// Each export is read back by the reader of whoever takes it, and its values sign in to `suitekey practice`.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import dotenv from 'dotenv';
import { Secret } from 'kubernetes-models/v1/Secret';
import postman from 'postman-collection';
import YAML from 'yaml';
import { run } from './practice.mjs';
import { account, check, environment, exported, folder, renderAll, removeAll } from './rendered.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));

before(renderAll);
after(removeAll);

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

test('the sheet of Jitterbit has values that sign in', async () => {
  const sheet = Object.fromEntries((await exported('tba', 'jitterbit')).trimEnd().split('\n').filter((line) => !line.startsWith('# ')).map((line) => line.split(/: (.*)/s).slice(0, 2)));
  assert.deepEqual(Object.keys(sheet), ['Account', 'Wsdl Download Url', 'Consumer Key', 'Consumer Secret', 'Token Key', 'Token Secret',
    'Signature Algorithm', 'Call Time Out', 'Retry on Recoverable Exception', 'Maximum Number of Retries', 'Retry Interval']);
  assert.equal(sheet['Consumer Secret'], account.consumer_secret);
  assert.equal(sheet['Token Key'], account.token_id);
  assert.equal(sheet['Token Secret'], account.token_secret);
  assert.match(sheet['Wsdl Download Url'], /^https:\/\/[^/]+\.suitetalk\.api\.netsuite\.com\/wsdl\/v\d{4}_\d_0\/netsuite\.wsdl$/);
});

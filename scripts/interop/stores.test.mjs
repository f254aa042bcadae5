// The exports for places that keep secrets, and for products that read a file, are read back by parsers of other people.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import hcl from 'hcl2-parser';
import { createRequire } from 'node:module';
import YAML from 'yaml';
import { account, check, environment, exported, folder, removeAll, renderForReading } from './rendered.mjs';

before(renderForReading);
after(removeAll);

const plain = async (name) => {
  const { name: _, ...values } = JSON.parse(await exported(name, 'json'));
  return values;
};

// A program in the place of each command-line program: it writes down its arguments, its standard input and the files that its
// arguments name.
const spy = `#!/bin/bash
printf '%s\\0' "$@" >"$SPY/arguments"
if [[ " $* " == *" - "* || $* == *--data-file=- ]]; then cat >"$SPY/value"; fi
previous=
for word; do
  [[ $previous != --file ]] || cat "$word" >"$SPY/value"
  [[ $word != file://* ]] || cat "\${word#file://}" >"$SPY/value"
  previous=$word
done
`;

for (const [format, command, want] of [
  ['vault', 'vault', ['kv', 'put', '-mount=secret', 'NAME', '-']],
  ['aws', 'aws', ['secretsmanager', 'create-secret', '--name', 'NAME', '--secret-string']],
  ['azure', 'az', ['keyvault', 'secret', 'set', '--vault-name', 'practice', '--name', 'NAME', '--file']],
  ['gcp', 'gcloud', ['secrets', 'create', 'NAME', '--replication-policy=automatic', '--data-file=-']],
]) {
  test(`the script for ${format} gives all values at once, and none as an argument`, async () => {
    for (const name of ['tba', 'hostile', 'rsa3072']) {
      const bin = path.join(folder, `${format}-${name}`);
      await mkdir(bin);
      await writeFile(path.join(bin, command), spy, { mode: 0o755 });
      const script = await exported(name, format);
      await check(script);
      const ran = spawnSync('bash', ['-c', script], { env: { PATH: `${bin}:${process.env.PATH}`, SPY: bin, KEY_VAULT: 'practice' }, input: '' });
      assert.equal(ran.status, 0, String(ran.stderr));
      const args = (await readFile(path.join(bin, 'arguments'), 'utf8')).split('\0');
      assert.deepEqual(args.slice(0, want.length), want.map((word) => word.replace('NAME', `netsuite-${name}`)));
      const values = await plain(name);
      assert.deepEqual(JSON.parse(await readFile(path.join(bin, 'value'), 'utf8')), values);
      for (const key of ['consumer_secret', 'token_secret', 'private_key']) {
        assert.ok(!values[key] || args.every((word) => !word.includes(values[key])), `${key} is in an argument`);
      }
    }
  });
}

for (const name of ['tba', 'hostile', 'rsa3072']) {
  test(`parsers read the files of ${name}`, async () => {
    const values = await plain(name);
    const item = JSON.parse(await exported(name, '1password'));
    assert.deepEqual(Object.fromEntries(item.fields.map((f) => [f.id, f.value])), values);
    assert.ok(item.fields.every((f) => (f.type === 'CONCEALED') === /secret|private_key/.test(f.id)));

    const tfvars = await exported(name, 'terraform');
    const [parsed] = hcl.parseToObject(tfvars);
    const unescaped = (text) => text.replaceAll('$${', '${').replaceAll('%%{', '%{'); // the parser leaves them
    assert.deepEqual(Object.fromEntries(Object.entries(parsed).map(([key, value]) => [key.replace('netsuite_', ''), unescaped(value)])), values);
    const declared = hcl.parseToObject(tfvars.split('\n').filter((line) => line.startsWith('#   ')).map((line) => line.slice(4)).join('\n'))[0].variable;
    assert.deepEqual(Object.keys(declared).sort(), Object.keys(parsed).sort());
    assert.equal(declared[name === 'rsa3072' ? 'netsuite_private_key' : 'netsuite_token_secret'][0].sensitive, true);

    const compose = YAML.parse(await exported(name, 'compose'));
    assert.deepEqual(Object.values(compose.secrets).map((s) => s.environment).sort(), Object.keys(environment(values)).sort());
  });
}

test('the files of products have the fields of the products', async () => {
  const { consumer_key, consumer_secret, token_id, token_secret } = account;
  // What the connector's specification demands, but for the start date (docs.airbyte.com/integrations/sources/netsuite).
  assert.deepEqual(JSON.parse(await exported('tba', 'airbyte')), { realm: account.account, consumer_key, consumer_secret, token_key: token_id, token_secret });
  assert.deepEqual(YAML.parse(await exported('tba', 'estuary')), {
    account: account.account, role_id: '1000', suiteanalytics_data_source: 'NetSuite2.com',
    authentication: { auth_type: 'token', consumer_key, consumer_secret, token_id, token_secret },
  });
  // Keys of POST /v1/connections (fivetran.com/docs/connectors/applications/netsuite-suiteanalytics/api-configuration).
  const fivetran = ['account', 'certificate_id', 'consumer_key', 'consumer_secret', 'datasource', 'host', 'private_key', 'role', 'token_key', 'token_secret'];
  for (const name of ['tba', 'rsa3072']) assert.ok(Object.keys(JSON.parse(await exported(name, 'fivetran'))).every((key) => fivetran.includes(key)));
});

/** The labels of a sheet; a private key has lines without one. */
const labels = async (name, format) =>
  (await exported(name, format)).replace(/-----BEGIN[^]*-----END.*/, '').split('\n').filter((line) => /^[^#].*:/.test(line)).map((line) => line.split(':')[0]);

test('the sheet of n8n has the fields of its credential', async () => {
  // NetSuite.credentials.js of n8n-nodes-netsuite 0.7.6, whose own dependencies are too many to install here.
  assert.deepEqual(await labels('tba', 'n8n'), ['Hostname', 'Account ID', 'Consumer Key', 'Consumer Secret', 'Token Key', 'Token Secret']);
});

test('the sheet of Nango has the fields of its provider, whose algorithm NetSuite refuses', async () => {
  const file = createRequire(import.meta.url).resolve('@nangohq/providers/providers.yaml');
  const [entry] = /^netsuite-client-credentials:\n(?:[ #].*\n|\n)*/m.exec(await readFile(file, 'utf8')); // one of a thousand
  const provider = YAML.parse(entry)['netsuite-client-credentials'];
  const groups = [provider.connection_config, provider.credentials, provider.assertion_option];
  const fields = groups.flatMap((group) => Object.values(group)).filter((field) => !field.automated);
  assert.deepEqual(await labels('rsa3072', 'nango'), fields.map((field) => field.title));
  // What `export` warns of: once Nango signs otherwise, the warning goes (assets/export/products.json).
  assert.equal(provider.assertion.header.alg, 'RS256');
  assert.ok(!('scope' in provider.assertion.payload));
});

test('the sheets of the other products have the fields of their sources', async () => {
  // activepieces, packages/pieces/community/netsuite/src/lib/auth.ts; npm does not have it.
  assert.deepEqual(await labels('rsa3072', 'activepieces'), ['Account ID', 'Client ID', 'Certificate ID (kid)', 'Private Key', 'Scope']);
  assert.deepEqual(await labels('tba', 'activepieces'), ['Account ID', 'Consumer Key', 'Consumer Secret', 'Token ID', 'Token Secret']);
});

for (const name of ['p521', 'rsa3072']) {
  test(`openssl and keytool read the keystores of ${name}`, async (t) => {
    const env = { ...process.env, KEYSTORE_PASSWORD: 'practice-password' };
    const fingerprint = async (certificate) => String(spawnSync('openssl', ['x509', '-noout', '-fingerprint', '-sha256'], { input: certificate }).stdout).split('=')[1].trim();
    const want = await fingerprint(await readFile(path.join(folder, `${name}-certificate.pem`)));
    const script = await exported(name, 'pkcs12');
    await check(script);
    assert.equal(spawnSync('bash', ['-c', script], { env, cwd: folder }).status, 0);
    const key = spawnSync('openssl', ['pkcs12', '-in', `${name}.p12`, '-nodes', '-nocerts', '-passin', 'env:KEYSTORE_PASSWORD'], { env, cwd: folder });
    const pem = spawnSync('openssl', ['pkey'], { input: key.stdout });
    assert.equal(String(pem.stdout), await exported(name, 'pem'));
    if (spawnSync('keytool', ['-help']).error) {
      assert.notEqual(process.env.CI, 'true', 'keytool is not installed: scripts/test installs it');
      return t.skip('keytool is not installed');
    }
    const jks = await exported(name, 'jks');
    await check(jks);
    const made = spawnSync('bash', ['-c', jks], { env, cwd: folder });
    assert.equal(made.status, 0, String(made.stdout) + made.stderr);
    for (const file of [`${name}.p12`, `${name}.jks`]) {
      const listed = spawnSync('keytool', ['-list', '-v', '-keystore', file, '-storepass:env', 'KEYSTORE_PASSWORD'], { env, cwd: folder });
      assert.match(String(listed.stdout), /Entry type: PrivateKeyEntry/);
      assert.ok(String(listed.stdout).includes(want), `${file}: ${listed.stdout}`);
    }
  });
}

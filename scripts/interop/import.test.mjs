// What newman exports is imported, and signs in.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import newman from 'newman';
import { practiceAccount, run } from './practice.mjs';

const account = practiceAccount('_RP');
const folder = await mkdtemp(path.join(tmpdir(), 'interop-import-'));
after(() => rm(folder, { recursive: true }));

/** What newman writes after a run: the environment and the collection, as Postman would export them. */
function exportedByNewman(options) {
  return new Promise((resolve, reject) => newman.run(options, (error, summary) => (error || summary.run.failures.length ? reject(error ?? summary.run.failures) : resolve())));
}

test('an environment and a collection that newman exports are imported', async () => {
  const file = (name) => path.join(folder, name);
  const values = [['NETSUITE_ACCOUNT', account.account], ['CONSUMER_KEY', account.consumer_key], ['CONSUMER_SECRET', account.consumer_secret], ['TOKEN_ID', account.token_id], ['TOKEN_SECRET', account.token_secret]];
  const variable = (name) => `{{${name}}}`;
  await exportedByNewman({
    environment: { name: 'NetSuite', values: values.map(([key, value]) => ({ key, value, enabled: true, type: key.endsWith('SECRET') ? 'secret' : 'default' })) },
    collection: {
      info: { name: 'NetSuite', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' }, item: [],
      auth: { type: 'oauth1', oauth1: Object.entries({
        realm: account.account, consumerKey: account.consumer_key, consumerSecret: account.consumer_secret, token: account.token_id, tokenSecret: account.token_secret, signatureMethod: 'HMAC-SHA256', version: '1.0', nonce: variable('nonce'),
      }).map(([key, value]) => ({ key, value, type: 'string' })) },
    },
    exportEnvironment: file('environment.json'), exportCollection: file('collection.json'),
  });
  assert.equal(JSON.parse(await readFile(file('environment.json'), 'utf8'))._postman_variable_scope, 'environment');
  await writeFile(file('pass'), 'a passphrase for these tests\n', { mode: 0o600 });
  for (const name of ['environment', 'collection']) {
    const { stdout } = await run(process.env.SUITEKEY, ['import', 'postman', file(`${name}.json`), name, '--no-input', '--json', '--home', file('vault'), '--passphrase-file', file('pass'), '--surfaces', 'rest']);
    const saved = JSON.parse(stdout);
    assert.equal(saved.state, 'done', stdout);
    assert.equal(saved.account, account.account);
  }
});

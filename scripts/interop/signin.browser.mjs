// A real browser signs in to `suitekey practice` for the suitekey that waits for it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { keyHash, Page } from './chromium.mjs';
import { hostLabel, practiceAccount, useProxy } from './practice.mjs';

const account = practiceAccount('');
const folder = mkdtempSync(join(tmpdir(), 'suitekey-signin-'));
const passphrase = join(folder, 'passphrase');
let page;

/** The hash of the key of the practice certificates: the same one for all hosts. */
function practiceKey() {
  return new Promise((resolve, reject) => {
    const req = https.get(`https://${hostLabel(account)}.app.netsuite.com/`, (res) => {
      resolve(keyHash(res.socket.getPeerX509Certificate().publicKey.export({ type: 'spki', format: 'der' })));
      res.resume();
    });
    req.on('error', reject);
  });
}

before(async () => {
  writeFileSync(passphrase, 'practise makes perfect\n', { mode: 0o600 });
  useProxy();
  page = await Page.open(process.env.HTTPS_PROXY, await practiceKey());
});

after(async () => {
  await page?.close();
  rmSync(folder, { recursive: true });
});

/** Starts a set-up that needs a sign-in. link is what it prints, ended what became of it. */
function setup(name, flags, input = '') {
  const { DISPLAY, WAYLAND_DISPLAY, ...env } = process.env; // no other browser
  const child = spawn(
    process.env.SUITEKEY,
    ['setup', name, '--no-input', '--json', '--account', account.account, '--surfaces', 'rest', '--consumer-key', account.consumer_key, ...flags],
    {
      env: {
        ...env,
        SUITEKEY_HOME: join(folder, 'vault'),
        SUITEKEY_PASSPHRASE_FILE: passphrase,
        SUITEKEY_CONSUMER_SECRET: account.consumer_secret,
      },
    },
  );
  child.stdin.end(input);
  let out = '';
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => (out += chunk));
  const link = new Promise((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      told += chunk;
      const found = told.match(/click Allow: (https:\S+)\n/);
      if (found) resolve(found[1]);
    });
    child.on('exit', () => reject(new Error(`it ended without a link:\n${told}`)));
  });
  link.catch(() => {}); // not every set-up prints one there
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, told, result: JSON.parse(out) }));
  });
  return { link, ended };
}

/** On NetSuite's page: choose user and role, and press the button. */
async function decide(link, decision) {
  await page.go(link);
  await page.heading('Allow access');
  const chosen = await page.value(`(() => {
    const who = document.querySelector('select[name=who]');
    who.value = ${JSON.stringify(`${account.entity};${account.role}`)};
    return who.selectedOptions[0]?.text;
  })()`);
  assert.match(chosen ?? '', /, /, 'user and role are not on the page');
  await page.click(`button[value=${decision}]`);
}

test('TBA: Allow ends on the page of suitekey, which has the token pair, tests and saves', async () => {
  const { link, ended } = setup('acme', ['--method', 'tba', '--token-by', 'browser']);
  await decide(await link, 'allow');
  await page.heading('You can close this page');
  assert.match(await page.address(), /^http:\/\/localhost:\d+\/callback\?/);
  const { code, told, result } = await ended;
  assert.equal(code, 0, told);
  assert.equal(result.state, 'done');
  assert.ok(result.test.ok, told);
});

test('TBA: Deny ends the set-up with 3, and nothing is saved', async () => {
  const { link, ended } = setup('denied', ['--method', 'tba', '--token-by', 'browser']);
  await decide(await link, 'deny');
  await page.heading('Access was not allowed');
  const { code, told, result } = await ended;
  assert.equal(code, 3, told);
  assert.match(result.error, /clicked Deny/);
});

for (const [name, flags] of Object.entries({
  'OAuth 2.0 by a person': ['--method', 'code'],
  'M2M, the certificate uploaded by the sign-in': ['--method', 'm2m', '--upload-by', 'browser'],
})) {
  test(`${name}: the address of the page that cannot be shown is pasted`, async () => {
    const connection = flags[1];
    const first = await setup(connection, flags).ended;
    assert.equal(first.code, 20, first.told);
    await decide(first.result.authorize_url, 'allow');
    const redirected = await page.until('the redirect', async () => {
      const address = await page.address();
      return address.startsWith('https://localhost/suitekey?') && address;
    });
    const { code, told, result } = await setup(connection, [...flags, '--secrets-file', '-'], JSON.stringify({ redirected })).ended;
    assert.equal(code, 0, told);
    assert.equal(result.state, 'done');
    assert.ok(result.test.ok, told);
  });
}

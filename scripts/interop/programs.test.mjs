// The programs that `export` writes sign in to `suitekey practice`.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { hostLabel, run } from './practice.mjs';
import { account, check, environment, exported, folder, removeAll, renderAll } from './rendered.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));

before(renderAll);
after(removeAll);

/** A Python that has PyJWT, which is the one library that a snippet needs. */
function python() {
  const found = ['python3', '/usr/bin/python3'].find((p) => spawnSync(p, ['-c', 'import jwt, cryptography']).status === 0);
  assert.ok(found || process.env.CI !== 'true', 'no Python with PyJWT: install python3-jwt');
  return found;
}

const built = {};

/** How to call the program of each language, and in which environment. */
async function programs(t, name) {
  const env = { ...process.env, CURL_CA_BUNDLE: process.env.SSL_CERT_FILE, ...environment(JSON.parse(await exported(name, 'json'))) };
  if (built[name]) return { env, lines: built[name] };
  const work = path.join(folder, `programs-${name}`);
  await mkdir(work);
  const program = async (format, file) => {
    await copyFile(path.join(folder, name, format), path.join(work, file));
    return path.join(work, file);
  };
  const curl = await program('curl', 'program.sh');
  await check(await readFile(curl, 'utf8'));
  const go = await program('go', 'main.go');
  await run('go', ['build', '-o', path.join(work, 'program'), go], { env: { ...env, GO111MODULE: 'off' } });
  const lines = {
    curl: ['bash', curl], node: ['node', '--import', path.join(here, 'proxy.mjs'), await program('node', 'program.mjs')], go: [path.join(work, 'program')],
  };
  const interpreter = name === 'tba' ? 'python3' : python();
  if (interpreter) lines.python = [interpreter, await program('python', 'program.py')];
  else t.diagnostic('python left out: PyJWT is not here');
  return { env, lines: (built[name] = lines) };
}

for (const name of ['tba', 'p521', 'rsa3072']) {
  test(`the programs sign in by ${name}`, async (t) => {
    const { env, lines } = await programs(t, name);
    const rest = `https://${hostLabel(account)}.suitetalk.api.netsuite.com`;
    for (const [language, [command, ...args]] of Object.entries(lines)) {
      const time = await run(command, args, { env });
      assert.ok(Math.abs(Date.now() - Date.parse(JSON.parse(time.stdout).serverTime)) < 60_000, `${language}: ${time.stdout}`);
      const list = await run(command, [...args, `${rest}/services/rest/record/v1/customer?limit=5&q=a%20b%2Bc`], { env });
      assert.equal(JSON.parse(list.stdout).count, 0, language);
    }
  });
}

test('the programs sign every query', async (t) => {
  const { queries } = JSON.parse(await readFile(path.join(here, 'queries.json'), 'utf8'));
  assert.equal(queries.length, 17);
  const { env, lines } = await programs(t, 'tba');
  assert.equal(Object.keys(lines).length, 4);
  const url = `https://${hostLabel(account)}.restlets.api.netsuite.com/rest/tokeninfo?`;
  await Promise.all(Object.entries(lines).map(async ([language, [command, ...args]]) => {
    for (const query of queries) {
      const answer = await run(command, [...args, url + query], { env }).catch((err) => err);
      assert.ok(answer.stdout.includes(account.account), `${language} is refused for ${query}: ${answer.stdout} ${answer.stderr}`);
    }
  }));
});

test('the programs follow no redirect', async (t) => {
  const prefix = path.join(folder, 'redirecting');
  await run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=DNS:localhost', '-keyout', `${prefix}.key`, '-out', `${prefix}.crt`]);
  const own = await readFile(`${prefix}.crt`, 'utf8');
  await writeFile(`${prefix}-trusted.pem`, (await readFile(process.env.SSL_CERT_FILE, 'utf8')) + own);
  let seen;
  const server = createServer({ key: await readFile(`${prefix}.key`), cert: own }, (req, res) => {
    seen.push(req.url);
    res.writeHead(302, { location: `https://localhost:${server.address().port}/elsewhere` }).end();
  });
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  t.after(() => server.close());
  for (const name of ['tba', 'p521']) {
    const { env, lines } = await programs(t, name);
    const trusting = { ...env, SSL_CERT_FILE: `${prefix}-trusted.pem`, CURL_CA_BUNDLE: `${prefix}-trusted.pem`, NO_PROXY: 'localhost', HOME: folder };
    await writeFile(path.join(folder, '.curlrc'), 'location\n');
    for (const [language, [command, ...args]] of Object.entries(lines)) {
      if (language === 'node') continue; // its https follows none, and its proxy here knows no exception
      seen = [];
      await run(command, [...args, `https://localhost:${server.address().port}/first`], { env: trusting }).catch(() => {});
      assert.deepEqual(seen, ['/first'], `${language} by ${name}`);
    }
  }
});

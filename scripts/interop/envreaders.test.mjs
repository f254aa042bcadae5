// The .env files that `export` writes are read by the programs that people read such files with. What assets/export/readers.json
// says of a reader is held against the reader.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import dotenv from 'dotenv';
import { expand } from 'dotenv-expand';
import YAML from 'yaml';
import { environment, exported, folder, removeAll, renderForReading } from './rendered.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const { readers } = JSON.parse(await readFile(path.join(here, '../../assets/export/readers.json'), 'utf8'));
const go = path.join(folder, 'envreaders');

before(async () => {
  await renderForReading();
  const made = spawnSync('go', ['build', '-o', go, '.'], { cwd: path.join(here, 'envreaders') });
  assert.equal(made.status, 0, String(made.stderr));
});
after(removeAll);

/** Runs a program in an environment without variables of NetSuite; what it prints is JSON. */
function json(command, args, options = {}) {
  const ran = spawnSync(command, args, { env: { PATH: process.env.PATH, HOME: folder }, ...options });
  if (ran.status !== 0) throw new Error(`${command} ends with ${ran.status ?? ran.error}: ${ran.stderr}`);
  return JSON.parse(String(ran.stdout).slice(String(ran.stdout).indexOf('{')));
}

const dump = 'JSON.stringify(process.env)';
const bin = (name) => path.join(here, 'node_modules', name);
const python = (script) => (file) => json('/usr/bin/python3', ['-c', `import json, os, sys\nfile = sys.argv[1]\n${script}`, file]);
const ruby = (script) => (file) => json('ruby', ['-e', `require "json"; file = ARGV[0]; ${script}`, file]);
const php = (script) => (file) => json('php', ['-r', `$file = $argv[1]; ${script}`, file]);
const shell = (name) => (file) => json(name, ['-c', `set -a; . "$1"; exec node -p '${dump}'`, name, file]);
const library = (name) => (file) => json(go, [name, file]);

/** The environment generator of systemd reads such files by the parser that EnvironmentFile= has; it expands $NAME besides. */
async function systemd(file) {
  const home = path.join(folder, 'systemd');
  await mkdir(path.join(home, 'environment.d'), { recursive: true });
  await copyFile(file, path.join(home, 'environment.d/connection.conf'));
  const ran = spawnSync('/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator', { env: { XDG_CONFIG_HOME: home, HOME: folder } });
  assert.equal(ran.status, 0, String(ran.stderr));
  return Object.fromEntries(String(ran.stdout).trimEnd().split('\n').map((line) => {
    const [, name, quoted, plain] = line.match(/^(\w+)=(?:\$?"(.*)"|(.*))$/);
    return [name, quoted === undefined ? plain : quoted.replace(/\\(x[0-9a-f]{2}|.)/g, (_, c) => ({ n: '\n', t: '\t' })[c] ?? c)];
  }));
}

async function kustomize(file) {
  const work = path.join(folder, 'kustomize');
  await mkdir(work, { recursive: true });
  await copyFile(file, path.join(work, 'file.env'));
  await writeFile(path.join(work, 'kustomization.yaml'), 'secretGenerator: [{name: x, envs: [file.env]}]\n');
  const ran = spawnSync('kubectl', ['kustomize', work]);
  if (ran.status !== 0) throw new Error(String(ran.stderr));
  return decoded(YAML.parse(String(ran.stdout)).data);
}
const decoded = (data) => Object.fromEntries(Object.entries(data).map(([name, value]) => [name, String(Buffer.from(value, 'base64'))]));

async function next(file) {
  const work = path.join(folder, 'next');
  await mkdir(work, { recursive: true });
  await copyFile(file, path.join(work, '.env'));
  return json('node', ['-e', `require(${JSON.stringify(bin('@next/env'))}).loadEnvConfig(${JSON.stringify(work)}, false, { info() {}, error() {} }); console.log(${dump})`]);
}

// Each program under the key of the form that is written for it.
const programs = {
  docker: { 'docker/cli': library('docker') },
  kubectl: { kubectl: (file) => decoded(json('kubectl', ['create', 'secret', 'generic', 'x', `--from-env-file=${file}`, '--dry-run=client', '-o', 'json']).data) },
  kustomize: { 'kubectl kustomize': kustomize },
  compose: { 'compose-go': library('compose-go') },
  systemd: { systemd },
  shell: { bash: shell('bash'), dash: shell('dash') },
  node: { node: (file) => json('node', [`--env-file=${file}`, '-p', dump]) },
  npm: {
    dotenv: async (file) => dotenv.parse(await readFile(file, 'utf8')),
    dotenvx: (file) => json(bin('.bin/dotenvx'), ['run', '-q', '-f', file, '--', 'node', '-p', dump]),
    'dotenv-cli': (file) => json('node', [bin('dotenv-cli/cli.js'), '-e', file, '--', 'node', '-p', dump]),
  },
  next: { '@next/env': next, 'dotenv-expand': async (file) => expand({ parsed: dotenv.parse(await readFile(file, 'utf8')), processEnv: {} }).parsed },
  'env-cmd': { 'env-cmd': (file) => json(bin('.bin/env-cmd'), ['-f', file, 'node', '-p', dump]) },
  php: {
    phpdotenv: php('require "Dotenv/autoload.php"; echo json_encode(Dotenv\\Dotenv::createArrayBacked(dirname($file), basename($file))->load());'),
    symfony: php('require "Symfony/Component/Dotenv/autoload.php"; echo json_encode((new Symfony\\Component\\Dotenv\\Dotenv)->parse(file_get_contents($file)));'),
  },
  ruby: { dotenv: ruby('require "dotenv"; Dotenv.overload(file); puts JSON.generate(ENV.to_h)') },
  foreman: { foreman: ruby('require "foreman/env"; all = {}; Foreman::Env.new(file).entries { |name, value| all[name] = value }; puts JSON.generate(all)') },
  python: { 'python-dotenv': python('import dotenv\nprint(json.dumps(dict(dotenv.dotenv_values(file))))') },
  decouple: { 'python-decouple': python('import decouple\nprint(json.dumps(decouple.RepositoryEnv(file).data))') },
  django: { 'django-environ': python('import environ\nenviron.Env.read_env(file)\nprint(json.dumps(dict(os.environ)))') },
  go: { godotenv: library('godotenv'), gotenv: library('gotenv') },
  'go-envparse': { 'go-envparse': library('go-envparse') },
  direnv: { direnv: (file) => json('direnv', ['dotenv', 'json', file]) },
};

// How to tell that a program is not here: its command or its library.
const places = {
  kubectl: 'kubectl', 'kubectl kustomize': 'kubectl', systemd: '/usr/lib/systemd/user-environment-generators', dash: 'dash', phpdotenv: '/usr/share/php/Dotenv',
  symfony: '/usr/share/php/Symfony/Component/Dotenv', foreman: ['ruby', '-e', 'require "foreman/env"'], direnv: 'direnv',
  'python-dotenv': ['/usr/bin/python3', '-c', 'import dotenv'], 'python-decouple': ['/usr/bin/python3', '-c', 'import decouple'],
  'django-environ': ['/usr/bin/python3', '-c', 'import environ'],
};
const ownPlaces = { ruby: ['ruby', '-e', 'require "dotenv"'] };

function isHere(place) {
  if (!place) return true;
  if (Array.isArray(place)) return spawnSync(place[0], place.slice(1)).status === 0;
  return place.startsWith('/') ? existsSync(place) : spawnSync('sh', ['-c', `command -v ${place}`]).status === 0;
}

/** What a program reads of the file, or that it reads nothing. */
async function reads(program, file) {
  try {
    const all = await program(file);
    return Object.fromEntries(Object.entries(all).filter(([name]) => name.startsWith('NETSUITE_')));
  } catch (err) {
    return { error: err.message };
  }
}

const same = (got, want) => JSON.stringify(Object.entries(got).sort()) === JSON.stringify(Object.entries(want).sort());

test('every reader has a program to try it with', () => {
  assert.deepEqual(Object.keys(programs).sort(), readers.map((r) => r.key).sort());
  assert.ok(Object.values(programs).flatMap(Object.keys).length >= 15);
});

for (const reader of readers) {
  for (const [name, program] of Object.entries(programs[reader.key] ?? {})) {
    test(`${reader.key}: ${name}`, async (t) => {
      if (!isHere(ownPlaces[reader.key] ?? places[name])) {
        assert.notEqual(process.env.CI, 'true', `${name} is not installed: scripts/test installs it`);
        return t.skip(`${name} is not installed`);
      }
      const file = (connection, format) => path.join(folder, connection, format);
      for (const connection of ['tba', 'rsa3072', 'hostile']) {
        const want = environment(JSON.parse(await exported(connection, 'json')));
        const own = file(connection, `dotenv.${reader.key}`);
        if (connection === 'rsa3072') assert.equal(existsSync(own), reader.lines, `${reader.key}: a key of several lines`);
        if (name === 'systemd' && connection === 'hostile') continue;
        if (existsSync(own)) assert.deepEqual(await reads(program, own), want, `the form of ${reader.key}, ${connection}`);
        if (connection === 'tba') assert.deepEqual(await reads(program, file(connection, 'dotenv')), want, 'the form for all');
        if (connection === 'rsa3072') {
          assert.equal(same(await reads(program, file(connection, 'dotenv')), want), reader.default, `${name} and the form for all, with a key of several lines`);
        }
      }
    });
  }
}

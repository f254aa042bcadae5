// What every test here shares: the practice accounts, and HTTPS through the proxy that `suitekey practice` opened.
import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { promisify } from 'node:util';
import { HttpsProxyAgent } from 'hpagent';

const { accounts } = JSON.parse(readFileSync(process.env.PRACTICE, 'utf8'));

/** A practice account by the ending of its ID: '' is production. */
export function practiceAccount(ending = '') {
  const found = accounts.find((a) => a.account.endsWith(ending) && a.account.includes('_') === (ending !== ''));
  if (!found) throw new Error(`practice has no account ending in "${ending}": ${accounts.map((a) => a.account)}`);
  return found;
}

export const hostLabel = (account) => account.account.toLowerCase().replaceAll('_', '-');

/** Clients that know nothing of proxies go through this one: Node has them all use the global agent. */
export function useProxy() {
  https.globalAgent = new HttpsProxyAgent({ proxy: process.env.HTTPS_PROXY });
}

/** One HTTPS request; the answer whatever its status. */
export function request(url, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const req = https.request(url, { method, headers }, async (res) => {
      let text = '';
      for await (const chunk of res.setEncoding('utf8')) text += chunk;
      resolve({ status: res.statusCode, headers: res.headers, text });
    });
    req.on('error', reject);
    req.end(body);
  });
}

export const run = promisify(execFile);

/** Starts `suitekey practice` as a person does and gives its first lines of shell. */
export function startPractice() {
  const child = spawn(process.env.SUITEKEY, ['practice'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const lines = new Promise((resolve, reject) => {
    let text = '';
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`practice ended with ${code} after:\n${text}`)));
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      const exports = text.split('\n').slice(0, -1).filter((line) => line.startsWith('export '));
      if (exports.length >= 3) resolve(exports.join('\n'));
    });
  });
  const stop = () =>
    new Promise((resolve) => {
      child.removeAllListeners('exit');
      child.on('exit', (code, signal) => resolve({ code, signal }));
      child.kill('SIGINT');
    });
  return { lines, stop };
}

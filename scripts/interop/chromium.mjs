// A headless Chromium, driven by its DevTools protocol through a pipe: nothing but the browser itself is needed, and no port is open.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const patience = 20_000;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What --ignore-certificate-errors-spki-list takes for the key of a certificate. */
export const keyHash = (publicKey) => createHash('sha256').update(publicKey).digest('base64');

/** A page of a browser that goes through proxy and trusts certificates of that key beside its own authorities. */
export class Page {
  #child;
  #folder;
  #session;
  #waiting = new Map();
  #last = 0;

  static async open(proxy, trusted) {
    const page = new Page();
    page.#folder = mkdtempSync(join(tmpdir(), 'suitekey-chromium-'));
    page.#child = spawn(
      process.env.CHROMIUM || 'chromium',
      [
        '--headless=new',
        '--remote-debugging-pipe',
        `--user-data-dir=${page.#folder}`,
        `--proxy-server=${proxy}`,
        `--ignore-certificate-errors-spki-list=${trusted}`,
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-dev-shm-usage',
        '--disable-gpu',
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        'about:blank',
      ],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    page.#listen();
    const { targetInfos } = await page.#call('Target.getTargets');
    const { targetId } = targetInfos.find((t) => t.type === 'page') ?? (await page.#call('Target.createTarget', { url: 'about:blank' }));
    ({ sessionId: page.#session } = await page.#call('Target.attachToTarget', { targetId, flatten: true }));
    return page;
  }

  #listen() {
    let text = '';
    this.#child.stdio[4].setEncoding('utf8').on('data', (chunk) => {
      const messages = (text + chunk).split('\0');
      text = messages.pop();
      for (const message of messages) {
        const { id, result, error } = JSON.parse(message);
        const waiting = this.#waiting.get(id);
        this.#waiting.delete(id);
        if (error) waiting?.reject(new Error(error.message));
        else waiting?.resolve(result);
      }
    });
    const end = (why) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`the browser has ended: ${why}`));
      this.#waiting.clear();
    };
    this.#child.on('error', end).on('exit', end);
    this.#child.stdio[3].on('error', end);
  }

  #call(method, params = {}) {
    return new Promise((resolve, reject) => {
      const id = ++this.#last;
      this.#waiting.set(id, { resolve, reject });
      this.#child.stdio[3].write(JSON.stringify({ id, method, params, sessionId: this.#session }) + '\0');
    });
  }

  go(url) {
    return this.#call('Page.navigate', { url });
  }

  /** The value of a JavaScript expression in the page. */
  async value(expression) {
    const { result, exceptionDetails } = await this.#call('Runtime.evaluate', { expression, returnByValue: true });
    if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.exception?.description}`);
    return result.value;
  }

  /** Presses the mouse where the element is, as a person does. */
  async click(selector) {
    const { x, y } = await this.value(
      `(() => { const r = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect(); return { x: r.x + r.width / 2, y: r.y + r.height / 2 } })()`,
    );
    for (const type of ['mousePressed', 'mouseReleased']) {
      await this.#call('Input.dispatchMouseEvent', { type, x, y, button: 'left', clickCount: 1 });
    }
  }

  /** What the address bar shows, also of a page that could not be loaded. */
  async address() {
    const { currentIndex, entries } = await this.#call('Page.getNavigationHistory');
    return entries[currentIndex].url;
  }

  /** Waits until check gives something. Questions that a page change interrupts are asked again. */
  async until(what, check) {
    let last;
    for (const end = Date.now() + patience; Date.now() < end; await pause(50)) {
      try {
        if ((last = await check())) return last;
      } catch (err) {
        last = err;
      }
    }
    throw new Error(`${what} did not come; the browser is on ${await this.address()}; last seen: ${last}`);
  }

  /** Waits for a page with that heading. */
  heading(text) {
    return this.until(`a page called "${text}"`, () => this.value(`document.querySelector('h1')?.innerText === ${JSON.stringify(text)}`));
  }

  async close() {
    await this.#call('Browser.close').catch(() => {});
    if (this.#child.exitCode === null && this.#child.signalCode === null) await new Promise((resolve) => this.#child.on('exit', resolve));
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

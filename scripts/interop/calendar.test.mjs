import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import ICAL from 'ical.js';
import { practiceAccount, run } from './practice.mjs';

// ical.js is the parser of Thunderbird. Its strict reading refuses lines that are folded wrongly.
test('a calendar program reads the calendar', async () => {
  const { account, consumer_key: key, consumer_secret: consumer, token_id: id, token_secret: secret } = practiceAccount('');
  const home = mkdtempSync(join(tmpdir(), 'suitekey-calendar-'));
  try {
    const passphrase = join(home, 'passphrase');
    writeFileSync(passphrase, 'correct horse battery staple\n', { mode: 0o600 });
    const env = {
      ...process.env, SUITEKEY_HOME: join(home, 'vault'), SUITEKEY_PASSPHRASE_FILE: passphrase,
      SUITEKEY_CONSUMER_SECRET: consumer, SUITEKEY_TOKEN_SECRET: secret,
    };
    const name = 'a-connection-with-a-rather-long-name.of-which-a-line-is-folded';
    await run(process.env.SUITEKEY, ['setup', name, '--no-input', '--account', account, '--method', 'tba', '--surfaces', 'rest,soap',
      '--consumer-key', key, '--token-id', id], { env });
    const { stdout } = await run(process.env.SUITEKEY, ['status', '--offline', '--ics', '-'], { env });

    for (const line of stdout.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, `too long: ${line}`);
    assert.ok(!stdout.includes(consumer) && !stdout.includes(secret));
    const calendar = new ICAL.Component(ICAL.parse(stdout));
    assert.equal(calendar.getFirstPropertyValue('version'), '2.0');
    const events = calendar.getAllSubcomponents('vevent').map((e) => new ICAL.Event(e));
    assert.deepEqual(events.map((e) => e.uid.split('-')[0]).sort(), ['consumer', 'review', 'tba', 'token', 'wsdl']);
    for (const event of events) {
      // The quarterly review is one event for the account; all others name their connection.
      const review = event.uid.startsWith('review-');
      const subject = review ? `Review the NetSuite connections of ${account}` : `${name}: `;
      assert.ok(event.summary.startsWith(subject), event.summary);
      assert.ok(event.startDate.isDate, 'a whole day');
      assert.equal(event.duration.toSeconds(), 24 * 3600);
      const stamp = event.component.getFirstPropertyValue('dtstamp').toJSDate();
      assert.ok(Math.abs(stamp - Date.now()) < 60_000, `stamped ${stamp}`);
      const alarms = event.component.getAllSubcomponents('valarm');
      assert.deepEqual(alarms.map((a) => a.getFirstPropertyValue('trigger').toSeconds() / -86400), review ? [1] : [60, 30, 14]);
      for (const alarm of alarms) assert.equal(alarm.getFirstPropertyValue('action'), 'DISPLAY');
    }
    const tba = events.find((e) => e.uid.startsWith('tba-'));
    assert.equal(tba.startDate.toString(), '2028-08-01');
    assert.match(tba.summary, /tentative/);
    assert.match(tba.description, new RegExp(`^production ${account}\nToken-Based Authentication ends with NetSuite 2028\\.2 \\(tentative; 2028\\.1 in older announcements\\), about August 2028\\.`));
  } finally {
    rmSync(home, { recursive: true });
  }
});

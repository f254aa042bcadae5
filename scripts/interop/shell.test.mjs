import assert from 'node:assert/strict';
import { test } from 'node:test';
import { practiceAccount, run, startPractice } from './practice.mjs';

// The lines are meant for a shell, so a shell reads them; nothing of the run that surrounds this test may help.
test('curl practises by the lines that practice prints', async () => {
  const practice = startPractice();
  try {
    const { account } = practiceAccount('');
    const url = `https://rest.netsuite.com/rest/datacenterurls?account=${account}`;
    const { stdout } = await run('bash', ['-c', `${await practice.lines}\ncurl -fsS '${url}'`], { env: { PATH: process.env.PATH } });
    assert.equal(JSON.parse(stdout).webservicesDomain, `https://${account}.suitetalk.api.netsuite.com`);
  } finally {
    const { signal } = await practice.stop();
    assert.equal(signal, null, 'practice ends in order when it is interrupted');
  }
});

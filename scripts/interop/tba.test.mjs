import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { before, test } from 'node:test';
import NetsuiteRest from 'netsuite-rest';
import OAuth from 'oauth-1.0a';
import { hostLabel, practiceAccount, request, useProxy } from './practice.mjs';

before(useProxy);

const netsuiteRest = (account, change = {}) =>
  new NetsuiteRest({
    consumer_key: account.consumer_key,
    consumer_secret_key: account.consumer_secret,
    token: account.token_id,
    token_secret: account.token_secret,
    realm: account.account,
    ...change,
  });

for (const ending of ['', '_SB1']) {
  test(`netsuite-rest reads the time of account ...${ending}`, async () => {
    const answer = await netsuiteRest(practiceAccount(ending)).request({ path: 'system/v1/serverTime' });
    assert.equal(answer.statusCode, 200);
    assert.ok(Math.abs(Date.now() - Date.parse(answer.data.serverTime)) < 60_000, answer.body);
  });
}

test('netsuite-rest is refused with the token secret of another account', async () => {
  const account = practiceAccount('_SB1');
  const wrong = netsuiteRest(account, { token_secret: practiceAccount('').token_secret });
  await assert.rejects(wrong.request({ path: 'system/v1/serverTime' }), (err) => {
    assert.equal(err.response.statusCode, 401);
    assert.match(err.response.headers['www-authenticate'], /^OAuth realm=/);
    return true;
  });
});

test('oauth-1.0a signs a RESTlet host with a query that needs escaping', async () => {
  const account = practiceAccount('');
  const oauth = OAuth({
    consumer: { key: account.consumer_key, secret: account.consumer_secret },
    realm: account.account,
    signature_method: 'HMAC-SHA256',
    hash_function: (base, key) => createHmac('sha256', key).update(base).digest('base64'),
  });
  const url = `https://${hostLabel(account)}.restlets.api.netsuite.com/rest/tokeninfo?note=${encodeURIComponent("a b+c/ü*'(~)")}`;
  const headers = oauth.toHeader(oauth.authorize({ url, method: 'GET' }, { key: account.token_id, secret: account.token_secret }));
  const answer = await request(url, { headers: { ...headers } });
  assert.equal(answer.status, 200, answer.text);
  assert.ok(answer.text.includes(account.account), answer.text);
});

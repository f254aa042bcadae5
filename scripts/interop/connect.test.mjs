// What drivers of SuiteAnalytics Connect read is read back by unixODBC, and by a parser of Java's .properties files.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { parse } from 'dot-properties';
import { hostLabel } from './practice.mjs';
import { account, exported, folder, removeAll, renderForReading } from './rendered.mjs';

before(renderForReading);
after(removeAll);

const host = () => `${hostLabel(account)}.connect.api.netsuite.com`;
const custom = (name) => `AccountID=${account.account};RoleID=1000` + (name === 'tba' ? '' : ';OAuth2Token=${NETSUITE_ACCESS_TOKEN}');

for (const name of ['tba', 'rsa3072']) {
  test(`a parser of .properties files reads what JDBC takes for ${name}`, async () => {
    const { driver, url, user } = parse(await exported(name, 'jdbc'));
    assert.equal(driver, 'com.netsuite.jdbc.openaccess.OpenAccessDriver');
    assert.equal(user, name === 'tba' ? 'TBA' : undefined);
    // jdbc:ns://HOST:PORT;NAME=VALUE..., where a value in brackets may have semicolons (docs.oracle.com, section_4425626714).
    const [, at, rest] = /^jdbc:ns:\/\/([a-z0-9.:-]+);(.*)$/.exec(url);
    assert.equal(at, `${host()}:1708`);
    const pairs = [...rest.matchAll(/([A-Za-z0-9]+)=(\([^()]*\)|[^;()]*)(?:;|$)/g)];
    assert.equal(pairs.map(([whole]) => whole).join(''), rest);
    assert.deepEqual(Object.fromEntries(pairs.map(([, key, value]) => [key, value])), {
      ServerDataSource: 'NetSuite2.com', Encrypted: '1', NegotiateSSLClose: 'false', CustomProperties: `(${custom(name)})`,
    });
  });

  test(`unixODBC reads the data source of ${name}`, async (t) => {
    const listed = spawnSync('odbcinst', ['-q', '-s', '-n', `netsuite-${name}`], { env: { ...process.env, ODBCINI: path.join(folder, name, 'odbc') } });
    if (listed.error) {
      assert.notEqual(process.env.CI, 'true', 'odbcinst is not installed: scripts/test installs it');
      return t.skip('odbcinst is not installed');
    }
    const values = Object.fromEntries(String(listed.stdout).trim().split('\n').slice(1).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
    const { Host, Port, ServerDataSource, Encrypted, UID, CustomProperties } = values;
    assert.deepEqual({ Host, Port, ServerDataSource, Encrypted, UID, CustomProperties }, {
      Host: host(), Port: '1708', ServerDataSource: 'NetSuite2.com', Encrypted: '1', UID: name === 'tba' ? 'TBA' : undefined, CustomProperties: custom(name),
    });
  });
}

'use strict';

// Tests p5plugin/. They do not depend on plugin.js.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { ASK_EVERY_TIME, ask, requiredSetting, success } = require('../p5plugin/auth.js');
const { createLogger } = require('../p5plugin/hclog.js');
const { authenticate } = require('../p5plugin/serve.js');

const asker = { authenticate: async (request) => success({ URL: requiredSetting(request, 'url') }, ASK_EVERY_TIME) };

test('requiredSetting: a given one is taken, also an empty one', async () => {
  const given = { programConfig: { url: 'p' }, stackConfig: {}, stackName: 'dev' };

  assert.equal((await ask(asker, given)).env.URL, 'p');
  assert.equal((await ask(asker, { ...given, stackConfig: { url: '' } })).env.URL, '');
});

test('requiredSetting: a missing one is a failure that names the files', async () => {
  const response = await ask(asker, { programConfig: {}, stackConfig: {}, stackName: 'dev' });

  assert.deepEqual(response, {
    success: false,
    error:
      "The setting 'url' is missing. Give it under this plugin's 'config' in p5.toml, Pulumi.yaml or Pulumi.dev.yaml.",
  });
});

test('ask: what the plugin throws otherwise goes through', async () => {
  const broken = { authenticate: () => { throw new Error('it broke'); } };

  await assert.rejects(ask(broken, {}), { message: 'it broke' });
});

test('createLogger: each level is a line of JSON with its fields', () => {
  const lines = [];
  const logger = createLogger('dev-env', { write: (line) => lines.push(JSON.parse(line)) });

  for (const level of ['trace', 'debug', 'info', 'warn', 'error']) {
    logger[level]('3 bottles', { colour: 'green' });
    const { '@timestamp': timestamp, ...line } = lines.pop();

    assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    assert.deepEqual(line, { '@level': level, '@message': '3 bottles', '@module': 'dev-env', colour: 'green' });
  }
});

for (const [thrown, details] of [[new Error('it broke'), 'it broke'], ['a text', 'a text'], [undefined, 'undefined']]) {
  test(`authenticate: ${thrown} is a status with its text, and no more than a debug line`, async () => {
    const lines = [];
    const logger = createLogger('p5plugin', { write: (line) => lines.push(JSON.parse(line)) });
    const broken = { authenticate: async () => { throw thrown; } };

    const error = await new Promise((resolve) => authenticate(broken, logger, { request: {} }, resolve));

    assert.deepEqual(error, { code: 2, details });
    assert.deepEqual(lines.map((line) => line['@level']), ['debug']);
    assert.match(lines[0].error, new RegExp(details));
  });
}

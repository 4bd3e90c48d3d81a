'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { ASK_EVERY_TIME, NEVER_EXPIRES, ask, requiredSetting, success } = require('../p5plugin/auth.js');
const { createLogger } = require('../p5plugin/hclog.js');
const { DevEnvPlugin } = require('../plugin.js');

const silent = createLogger('test', { write() {} });

const cases = {
  defaults: { program: {}, stack: {}, want: ['file://~/.pulumi', ''] },
  "the program's values": {
    program: { backendUrl: 's3://program', passphrase: 'p' },
    stack: {},
    want: ['s3://program', 'p'],
  },
  "the stack's values win, also empty ones": {
    program: { backendUrl: 's3://program', passphrase: 'p' },
    stack: { backendUrl: 's3://stack', passphrase: '' },
    want: ['s3://stack', ''],
  },
};

for (const [name, { program, stack, want }] of Object.entries(cases)) {
  test(`authenticate: ${name}`, async () => {
    const response = await new DevEnvPlugin(silent).authenticate({
      programConfig: program,
      stackConfig: stack,
      stackName: 'dev',
    });

    assert.deepEqual(response, {
      success: true,
      env: { PULUMI_BACKEND_URL: want[0], PULUMI_CONFIG_PASSPHRASE: want[1] },
      ttlSeconds: NEVER_EXPIRES,
    });
  });
}

test('authenticate: a backend without scheme is refused without its value', async () => {
  const response = await new DevEnvPlugin(silent).authenticate({
    programConfig: {},
    stackConfig: { backendUrl: 'user:correct horse@host' },
    stackName: 'dev',
  });

  assert.equal(response.success, false);
  assert.equal(response.env, undefined);
  assert.match(response.error, /backendUrl/);
  assert.doesNotMatch(response.error, /correct horse/);
});

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

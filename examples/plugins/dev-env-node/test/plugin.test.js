'use strict';

// Tests plugin.js. They expect exactly what it returns and logs: change them together with it.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { NEVER_EXPIRES } = require('../p5plugin/auth.js');
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

test('authenticate: calls are logged without values', async () => {
  const lines = [];
  const plugin = new DevEnvPlugin(createLogger('dev-env', { write: (line) => lines.push(line) }));
  const request = { programConfig: {}, stackConfig: { passphrase: 'correct horse' }, stackName: 'dev' };

  await plugin.authenticate(request);
  await plugin.authenticate(request);

  assert.doesNotMatch(lines.join(''), /correct horse/);
  const { '@timestamp': _, ...last } = JSON.parse(lines.at(-1));
  assert.deepEqual(last, {
    '@level': 'info',
    '@message': 'authenticated',
    '@module': 'dev-env',
    stack: 'dev',
    calls: 2,
  });
});

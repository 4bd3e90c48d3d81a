'use strict';

// Tests the plugin as p5 uses it: a process, called over gRPC. They do not depend on plugin.js.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const grpc = require('@grpc/grpc-js');
const { GrpcController, Health } = require('../p5plugin/contract.js');
const { EXECUTABLE, PluginProcess } = require('./plugin-process.js');

test('serve: announces itself, answers and ends', { timeout: 20_000 }, async (t) => {
  const plugin = new PluginProcess(t);
  const check = await plugin.connect(t, Health);

  assert.equal((await check('check', { service: 'plugin' })).status, 'SERVING');
  await assert.rejects(check('check', { service: 'other' }), { code: grpc.status.NOT_FOUND });
  await (await plugin.connect(t, GrpcController))('shutdown', {});
  assert.equal(await plugin.exited, 0);
  assert.deepEqual([...plugin.handshake.slice(0, 2), ...plugin.handshake.slice(4)], ['1', '1', 'grpc', '']);
});

const refusals = {
  'without a host': [{ P5_PLUGIN: '' }, /not meant to be run directly/],
  'by a host of another version': [{ PLUGIN_PROTOCOL_VERSIONS: '2,3' }, /supports only 2,3/],
  'with something that is no port': [{ PLUGIN_MIN_PORT: 'many' }, /PLUGIN_MIN_PORT to 'many'/],
  ...(process.platform !== 'win32' && {
    'with a socket folder that is missing': [
      { PLUGIN_UNIX_SOCKET_DIR: '/nowhere' },
      /cannot listen on the socket '\/nowhere\//,
    ],
  }),
};

for (const [name, [variables, notice]] of Object.entries(refusals)) {
  test(`serve: started ${name}, refuses with a notice`, { timeout: 20_000 }, async (t) => {
    const plugin = new PluginProcess(t, variables);

    assert.equal(await plugin.exited, 1);
    assert.match(await plugin.errors, notice);
  });
}

const noShell = process.platform === 'win32' && 'needs a shell that can be killed and leave its child';

test('serve: the host is gone, ends and leaves nothing', { skip: noShell, timeout: 20_000 }, async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'p5n'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  // Without the colon, the shell would exec the plugin instead of being its parent.
  const host = spawn('/bin/sh', ['-c', '"$0" "$1"; :', process.execPath, EXECUTABLE], {
    env: { ...process.env, P5_PLUGIN: 'v0', PLUGIN_UNIX_SOCKET_DIR: folder },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(host.stdout, 'data');
  host.kill('SIGKILL');

  // The plugin has the pipe open, which closes when the plugin ends.
  await once(host.stdout.resume(), 'end');
  assert.deepEqual(fs.readdirSync(folder), []);
});

'use strict';

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const readline = require('node:readline');
const { text } = require('node:stream/consumers');
const { promisify } = require('node:util');
const grpc = require('@grpc/grpc-js');

const EXECUTABLE = path.join(__dirname, '..', 'dev-env');

/** The plugin as p5 starts it: a process with the cookie. It is killed at the end of the test where it still runs. */
class PluginProcess {
  constructor(test, variables = {}) {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'p5n'));
    this.process = spawn(process.execPath, [EXECUTABLE], {
      env: {
        ...process.env,
        P5_PLUGIN: 'v0',
        PLUGIN_PROTOCOL_VERSIONS: '1',
        PLUGIN_MIN_PORT: '10000',
        PLUGIN_MAX_PORT: '25000',
        PLUGIN_UNIX_SOCKET_DIR: this.folder,
        ...variables,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exited = once(this.process, 'exit').then(([code]) => code);
    this.errors = text(this.process.stderr);
    test.after(async () => {
      this.process.kill('SIGKILL');
      await this.exited;
      fs.rmSync(this.folder, { recursive: true });
    });
  }

  /** Reads the handshake and connects. */
  async connect(test, Client) {
    if (!this.handshake) {
      const [line] = await once(readline.createInterface(this.process.stdout), 'line');
      this.handshake = line.split('|');
    }
    const [, , network, address] = this.handshake;
    const client = new Client(network === 'unix' ? `unix:${address}` : address, grpc.credentials.createInsecure());
    test.after(() => client.close());
    return (method, request) => promisify(client[method].bind(client))(request);
  }
}

module.exports = { EXECUTABLE, PluginProcess };

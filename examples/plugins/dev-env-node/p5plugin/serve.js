'use strict';

const crypto = require('node:crypto');
const path = require('node:path');
const { promisify } = require('node:util');
const grpc = require('@grpc/grpc-js');
const { ask } = require('./auth.js');
const { AuthPlugin, GrpcController, Health } = require('./contract.js');
const { createLogger } = require('./hclog.js');
const { APP_PROTOCOL_VERSION, PluginRefused, readInvitation } = require('./invitation.js');
const { onParentExit } = require('./parent.js');

const CORE_PROTOCOL_VERSION = '1';
const STOP_GRACE_MS = 1000;
const OPTIONS = { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 };

// go-plugin pings the name "plugin"; "" is the whole server.
const HEALTHY_SERVICES = ['plugin', ''];

/**
 * Serves a plugin until the host shuts it down or has ended; then this process exits with 0. It exits with 1, and a
 * notice on stderr, if no p5 host started it or the host cannot be served.
 */
async function serve(plugin) {
  try {
    const invitation = readInvitation(process.env);
    const server = new grpc.Server(OPTIONS);
    const stop = () => end(server);
    addServices(server, plugin, stop);
    const [network, address] = await listen(server, invitation);
    watchSignals(stop);
    onParentExit(stop);

    // No certificate in the last field: the connection is plain text, even if the host offers AutoMTLS.
    const fields = [CORE_PROTOCOL_VERSION, APP_PROTOCOL_VERSION, network, address, 'grpc', ''];
    process.stdout.write(`${fields.join('|')}\n`);
  } catch (error) {
    if (!(error instanceof PluginRefused)) {
      throw error;
    }
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

function addServices(server, plugin, stop) {
  server.addService(AuthPlugin.service, {
    authenticate: (call, callback) => authenticate(plugin, createLogger('p5plugin'), call, callback),
  });
  server.addService(Health.service, {
    check: (call, callback) => {
      if (HEALTHY_SERVICES.includes(call.request.service)) {
        callback(null, { status: 'SERVING' });
      } else {
        callback({ code: grpc.status.NOT_FOUND, details: 'unknown service' });
      }
    },
  });
  server.addService(GrpcController.service, {
    shutdown: (_call, callback) => {
      callback(null, {});
      stop();
    },
  });
}

/** Answers a call. The host gets an error's message; the plugin's author finds the stack trace in the log. */
function authenticate(plugin, logger, call, callback) {
  ask(plugin, call.request).then(
    (response) => callback(null, response),
    (error) => {
      logger.debug('authenticate threw an error', { error: String(error?.stack ?? error) });
      callback({ code: grpc.status.UNKNOWN, details: String(error?.message || error) });
    },
  );
}

/** Binds as go-plugin does: a unix socket, but TCP on loopback on Windows. */
async function listen(server, { socketDirectory, minPort, maxPort }) {
  const bind = promisify(server.bindAsync.bind(server));
  const credentials = grpc.ServerCredentials.createInsecure();
  if (process.platform !== 'win32') {
    const socket = path.join(socketDirectory, `plugin${crypto.randomBytes(5).toString('hex')}`);
    // Only this user can connect, from the socket's creation on.
    const mask = process.umask(0o077);
    try {
      await bind(`unix:${socket}`, credentials);
    } catch (error) {
      throw new PluginRefused(
        `The plugin cannot listen on the socket '${socket}': ${error.message}. Check that its folder exists and can ` +
          'be written to, and that its path is shorter than 100 bytes; PLUGIN_UNIX_SOCKET_DIR names another folder.',
      );
    } finally {
      process.umask(mask);
    }
    return ['unix', socket];
  }

  for (let port = minPort; port <= maxPort; port += 1) {
    const address = `127.0.0.1:${port}`;
    try {
      await bind(address, credentials);
      return ['tcp', address];
    } catch {
      // In use, or reserved by the system, as Windows does with whole ranges. Try the next one.
    }
  }
  throw new PluginRefused(`No TCP port from ${minPort} to ${maxPort} is free on 127.0.0.1.`);
}

function watchSignals(stop) {
  // Ctrl+C reaches the whole terminal group, but the host decides what happens to its plugins.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', stop);
  process.on('SIGHUP', stop);
}

/** Waits for running calls and the answer to Shutdown; then the process ends. */
function end(server) {
  server.tryShutdown(() => {});
  // A call that takes longer is abandoned: its answer is no longer needed.
  setTimeout(() => process.exit(0), STOP_GRACE_MS).unref();
}

module.exports = { authenticate, serve };

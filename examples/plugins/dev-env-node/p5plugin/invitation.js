'use strict';

const os = require('node:os');

const APP_PROTOCOL_VERSION = '1';
const MAGIC_COOKIE_KEY = 'P5_PLUGIN';
const MAGIC_COOKIE_VALUE = 'v0';
const MAX_PORT = 65535;

/** The plugin cannot serve the process or person that started it. The message is for the person. */
class PluginRefused extends Error {}

/** Reads the environment variables that a go-plugin host passes to a plugin. */
function readInvitation(environment) {
  if (environment[MAGIC_COOKIE_KEY] !== MAGIC_COOKIE_VALUE) {
    throw new PluginRefused(
      'This is a p5 plugin. It is not meant to be run directly: p5 starts it when it needs credentials.\n' +
        "To use it, name this executable as 'cmd' of a plugin in p5.toml.",
    );
  }

  // A host that lists no versions is older than the variable, and supports the first version.
  const versions = environment.PLUGIN_PROTOCOL_VERSIONS;
  if (versions && !versions.split(',').includes(APP_PROTOCOL_VERSION)) {
    throw new PluginRefused(
      `This p5 plugin supports protocol version ${APP_PROTOCOL_VERSION}, but the host that started it supports only ` +
        `${versions}. Install a plugin for this host, or a newer host.`,
    );
  }

  return {
    socketDirectory: environment.PLUGIN_UNIX_SOCKET_DIR || os.tmpdir(),
    minPort: readPort(environment, 'PLUGIN_MIN_PORT'),
    maxPort: readPort(environment, 'PLUGIN_MAX_PORT'),
  };
}

function readPort(environment, name) {
  const text = environment[name] || '0';
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > MAX_PORT) {
    throw new PluginRefused(`The host set ${name} to '${text}', which is not a TCP port.`);
  }
  return port;
}

module.exports = { APP_PROTOCOL_VERSION, PluginRefused, readInvitation };

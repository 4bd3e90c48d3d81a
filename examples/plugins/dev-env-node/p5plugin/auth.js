'use strict';

/**
 * What a p5 plugin does: `authenticate(request)` answers, also later, with `success(...)` or `failure(...)`.
 * What it throws reaches p5 as gRPC status UNKNOWN with its text, but `MissingSetting` as a failure; `failure` is the way
 * to tell the user what to do.
 *
 * @typedef {object} AuthPlugin
 * @property {(request: AuthenticateRequest) => Promise<AuthenticateResponse>} authenticate
 *
 * @typedef {object} AuthenticateRequest
 * @property {Record<string, string>} programConfig
 * @property {Record<string, string>} stackConfig
 * @property {string} stackName
 * @property {string} programName
 * @property {string} secretsProvider "" where the stack names none
 *
 * @typedef {object} AuthenticateResponse
 * @property {boolean} success
 * @property {Record<string, string>} [env]
 * @property {number} [ttlSeconds]
 * @property {string} [error]
 */

// The lifetimes with a meaning of their own; any other is a number of seconds.
const NEVER_EXPIRES = 0;
const ASK_EVERY_TIME = -1;

/** A setting that the plugin needs is in none of the configuration files. */
class MissingSetting extends Error {
  constructor(name, stack) {
    super(
      `The setting '${name}' is missing. Give it under this plugin's 'config' in p5.toml, Pulumi.yaml or ` +
        `Pulumi.${stack}.yaml.`,
    );
  }
}

/** Looks a setting up: the stack's value wins over the program's, also when it is empty. */
function setting(request, name, defaultValue) {
  const config = [request.stackConfig, request.programConfig].find((values) => Object.hasOwn(values, name));
  return config ? config[name] : defaultValue;
}

/** Looks up a setting that the plugin cannot do without. Let its `MissingSetting` go through to p5. */
function requiredSetting(request, name) {
  const value = setting(request, name);
  if (value === undefined) {
    throw new MissingSetting(name, request.stackName);
  }
  return value;
}

/** Answers with environment variables and how long they hold. */
function success(env, ttlSeconds) {
  return { success: true, env, ttlSeconds };
}

/** Asks a plugin; a setting that is missing is its failure. */
async function ask(plugin, request) {
  try {
    return await plugin.authenticate(request);
  } catch (error) {
    if (error instanceof MissingSetting) {
      return failure(error.message);
    }
    throw error;
  }
}

/** Answers that there are none, and why. The user reads the reason. */
function failure(reason) {
  return { success: false, error: reason };
}

module.exports = { ASK_EVERY_TIME, NEVER_EXPIRES, ask, failure, requiredSetting, setting, success };

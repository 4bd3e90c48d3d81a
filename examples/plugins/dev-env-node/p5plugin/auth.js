'use strict';

/**
 * What a p5 plugin does: `authenticate(request)` returns a promise of `success(...)` or `failure(...)`.
 * An exception reaches p5 as gRPC status UNKNOWN with its text, but `MissingSetting` as a failure; use `failure` to
 * describe to the user what to do.
 *
 * @typedef {object} AuthPlugin
 * @property {(request: AuthenticateRequest) => Promise<AuthenticateResponse>} authenticate
 *
 * @typedef {object} AuthenticateRequest
 * @property {Record<string, string>} programConfig
 * @property {Record<string, string>} stackConfig
 * @property {string} stackName
 * @property {string} programName
 * @property {string} secretsProvider "" if the stack has none
 *
 * @typedef {object} AuthenticateResponse
 * @property {boolean} success
 * @property {Record<string, string>} [env]
 * @property {number} [ttlSeconds]
 * @property {string} [error]
 */

// Special lifetimes; any other is a number of seconds.
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

/** Looks up a setting: the stack's value overrides the program's, even if it is empty. */
function setting(request, name, defaultValue) {
  const config = [request.stackConfig, request.programConfig].find((values) => Object.hasOwn(values, name));
  return config ? config[name] : defaultValue;
}

/** Looks up a setting that the plugin requires. Do not catch its `MissingSetting`. */
function requiredSetting(request, name) {
  const value = setting(request, name);
  if (value === undefined) {
    throw new MissingSetting(name, request.stackName);
  }
  return value;
}

/** Returns environment variables and their lifetime. */
function success(env, ttlSeconds) {
  return { success: true, env, ttlSeconds };
}

/** Calls a plugin; a missing setting becomes a failure. */
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

/** Returns the reason why there are none, for the user. */
function failure(reason) {
  return { success: false, error: reason };
}

module.exports = { ASK_EVERY_TIME, NEVER_EXPIRES, ask, failure, requiredSetting, setting, success };

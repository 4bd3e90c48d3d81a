'use strict';

const { NEVER_EXPIRES, failure, setting, success } = require('./p5plugin/auth.js');

const DEFAULT_BACKEND_URL = 'file://~/.pulumi';

/** Returns a stack's state backend and the passphrase of its secrets. */
class DevEnvPlugin {
  #calls = 0;
  #logger;

  constructor(logger) {
    this.#logger = logger;
  }

  async authenticate(request) {
    this.#calls += 1;
    const backendUrl = setting(request, 'backendUrl', DEFAULT_BACKEND_URL);
    if (!backendUrl.includes('://')) {
      return failure('backendUrl has no scheme. Write it like file://~/.pulumi or s3://bucket.');
    }

    this.#logger.info('authenticated', { stack: request.stackName, calls: this.#calls });
    const env = { PULUMI_BACKEND_URL: backendUrl, PULUMI_CONFIG_PASSPHRASE: setting(request, 'passphrase', '') };
    return success(env, NEVER_EXPIRES);
  }
}

module.exports = { DevEnvPlugin };

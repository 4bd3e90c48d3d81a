'use strict';

const { NEVER_EXPIRES, setting, success } = require('./p5plugin/auth.js');

const DEFAULT_BACKEND_URL = 'file://~/.pulumi';

/** Gives a stack its state backend and the passphrase of its secrets. */
class DevEnv {
  #calls = 0;
  #logger;

  constructor(logger) {
    this.#logger = logger;
  }

  async authenticate(request) {
    this.#calls += 1;
    this.#logger.info('authenticated', { stack: request.stackName, calls: this.#calls });
    return success(
      {
        PULUMI_BACKEND_URL: setting(request, 'backendUrl', DEFAULT_BACKEND_URL),
        PULUMI_CONFIG_PASSPHRASE: setting(request, 'passphrase', ''),
      },
      NEVER_EXPIRES,
    );
  }
}

module.exports = { DevEnv };

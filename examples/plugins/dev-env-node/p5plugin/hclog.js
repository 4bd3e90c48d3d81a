'use strict';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error'];

/**
 * Logs as hclog does: one JSON object a line on stderr, which arrives at the host by level.
 * Each level is a method of a message and, if wanted, an object of fields.
 */
function createLogger(name, stream = process.stderr) {
  const write = (level, message, fields) => {
    // hclog writes microseconds, and HashiCorp's host takes only what has all six digits.
    const timestamp = new Date().toISOString().replace('Z', '000Z');
    const line = {
      '@level': level,
      '@message': message,
      '@module': name,
      '@timestamp': timestamp,
      ...fields,
    };
    stream.write(`${JSON.stringify(line)}\n`);
  };
  return Object.fromEntries(LEVELS.map((level) => [level, (message, fields) => write(level, message, fields)]));
}

module.exports = { createLogger };

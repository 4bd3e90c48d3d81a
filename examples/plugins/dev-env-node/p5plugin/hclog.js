'use strict';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error'];

/**
 * Logs in hclog's format: one JSON object per line on stderr, which the host receives with its level.
 * Each level is a method with a message and, optionally, an object of fields.
 */
function createLogger(name, stream = process.stderr) {
  const write = (level, message, fields) => {
    // hclog writes microseconds, and HashiCorp's host requires all six digits.
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

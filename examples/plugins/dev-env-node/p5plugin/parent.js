'use strict';

const INTERVAL_MS = 1000;

/**
 * Calls back when the process that started this one has ended. A killed host sends nothing, so this is the only
 * sign.
 */
function onParentExit(callback) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (!isParent(parent)) {
      clearInterval(timer);
      callback();
    }
  }, INTERVAL_MS);
  timer.unref();
}

function isParent(id) {
  if (process.platform !== 'win32') {
    // On Unix, an orphan gets a new parent.
    return process.ppid === id;
  }
  try {
    process.kill(id, 0); // signal 0 only checks whether the process exists
    return true;
  } catch {
    return false;
  }
}

module.exports = { onParentExit };

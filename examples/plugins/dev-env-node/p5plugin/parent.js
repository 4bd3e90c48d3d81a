'use strict';

const INTERVAL_MS = 1000;

/**
 * Calls back when the process that started this one has ended. Nothing on the wire tells that a host was killed,
 * so this is the one sign.
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
    // Unix gives an orphan a new parent.
    return process.ppid === id;
  }
  try {
    process.kill(id, 0); // signal 0 only asks whether the process is there
    return true;
  } catch {
    return false;
  }
}

module.exports = { onParentExit };

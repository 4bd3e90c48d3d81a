"""Logging in hclog's format: one JSON object per line on stderr, which the host receives with its level."""

from __future__ import annotations

import datetime
import json
import logging

# The attributes of every record; any other is from the caller's `extra`.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

_LEVELS = {logging.DEBUG: "debug", logging.INFO: "info", logging.WARNING: "warn"}


class HclogFormatter(logging.Formatter):
    """Formats a record; the values of its `extra` become fields."""

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        if record.exc_info:
            message = f"{message}\n{self.formatException(record.exc_info)}"
        written = datetime.datetime.fromtimestamp(record.created, datetime.timezone.utc)
        line = {
            "@level": _LEVELS.get(record.levelno, "error" if record.levelno > logging.WARNING else "trace"),
            "@message": message,
            "@module": record.name,
            # HashiCorp's host requires all six digits of the microseconds.
            "@timestamp": written.isoformat(timespec="microseconds"),
        }
        line.update((name, value) for name, value in vars(record).items() if name not in _STANDARD)
        return json.dumps(line, default=str)


def install() -> None:
    """Sends this process's log to the host."""
    handler = logging.StreamHandler()
    handler.setFormatter(HclogFormatter())
    logging.basicConfig(level=logging.DEBUG, handlers=[handler])

"""A p5 plugin for development stacks: returns the location of a stack's state and the passphrase of its secrets."""

from __future__ import annotations

import itertools
import logging
import sys

import p5plugin

DEFAULT_BACKEND_URL = "file://~/.pulumi"


class DevEnvPlugin(p5plugin.AuthPlugin):
    """Returns a stack's state backend and the passphrase of its secrets."""

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger
        # Calls arrive on several threads; next() on this counter is atomic.
        self._calls = itertools.count(1)

    def authenticate(self, request: p5plugin.AuthenticateRequest) -> p5plugin.AuthenticateResponse:
        calls = next(self._calls)
        backend_url = p5plugin.setting(request, "backendUrl", DEFAULT_BACKEND_URL)
        if "://" not in backend_url:
            return p5plugin.failure("backendUrl has no scheme. Write it like file://~/.pulumi or s3://bucket.")

        self._logger.info("authenticated", extra={"stack": request.stack_name, "calls": calls})
        return p5plugin.success(
            {
                "PULUMI_BACKEND_URL": backend_url,
                "PULUMI_CONFIG_PASSPHRASE": p5plugin.setting(request, "passphrase", ""),
            },
            ttl_seconds=p5plugin.NEVER_EXPIRES,
        )


def main() -> int:
    """Runs the plugin and returns the exit code of its process."""
    return p5plugin.serve(DevEnvPlugin(logging.getLogger("dev-env")))


if __name__ == "__main__":
    sys.exit(main())

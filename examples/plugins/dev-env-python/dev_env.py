"""A p5 plugin for development stacks: where a stack's state is, and which passphrase its secrets have."""

from __future__ import annotations

import itertools
import logging

import p5plugin

DEFAULT_BACKEND_URL = "file://~/.pulumi"


class DevEnv(p5plugin.AuthPlugin):
    """Gives a stack its state backend and the passphrase of its secrets."""

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger
        # Calls come on several threads; taking the next number is one step, which no other thread interrupts.
        self._calls = itertools.count(1)

    def authenticate(self, request: p5plugin.AuthenticateRequest) -> p5plugin.AuthenticateResponse:
        self._logger.info("authenticated", extra={"stack": request.stack_name, "calls": next(self._calls)})
        return p5plugin.success(
            {
                "PULUMI_BACKEND_URL": p5plugin.setting(request, "backendUrl", DEFAULT_BACKEND_URL),
                "PULUMI_CONFIG_PASSPHRASE": p5plugin.setting(request, "passphrase", ""),
            },
            ttl_seconds=p5plugin.NEVER_EXPIRES,
        )


def main() -> int:
    """Runs the plugin and gives the exit code of its process."""
    return p5plugin.serve(DevEnv(logging.getLogger("dev-env")))

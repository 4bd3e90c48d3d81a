"""What the author of a plugin writes and uses."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from .messages import AuthenticateRequest, AuthenticateResponse

# The lifetimes with a meaning of their own; any other is a number of seconds.
NEVER_EXPIRES = 0
ASK_EVERY_TIME = -1


class AuthPlugin(ABC):
    """What a p5 plugin does."""

    @abstractmethod
    def authenticate(self, request: AuthenticateRequest) -> AuthenticateResponse:
        """Gives the environment variables of one stack. Called on several threads at once.

        An exception reaches p5 as gRPC status UNKNOWN with its text, but `MissingSetting` as a failure; `failure`
        is the way to tell the user what to do.
        """


class MissingSetting(Exception):
    """A setting that the plugin needs is in none of the configuration files."""

    def __init__(self, name: str, stack: str) -> None:
        super().__init__(
            f"The setting '{name}' is missing. Give it under this plugin's 'config' in p5.toml, Pulumi.yaml or "
            f"Pulumi.{stack}.yaml."
        )


def setting(request: AuthenticateRequest, name: str, default: str) -> str:
    """Looks a setting up: the stack's value wins over the program's, also when it is empty."""
    for config in (request.stack_config, request.program_config):
        if name in config:
            return config[name]
    return default


def required_setting(request: AuthenticateRequest, name: str) -> str:
    """Looks up a setting that the plugin cannot do without. Let its `MissingSetting` go through to p5."""
    if name not in request.stack_config and name not in request.program_config:
        raise MissingSetting(name, request.stack_name)
    return setting(request, name, "")


def success(env: Mapping[str, str], ttl_seconds: int) -> AuthenticateResponse:
    """Answers with environment variables and how long they hold."""
    return AuthenticateResponse(success=True, env=env, ttl_seconds=ttl_seconds)


def failure(reason: str) -> AuthenticateResponse:
    """Answers that there are none, and why. The user reads the reason."""
    return AuthenticateResponse(success=False, error=reason)

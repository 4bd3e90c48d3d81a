"""What the author of a plugin implements and uses."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from .messages import AuthenticateRequest, AuthenticateResponse

# Special lifetimes; any other is a number of seconds.
NEVER_EXPIRES = 0
ASK_EVERY_TIME = -1


class AuthPlugin(ABC):
    """What a p5 plugin does."""

    @abstractmethod
    def authenticate(self, request: AuthenticateRequest) -> AuthenticateResponse:
        """Returns the environment variables of one stack. Called on several threads concurrently.

        An exception reaches p5 as gRPC status UNKNOWN with its text, but `MissingSetting` as a failure; use
        `failure` to describe to the user what to do.
        """


class MissingSetting(Exception):
    """A setting that the plugin needs is in none of the configuration files."""

    def __init__(self, name: str, stack: str) -> None:
        super().__init__(
            f"The setting '{name}' is missing. Give it under this plugin's 'config' in p5.toml, Pulumi.yaml or "
            f"Pulumi.{stack}.yaml."
        )


def setting(request: AuthenticateRequest, name: str, default: str) -> str:
    """Looks up a setting: the stack's value overrides the program's, even if it is empty."""
    for config in (request.stack_config, request.program_config):
        if name in config:
            return config[name]
    return default


def required_setting(request: AuthenticateRequest, name: str) -> str:
    """Looks up a setting that the plugin requires. Do not catch its `MissingSetting`."""
    if name not in request.stack_config and name not in request.program_config:
        raise MissingSetting(name, request.stack_name)
    return setting(request, name, "")


def success(env: Mapping[str, str], ttl_seconds: int) -> AuthenticateResponse:
    """Returns environment variables and their lifetime."""
    return AuthenticateResponse(success=True, env=env, ttl_seconds=ttl_seconds)


def failure(reason: str) -> AuthenticateResponse:
    """Returns the reason why there are none, for the user."""
    return AuthenticateResponse(success=False, error=reason)

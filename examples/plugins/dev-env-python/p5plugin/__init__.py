"""The contract between p5 and its plugins, for plugins in Python."""

from .auth import (
    ASK_EVERY_TIME,
    NEVER_EXPIRES,
    AuthPlugin,
    MissingSetting,
    failure,
    required_setting,
    setting,
    success,
)
from .messages import AuthenticateRequest, AuthenticateResponse
from .server import serve

__all__ = [
    "ASK_EVERY_TIME",
    "NEVER_EXPIRES",
    "AuthPlugin",
    "AuthenticateRequest",
    "AuthenticateResponse",
    "MissingSetting",
    "failure",
    "required_setting",
    "serve",
    "setting",
    "success",
]

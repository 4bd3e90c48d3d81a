"""The environment variables that a go-plugin host passes to a plugin."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass

APP_PROTOCOL_VERSION = "1"
MAGIC_COOKIE_KEY = "P5_PLUGIN"
MAGIC_COOKIE_VALUE = "v0"


class PluginRefused(Exception):
    """The plugin cannot serve the process or person that started it. The message is for the person."""


@dataclass(frozen=True)
class Invitation:
    """What the host passes. The certificate is PEM, or "" if the host does not offer AutoMTLS."""

    client_certificate: str
    socket_directory: str
    ports: range

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Invitation:
        if environment.get(MAGIC_COOKIE_KEY) != MAGIC_COOKIE_VALUE:
            raise PluginRefused(
                "This is a p5 plugin. It is not meant to be run directly: p5 starts it when it needs credentials.\n"
                "To use it, name this executable as 'cmd' of a plugin in p5.toml."
            )

        # A host that lists no versions is older than the variable, and supports the first version.
        versions = environment.get("PLUGIN_PROTOCOL_VERSIONS", "")
        if versions and APP_PROTOCOL_VERSION not in versions.split(","):
            raise PluginRefused(
                f"This p5 plugin supports protocol version {APP_PROTOCOL_VERSION}, but the host that started it "
                f"supports only {versions}. Install a plugin for this host, or a newer host."
            )

        return cls(
            client_certificate=environment.get("PLUGIN_CLIENT_CERT", ""),
            socket_directory=environment.get("PLUGIN_UNIX_SOCKET_DIR") or tempfile.gettempdir(),
            ports=range(_port(environment, "PLUGIN_MIN_PORT"), _port(environment, "PLUGIN_MAX_PORT") + 1),
        )


def _port(environment: Mapping[str, str], name: str) -> int:
    text = environment.get(name) or "0"
    if not text.isdecimal() or int(text) > 65535:
        raise PluginRefused(f"The host set {name} to '{text}', which is not a TCP port.")
    return int(text)

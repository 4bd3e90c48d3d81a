"""Runs a plugin from the magic cookie to its end."""

from __future__ import annotations

import base64
import logging
import os
import secrets
import signal
import sys
import threading
from concurrent import futures
from typing import NoReturn

import grpc

from . import hclog, parent, services
from .auth import AuthPlugin
from .invitation import APP_PROTOCOL_VERSION, Invitation, PluginRefused

CORE_PROTOCOL_VERSION = "1"
STOP_GRACE_SECONDS = 1.0

_OPTIONS = (
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
    # Otherwise two plugins could listen on one TCP port.
    ("grpc.so_reuseport", 0),
)


def serve(plugin: AuthPlugin) -> int:
    """Serves a plugin until the host shuts it down or has ended; then this process exits with 0.

    Returns 1, with a notice on stderr, if no p5 host started it or the host cannot be served.
    """
    host = os.getppid()
    try:
        _run(plugin, Invitation.read(os.environ), host)
    except PluginRefused as refused:
        print(refused, file=sys.stderr)
        return 1


def _run(plugin: AuthPlugin, invitation: Invitation, host: int) -> NoReturn:
    hclog.install()
    # Python would buffer lines for a pipe; a prompt must be shown at once.
    sys.stdout.reconfigure(line_buffering=True)
    stop = threading.Event()
    server = grpc.server(
        futures.ThreadPoolExecutor(), handlers=services.handlers(plugin, stop.set), options=_OPTIONS
    )
    credentials, certificate = None, ""
    if invitation.client_certificate:
        # Imported only here: most hosts do not offer it, and the start is faster without.
        from . import mtls

        credentials, der = mtls.server_credentials(invitation.client_certificate)
        certificate = base64.b64encode(der).decode().rstrip("=")

    network, address = _listen(server, invitation, credentials)
    _watch_signals(stop)
    server.start()
    fields = (CORE_PROTOCOL_VERSION, APP_PROTOCOL_VERSION, network, address, "grpc", certificate)
    print("|".join(fields))

    threading.Thread(target=_end_with_host, args=(host, stop), daemon=True).start()
    stop.wait()
    server.stop(STOP_GRACE_SECONDS).wait()
    logging.shutdown()
    sys.stdout.flush()
    # Not sys.exit: it would wait for a running call, whose answer is no longer needed.
    os._exit(0)


def _listen(
    server: grpc.Server, invitation: Invitation, credentials: grpc.ServerCredentials | None
) -> tuple[str, str]:
    """Binds as go-plugin does: a unix socket, but TCP on loopback on Windows."""
    if sys.platform != "win32":
        path = os.path.join(invitation.socket_directory, f"plugin{secrets.token_hex(5)}")
        # Only this user can connect, from the socket's creation on.
        mask = os.umask(0o077)
        bound = _bind(server, f"unix:{path}", credentials)
        os.umask(mask)
        if not bound:
            raise PluginRefused(
                f"The plugin cannot listen on the socket '{path}'. Check that its folder exists and can be written "
                "to, and that its path is shorter than 100 bytes; PLUGIN_UNIX_SOCKET_DIR names another folder."
            )
        return "unix", path

    for port in invitation.ports:
        if _bind(server, f"127.0.0.1:{port}", credentials):
            return "tcp", f"127.0.0.1:{port}"
    raise PluginRefused(
        f"No TCP port from {invitation.ports.start} to {invitation.ports.stop - 1} is free on 127.0.0.1."
    )


def _bind(server: grpc.Server, address: str, credentials: grpc.ServerCredentials | None) -> bool:
    try:
        if credentials is None:
            return server.add_insecure_port(address) != 0
        return server.add_secure_port(address, credentials) != 0
    except RuntimeError:
        # Newer versions of grpcio raise it instead of returning 0.
        return False


def _watch_signals(stop: threading.Event) -> None:
    # Ctrl+C reaches the whole terminal group, but the host decides what happens to its plugins.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda _number, _frame: stop.set())


def _end_with_host(host: int, stop: threading.Event) -> None:
    parent.wait_for_exit(host)
    stop.set()

"""The gRPC services of a plugin: p5's own, and the two that go-plugin requires."""

from __future__ import annotations

import logging
from collections.abc import Callable

import grpc

from .auth import AuthPlugin, MissingSetting, failure
from .messages import AuthenticateRequest, AuthenticateResponse, Empty, HealthCheckRequest, HealthCheckResponse

# go-plugin pings the name "plugin"; "" is the whole server.
_HEALTHY_SERVICES = ("plugin", "")

_logger = logging.getLogger(__name__)


def authenticate(plugin: AuthPlugin, request: AuthenticateRequest) -> AuthenticateResponse:
    """Calls the plugin; a missing setting becomes a failure."""
    try:
        return plugin.authenticate(request)
    except MissingSetting as missing:
        return failure(str(missing))


def handlers(plugin: AuthPlugin, stop: Callable[[], None]) -> list[grpc.GenericRpcHandler]:
    """Returns the server's services. `stop` starts the plugin's end and returns at once."""

    def answer(request: AuthenticateRequest, context: grpc.ServicerContext) -> AuthenticateResponse:
        try:
            return authenticate(plugin, request)
        except Exception as error:
            # The host gets the message; the plugin's author finds the stack trace in the log.
            _logger.debug("authenticate raised an exception", exc_info=True)
            context.abort(grpc.StatusCode.UNKNOWN, str(error) or type(error).__name__)

    def check(request: HealthCheckRequest, context: grpc.ServicerContext) -> HealthCheckResponse:
        if request.service not in _HEALTHY_SERVICES:
            context.abort(grpc.StatusCode.NOT_FOUND, "unknown service")
        return HealthCheckResponse(status=HealthCheckResponse.SERVING)

    def shutdown(_request: Empty, _context: grpc.ServicerContext) -> Empty:
        stop()
        return Empty()

    return [
        _service("p5.plugin.v0.AuthPlugin", "Authenticate", answer, AuthenticateRequest),
        _service("grpc.health.v1.Health", "Check", check, HealthCheckRequest),
        _service("plugin.GRPCController", "Shutdown", shutdown, Empty),
    ]


def _service(service: str, method: str, handle: Callable, request_type: type) -> grpc.GenericRpcHandler:
    unary = grpc.unary_unary_rpc_method_handler(
        handle,
        request_deserializer=request_type.FromString,
        response_serializer=lambda response: response.SerializeToString(),
    )
    return grpc.method_handlers_generic_handler(service, {method: unary})

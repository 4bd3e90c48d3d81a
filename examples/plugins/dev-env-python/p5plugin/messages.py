"""The messages that generate.py generates from the .proto files."""

try:
    from . import grpc_controller_pb2, health_pb2, plugin_pb2
except ImportError as error:
    raise ImportError(f"{error}. The messages of the plugin protocol are made by generate.py: run it once.") from error

AuthenticateRequest = plugin_pb2.AuthenticateRequest
AuthenticateResponse = plugin_pb2.AuthenticateResponse
Empty = grpc_controller_pb2.Empty
HealthCheckRequest = health_pb2.HealthCheckRequest
HealthCheckResponse = health_pb2.HealthCheckResponse

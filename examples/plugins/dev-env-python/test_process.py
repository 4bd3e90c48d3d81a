"""Tests p5plugin/, and the plugin as p5 uses it: a process, called over gRPC. They do not depend on plugin.py."""

from __future__ import annotations

import base64
import json
import logging
import os
import ssl
import subprocess
import sys
import tempfile
import unittest
from concurrent import futures
from pathlib import Path

import grpc
from cryptography.hazmat.primitives.serialization import Encoding

import p5plugin
from p5plugin import hclog, mtls, services
from p5plugin.messages import Empty, HealthCheckRequest, HealthCheckResponse

SCRIPT = Path(__file__).resolve().with_name("plugin.py")
PATIENCE_SECONDS = 20


class PluginProcess:
    """A running plugin. Leaving the context kills it if it still runs."""

    def __init__(self, **variables: str) -> None:
        self._folder = tempfile.TemporaryDirectory()
        environment = {
            **os.environ,
            "P5_PLUGIN": "v0",
            "PLUGIN_PROTOCOL_VERSIONS": "1",
            "PLUGIN_MIN_PORT": "10000",
            "PLUGIN_MAX_PORT": "25000",
            "PLUGIN_UNIX_SOCKET_DIR": self._folder.name,
            **variables,
        }
        self.process = subprocess.Popen(
            [sys.executable, SCRIPT],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> PluginProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()
        self._folder.cleanup()

    def connect(self, credentials: grpc.ChannelCredentials | None = None) -> grpc.Channel:
        _, _, network, address, _, _ = self.handshake
        target = f"unix:{address}" if network == "unix" else address
        options = [("grpc.ssl_target_name_override", "localhost")]
        if credentials is None:
            return grpc.insecure_channel(target)
        return grpc.secure_channel(target, credentials, options)

    def start(self) -> PluginProcess:
        self.handshake = self.process.stdout.readline().rstrip("\n").split("|")
        return self

    def wait(self) -> tuple[int, str]:
        """Returns the exit code and the rest of stderr."""
        _, errors = self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode, errors


def call(channel: grpc.Channel, path: str, request, response_type):
    method = channel.unary_unary(
        path,
        request_serializer=lambda message: message.SerializeToString(),
        response_deserializer=response_type.FromString,
    )
    return method(request, timeout=PATIENCE_SECONDS)


def check(channel: grpc.Channel, service: str = "plugin") -> int:
    """Returns the health of a service, which does not depend on what the plugin returns."""
    request = HealthCheckRequest(service=service)
    return call(channel, "/grpc.health.v1.Health/Check", request, HealthCheckResponse).status


def shut_down(channel: grpc.Channel) -> None:
    call(channel, "/plugin.GRPCController/Shutdown", Empty(), Empty)


class RequiredSettingTest(unittest.TestCase):
    def ask(self, **fields) -> p5plugin.AuthenticateResponse:
        class Asker(p5plugin.AuthPlugin):
            def authenticate(self, request: p5plugin.AuthenticateRequest) -> p5plugin.AuthenticateResponse:
                return p5plugin.success({"URL": p5plugin.required_setting(request, "url")}, p5plugin.ASK_EVERY_TIME)

        return services.authenticate(Asker(), p5plugin.AuthenticateRequest(stack_name="dev", **fields))

    def test_a_given_one_is_taken_also_an_empty_one(self) -> None:
        self.assertEqual(self.ask(program_config={"url": "p"}).env["URL"], "p")
        self.assertEqual(self.ask(program_config={"url": "p"}, stack_config={"url": ""}).env["URL"], "")

    def test_a_missing_one_is_a_failure_that_names_the_files(self) -> None:
        response = self.ask()

        self.assertFalse(response.success)
        self.assertEqual(
            response.error,
            "The setting 'url' is missing. Give it under this plugin's 'config' in p5.toml, Pulumi.yaml or Pulumi.dev.yaml.",
        )


class ExceptionTest(unittest.TestCase):
    def test_it_is_a_status_with_its_text_and_logs_no_more_than_debug(self) -> None:
        class Broken(p5plugin.AuthPlugin):
            def authenticate(self, request: p5plugin.AuthenticateRequest) -> p5plugin.AuthenticateResponse:
                raise ValueError("it broke")

        server = grpc.server(futures.ThreadPoolExecutor(), handlers=services.handlers(Broken(), lambda: None))
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        self.addCleanup(lambda: server.stop(None).wait())

        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel, self.assertLogs(level="DEBUG") as log:
            with self.assertRaises(grpc.RpcError) as raised:
                path = "/p5.plugin.v0.AuthPlugin/Authenticate"
                call(channel, path, p5plugin.AuthenticateRequest(), p5plugin.AuthenticateResponse)

        self.assertEqual(raised.exception.code(), grpc.StatusCode.UNKNOWN)
        self.assertEqual(raised.exception.details(), "it broke")
        self.assertEqual([record for record in log.records if record.levelno > logging.DEBUG], [])
        self.assertIn("ValueError: it broke", "\n".join(log.output))


class ProcessTest(unittest.TestCase):
    def test_announces_itself_answers_and_ends(self) -> None:
        with PluginProcess().start() as plugin, plugin.connect() as channel:
            status = check(channel)
            with self.assertRaises(grpc.RpcError) as raised:
                check(channel, "other")
            shut_down(channel)
            code, _ = plugin.wait()

        self.assertEqual(plugin.handshake[:2] + plugin.handshake[4:], ["1", "1", "grpc", ""])
        self.assertEqual(status, HealthCheckResponse.SERVING)
        self.assertEqual(raised.exception.code(), grpc.StatusCode.NOT_FOUND)
        self.assertEqual(code, 0)

    def test_auto_mtls_serves_the_announced_client_only(self) -> None:
        key, certificate = mtls.create_certificate()
        pem = certificate.public_bytes(Encoding.PEM)
        stranger_key, stranger = mtls.create_certificate()
        with PluginProcess(PLUGIN_CLIENT_CERT=pem.decode()).start() as plugin:
            announced = plugin.handshake[5]
            der = base64.b64decode(announced + "=" * (-len(announced) % 4))
            server = ssl.DER_cert_to_PEM_cert(der).encode()
            with plugin.connect(grpc.ssl_channel_credentials(server, mtls.pem_key(key), pem)) as channel:
                self.assertEqual(check(channel), HealthCheckResponse.SERVING)
            credentials = grpc.ssl_channel_credentials(
                server, mtls.pem_key(stranger_key), stranger.public_bytes(Encoding.PEM)
            )
            with plugin.connect(credentials) as channel, self.assertRaises(grpc.RpcError):
                check(channel)
            with plugin.connect() as channel, self.assertRaises(grpc.RpcError):
                check(channel)

    def test_a_wrong_start_is_refused_with_a_notice(self) -> None:
        cases = {
            "without a host": ({"P5_PLUGIN": ""}, "not meant to be run directly"),
            "another version": ({"PLUGIN_PROTOCOL_VERSIONS": "2,3"}, "supports only 2,3"),
            "no port": ({"PLUGIN_MIN_PORT": "many"}, "PLUGIN_MIN_PORT to 'many'"),
            "no certificate": ({"PLUGIN_CLIENT_CERT": "none"}, "not a PEM certificate"),
        }
        for name, (variables, notice) in cases.items():
            with self.subTest(name), PluginProcess(**variables) as plugin:
                output, errors = plugin.process.communicate(timeout=PATIENCE_SECONDS)

                self.assertEqual((plugin.process.returncode, output), (1, ""))
                self.assertIn(notice, errors)

    @unittest.skipIf(sys.platform == "win32", "Windows plugins listen on TCP")
    def test_a_missing_socket_folder_is_refused_with_a_notice(self) -> None:
        with PluginProcess(PLUGIN_UNIX_SOCKET_DIR="/nowhere") as plugin:
            output, errors = plugin.process.communicate(timeout=PATIENCE_SECONDS)

        self.assertEqual((plugin.process.returncode, output), (1, ""))
        self.assertIn("cannot listen on the socket '/nowhere/", errors)

    @unittest.skipIf(sys.platform == "win32", "needs a shell that can be killed and leave its child")
    def test_ends_when_the_host_is_gone(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, "P5_PLUGIN": "v0", "PLUGIN_UNIX_SOCKET_DIR": folder}
            # Without the colon, the shell would exec the plugin instead of being its parent.
            host = subprocess.Popen(
                ["/bin/sh", "-c", '"$0" "$1"; :', sys.executable, SCRIPT],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
            )
            with host:
                host.stdout.readline()
                host.kill()

                # The plugin has the pipe open, which closes when the plugin ends.
                self.assertEqual(host.communicate(timeout=PATIENCE_SECONDS)[0], b"")
                self.assertEqual(os.listdir(folder), [])


class HclogTest(unittest.TestCase):
    def test_levels_and_fields(self) -> None:
        cases = {5: "trace", logging.DEBUG: "debug", logging.INFO: "info", logging.WARNING: "warn", 50: "error"}
        for level, expected in cases.items():
            with self.subTest(expected):
                record = logging.LogRecord("dev-env", level, "", 0, "%d bottles", (3,), None)
                record.colour = "green"
                record.created = 1700000000.0

                line = json.loads(hclog.HclogFormatter().format(record))

                self.assertRegex(line.pop("@timestamp"), r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$")
                self.assertEqual(
                    line,
                    {"@level": expected, "@message": "3 bottles", "@module": "dev-env", "colour": "green"},
                )


if __name__ == "__main__":
    unittest.main()

"""Tests plugin.py. They expect exactly what it returns and logs: change them together with it."""

from __future__ import annotations

import logging
import unittest

import p5plugin
from plugin import DevEnvPlugin


class AuthenticateTest(unittest.TestCase):
    CASES = {
        "defaults": ({}, {}, ("file://~/.pulumi", "")),
        "the program's values": ({"backendUrl": "s3://program", "passphrase": "p"}, {}, ("s3://program", "p")),
        "the stack's values win, also empty ones": (
            {"backendUrl": "s3://program", "passphrase": "p"},
            {"backendUrl": "s3://stack", "passphrase": ""},
            ("s3://stack", ""),
        ),
    }

    def test_settings(self) -> None:
        plugin = DevEnvPlugin(logging.getLogger("test.settings"))
        for name, (program, stack, (backend, passphrase)) in self.CASES.items():
            with self.subTest(name):
                request = p5plugin.AuthenticateRequest(program_config=program, stack_config=stack)

                response = plugin.authenticate(request)

                self.assertTrue(response.success)
                self.assertEqual(response.ttl_seconds, p5plugin.NEVER_EXPIRES)
                self.assertEqual(
                    dict(response.env), {"PULUMI_BACKEND_URL": backend, "PULUMI_CONFIG_PASSPHRASE": passphrase}
                )

    def test_a_backend_without_scheme_is_refused_without_its_value(self) -> None:
        request = p5plugin.AuthenticateRequest(stack_config={"backendUrl": "user:correct horse@host"})

        response = DevEnvPlugin(logging.getLogger("test.failure")).authenticate(request)

        self.assertFalse(response.success)
        self.assertEqual(dict(response.env), {})
        self.assertIn("backendUrl", response.error)
        self.assertNotIn("correct horse", response.error)

    def test_calls_are_logged_without_values(self) -> None:
        logger = logging.getLogger("test.log")
        plugin = DevEnvPlugin(logger)
        request = p5plugin.AuthenticateRequest(stack_name="dev", stack_config={"passphrase": "correct horse"})

        with self.assertLogs(logger) as log:
            plugin.authenticate(request)
            plugin.authenticate(request)

        self.assertEqual(
            [(record.levelname, record.getMessage(), record.stack, record.calls) for record in log.records],
            [("INFO", "authenticated", "dev", 1), ("INFO", "authenticated", "dev", 2)],
        )
        self.assertNotIn("correct horse", str([vars(record) for record in log.records]))


if __name__ == "__main__":
    unittest.main()

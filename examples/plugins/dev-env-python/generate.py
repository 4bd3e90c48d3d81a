#!/usr/bin/python3
"""Generates p5plugin's messages from the .proto files, with grpcio-tools if it is installed, else with protoc."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCES = ("p5/plugin/v0/plugin.proto", "goplugin/grpc_controller.proto", "grpc/health/v1/health.proto")


def proto_folder() -> Path:
    """A copied plugin has the folder next to it; the example uses that of its repository."""
    for folder in (HERE / "proto", HERE.parents[2] / "proto"):
        if folder.is_dir():
            return folder
    sys.exit(f"The folder {HERE / 'proto'} does not exist. Copy the folder 'proto' of the p5 repository there.")


def protoc() -> list[str]:
    if importlib.util.find_spec("grpc_tools"):
        return [sys.executable, "-m", "grpc_tools.protoc"]
    found = shutil.which("protoc")
    if found is None:
        sys.exit("protoc was not found. Install grpcio-tools with pip, or your system's package protobuf-compiler.")
    return [found]


def main() -> None:
    proto = proto_folder()
    sources = [proto / source for source in SOURCES]
    # Each file's own folder is its root: the module of grpc/health/v1 would otherwise be one of grpcio's package.
    roots = [f"--proto_path={source.parent}" for source in sources]
    command = [*protoc(), *roots, f"--python_out={HERE / 'p5plugin'}", *map(str, sources)]
    result = subprocess.run(command, check=False)
    sys.exit(result.returncode)


if __name__ == "__main__":
    main()

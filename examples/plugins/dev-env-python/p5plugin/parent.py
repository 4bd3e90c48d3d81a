"""Watches the process that started this one: a killed host sends nothing, so its end is the only sign."""

from __future__ import annotations

import os
import sys
import time

INTERVAL_SECONDS = 1.0


def wait_for_exit(parent: int) -> None:
    """Returns when the process that was this one's parent at the start has ended."""
    if sys.platform == "win32":
        _wait_on_windows(parent)
        return

    # On Unix, an orphan gets a new parent.
    while os.getppid() == parent:
        time.sleep(INTERVAL_SECONDS)


def _wait_on_windows(parent: int) -> None:
    import ctypes
    from ctypes import wintypes

    synchronize, infinite = 0x00100000, 0xFFFFFFFF
    kernel32 = ctypes.WinDLL("kernel32")
    kernel32.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
    kernel32.OpenProcess.restype = wintypes.HANDLE
    kernel32.WaitForSingleObject.argtypes = (wintypes.HANDLE, wintypes.DWORD)
    handle = kernel32.OpenProcess(synchronize, False, parent)
    if handle is not None:
        kernel32.WaitForSingleObject(handle, infinite)

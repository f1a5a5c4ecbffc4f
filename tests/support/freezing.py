"""Holds the interpreter of the process it is called in, as a library without end does."""

from __future__ import annotations

import ctypes


def hold_the_interpreter() -> None:
    """Sleep in C for hours without letting any other thread run: PyDLL keeps the lock."""
    ctypes.PyDLL(None).sleep(36_000)

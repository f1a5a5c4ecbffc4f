"""Writes to standard output and standard error, whatever they are: closed, full, or left by
their reader.

The work of a command is done before it prints. So a closed stream changes nothing, a reader that
left (``| head``) ends the printing quietly, and a full device is said: what was asked for is lost.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

from contenthub.errors import OutputLostError


def secure() -> None:
    """Open the standard streams that are closed on nothing.

    Otherwise the next file that is opened gets their number, and what is printed gets into it.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            opened = os.open(os.devnull, os.O_RDWR)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
            os.set_inheritable(number, True)
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, closefd=False, encoding="utf-8"))  # noqa: SIM115 - it stays open


def put(text: str, otherwise: Callable[[], str] | None = None) -> None:
    """Write to standard output at once; ``otherwise`` gives the text for a narrow encoding.

    Raises BrokenPipeError when nobody reads any more, OutputLostError when it cannot be written.
    """
    out = sys.stdout
    try:
        try:
            out.write(text)
        except UnicodeEncodeError:
            out.write(otherwise() if otherwise else _escaped(text, out))
        out.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        abandon(out)
        raise OutputLostError(lost(error)) from error


def lost(error: OSError) -> str:
    """What the person is told whose output could not be written."""
    return (
        f"what was to be printed is lost: standard output cannot be written ({error.strerror}); "
        "what the command changed stands"
    )


_diverted: Callable[[str], None] | None = None


def divert(write: Callable[[str], None] | None) -> None:
    """Hand notes to ``write``, which has a bar on the screen; None: to standard error again."""
    global _diverted
    _diverted = write


def note(text: str, end: str = "\n") -> None:
    """A line on standard error. Where that cannot be written, nobody was to read it."""
    if _diverted is not None:
        with suppress(OSError, ValueError):
            _diverted(text)
        return
    err = sys.stderr
    with suppress(ValueError):
        try:
            try:
                err.write(text + end)
            except UnicodeEncodeError:
                err.write(_escaped(text + end, err))
            err.flush()
        except OSError:
            abandon(err)


def abandon(stream: TextIO) -> None:
    """Let everything that is still written to the stream go nowhere, the end of Python's too."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def is_lost() -> bool:
    """True when standard output takes nothing: what is left to be written is tried again.

    What printed with other means than ``put`` fails with an error that names no file. Nothing is
    added to what was printed.
    """
    try:
        number = sys.stdout.fileno()
    except (OSError, ValueError):
        return False
    try:
        sys.stdout.flush()
        os.write(number, b"")
    except OSError:
        return True
    return False


def _escaped(text: str, stream: TextIO) -> str:
    encoding = stream.encoding or "ascii"
    return text.encode(encoding, "backslashreplace").decode(encoding)

"""`contenthub content export`: an article as a document of its own, whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from contenthub.commands.console.many import ContentId
from contenthub.commands.console.notes import say
from contenthub.commands.console.output import jsonable
from contenthub.commands.console.session import session
from contenthub.errors import InputError, NotAllowedError
from contenthub.operations import contents, exports


class Kind(StrEnum):
    """What `--as` asks for."""

    MD = "md"
    HTML = "html"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("export")(export)


def export(
    context: typer.Context,
    content_id: ContentId,
    output: Annotated[Path, typer.Option(help="The file to write; - is standard output.")] = Path(
        "-"
    ),
    kind: Annotated[
        Kind, typer.Option("--as", help="md: title and Markdown; html: the body's; json: all.")
    ] = Kind.MD,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")] = False,
) -> None:
    """Write an article to standard output or into a file.

    HTML is the creator's own where it delivered some, else made from the Markdown, without
    scripts.

    \b
    Example: contenthub content export 7 --as html --output tea.html
    """
    current = session(context)
    current.open()
    data = _document(contents.details(content_id), kind).encode("utf-8", "replace")
    if str(output) == "-":
        typer.echo(data, nl=False)
    else:
        _write(output, data, force=force)
        say(f"wrote {output}")


def _document(content: dict[str, Any], kind: Kind) -> str:
    if kind is Kind.JSON:
        return json.dumps(content, ensure_ascii=False, indent=2, default=jsonable) + "\n"
    return exports.html(content) if kind is Kind.HTML else exports.markdown(content)


def _write(path: Path, data: bytes, *, force: bool) -> None:
    """Put ``data`` at ``path``, or give it to the pipe or device that is there."""
    try:
        if path.is_dir():
            raise InputError(f"{path} is a folder: name a file in it")
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        elif path.exists() and not force:
            raise NotAllowedError(f"{path} exists: --force replaces it")
        else:
            _replace(Path(os.path.realpath(path)), data)  # where a link leads; the link stays
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from None


def _replace(path: Path, data: bytes) -> None:
    """Write a file in one step, readable as other files of this person are."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".contenthub-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            os.fchmod(file.fileno(), 0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask

"""`contenthub content edit`: a person changes an article, by options or in their editor.

An edit never overwrites another one, and a text that could not be saved is not lost either.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from contenthub import validation
from contenthub.articles.titles import split_title
from contenthub.commands.console.many import ContentId
from contenthub.commands.console.output import print_document
from contenthub.commands.console.session import FormatOption, Session, session, who
from contenthub.commands.console.waiting import say
from contenthub.errors import ContentHubError, InputError, NotAllowedError

if TYPE_CHECKING:
    from contenthub.records import Content

MOST_BODY = 2_000_000  # characters
MOST_TITLE = 500
MOST_TAGS = 100
_EDITORS = ("VISUAL", "EDITOR")
_BLANK_LINES = re.compile(r"\A(?:[ \t]*\n)+")


def register(app: typer.Typer) -> None:
    """Add the command to its group."""
    app.command("edit")(edit)


def edit(
    context: typer.Context,
    content_id: ContentId,
    title: Annotated[Optional[str], typer.Option(help="The new title.")] = None,  # noqa: UP045
    body_file: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(
            help="The new text, Markdown in UTF-8; - reads standard input. A heading # above it "
            "is the new title."
        ),
    ] = None,
    summary: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="The new summary; a new text without it gets one of its own."),
    ] = None,
    tags: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(help='The new tags, "a,b"; repeatable; "" for none.'),
    ] = None,
    format_: FormatOption = None,
) -> None:
    """Change an article; without options its Markdown opens in $VISUAL or $EDITOR.

    The gate looks at the new text: what was approved, and is held for something new now, waits for
    a person again. What is being published is refused, and so is what somebody else changed
    meanwhile. A published copy stays as it is.

    \b
    Example: contenthub content edit 7 --title "The tea trade, retold" --body-file tea.md
    """
    current = session(context)
    changes: dict[str, Any] = {}
    if title is not None:
        changes["title"] = _title(title)
    if body_file is not None:
        heading, text = split_title(_text(_read(body_file)))
        changes |= {"title": _title(heading)} if heading and title is None else {}
        changes["body"] = _body(text)
    if summary is not None:
        changes["summary"] = validation.plain_text(summary, "summary")
    if tags is not None:
        changes["tags"] = list(validation.words(tags, "tags", MOST_TAGS))
    current.open()
    content = _content(content_id)
    if changes:
        _save(content, changes)
    else:
        _edit_by_hand(content)
    _print(current, content_id, format_)


def _content(content_id: int) -> Content:
    from contenthub.lifecycle import contents, publishing
    from contenthub.lifecycle.unit import Unit

    with Unit(who()) as unit:
        content = contents.locked(unit, content_id)
        publishing.refuse_under_way(content, publishing.entry_in_pool(content_id))
    return content


def _edit_by_hand(content: Content) -> None:
    before = f"# {content.title}\n\n{content.body}\n".encode()
    after = _in_editor(before, content.id)
    if after == before:
        say("nothing was changed")
        return
    try:
        heading, body = split_title(_text(after))
        _save(content, {"title": _title(heading or content.title), "body": _body(body)})
    except ContentHubError as error:
        raise type(error)(f"{error}; your text is kept in {_keep(after, content.id)}") from None


def _save(content: Content, changes: dict[str, Any]) -> None:
    """Write what really changes. Raises NotAllowedError when somebody else was faster."""
    from contenthub.lifecycle import contents
    from contenthub.lifecycle.unit import Unit

    values = {name: value for name, value in changes.items() if value != getattr(content, name)}
    if values.get("body") == _trimmed(content.body):  # only the space around it is another
        del values["body"]
    if not values:
        say("nothing was changed")
        return
    with Unit(who()) as unit:
        done = contents.edit(unit, content, **values)
    if not done:
        raise NotAllowedError(
            f"content {content.id} was changed by somebody else meanwhile; look "
            f"at `contenthub content show {content.id}` and edit again"
        )


def _print(current: Session, content_id: int, format_: Any) -> None:
    from contenthub.queries.contents import findings_of, standing

    row = standing(content_id)
    print_document(row, current.format(format_))
    for finding in findings_of(content_id):
        say(f"note: {finding['check']} ({finding['level']}): {finding['message']}")
    if row["publish_status"] == "published":
        say(f"note: the published copy stays as it was: {row['proof']}")


def _title(text: str) -> str:
    title = validation.plain_text(text, "the title", MOST_TITLE)
    if not title or "\n" in title or "\t" in title:
        raise InputError(
            f"the title is {title!r}; allowed: one line of 1 to {MOST_TITLE} characters"
        )
    return title


def _body(text: str) -> str:
    body = text.replace("\r\n", "\n")
    if not validation.plain_text(body, "the text", MOST_BODY):
        raise InputError("the text is empty: nothing was changed")
    return _trimmed(body)


def _trimmed(body: str) -> str:
    """Without space around it, except what indents its first line, which may be code."""
    return _BLANK_LINES.sub("", body).rstrip()


def _read(path: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from None


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("the text is not UTF-8; save it as UTF-8") from None


def _in_editor(text: bytes, content_id: int) -> bytes:
    command = next((os.environ[name] for name in _EDITORS if os.environ.get(name)), "vi")
    with tempfile.TemporaryDirectory(prefix="contenthub-") as folder:
        path = Path(folder) / f"content-{content_id}.md"
        path.write_bytes(text)
        try:
            code = subprocess.run([*shlex.split(command), str(path)], check=False).returncode
        except (OSError, ValueError) as error:
            raise InputError(
                f"cannot start the editor {command!r} ({error}); set EDITOR, or use --body-file"
            ) from None
        if code != 0:
            raise InputError(f"the editor {command!r} ended with {code}: nothing was changed")
        return _read(path)


def _keep(text: bytes, content_id: int) -> str:
    with tempfile.NamedTemporaryFile(
        prefix=f"contenthub-{content_id}-", suffix=".md", delete=False
    ) as file:
        file.write(text)
    return file.name

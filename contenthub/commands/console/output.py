"""How commands print data: one place decides what a table, a JSON document and a CSV are.

Scripts read JSON and CSV, so both are stable: full ids, snake_case names, UTC. Tables are
for people: their own time zone, readable values. On a terminal a list keeps to its width: short
ids, "3 min ago", colours, one line for a row. In a pipe a table has all columns and full ids.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from pathlib import PurePath
from typing import Any
from uuid import UUID

from contenthub import clock
from contenthub.commands.console import streams
from contenthub.commands.console.row_table import SHORTEST, Layout, painted, table
from contenthub.commands.console.screen import Screen, is_terminal, screen_of
from contenthub.commands.console.values import compact_json, readable
from contenthub.commands.console.width import clip, display_width, fold_at_words, pad
from contenthub.inert import in_json, inert, one_line

# A spreadsheet takes a cell that starts so for a formula and may run it.
_PIECE = 65_536  # characters that are written in one go
_NARROWEST = 20  # columns that a value needs beside its name
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Format(StrEnum):
    """How data is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def print_rows(
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[str],
    fmt: Format,
    *,
    leave: Sequence[str] = (),
    exact: Collection[str] = (),
    folded: Collection[str] = (),
    whole: Collection[str] = (),
    foremost: Collection[str] = (),
    empty: str = "nothing to show",
) -> None:
    """Print a list: JSON with all that each row holds, table and CSV with ``columns``.

    JSON and CSV are written as the rows come, so that a list of any length needs little memory.
    ``leave`` are the columns that a narrow terminal does without, the first one first; ``exact``
    are those whose moments are written out there, ``folded`` those whose texts go on in the next
    line instead of being cut, ``whole`` those whose texts are typed again and so never cut, and
    ``foremost`` those whose texts the list is there for: other columns leave before these are cut.
    ``empty`` is what a table without rows says; JSON prints ``[]``, CSV its header. A row may lack
    a column. Raises ValueError for a naive datetime.
    """
    if fmt is Format.JSON:
        _write_all(_json_list(rows))
    elif fmt is Format.CSV:
        lines = _csv_lines(rows, columns)
        _write_all(map(inert, lines) if is_terminal(sys.stdout) else lines)
    else:
        shown = list(rows)
        screen = screen_of(sys.stdout)
        layout = Layout(leave, exact, folded, whole, foremost)
        text = table(shown, columns, screen, layout) if shown else [empty]
        _write("\n".join(text) + "\n")


def print_document(doc: Mapping[str, Any], fmt: Format) -> None:
    """Print one thing: as a JSON object, as a CSV of one row, or for people line by line.

    Raises ValueError for a naive datetime.
    """
    if fmt is Format.JSON:
        _print_json(doc)
    elif fmt is Format.CSV:
        _write_csv([doc], list(doc))
    else:
        _write("\n".join(_sheet(doc, screen_of(sys.stdout))) + "\n")


def print_text(text: str) -> None:
    """Print a text as it is; whoever gives it has made it harmless."""
    _write(text)


def print_line(
    row: Mapping[str, Any], columns: Sequence[str], fmt: Format, *, heading: bool
) -> None:
    """Print one row of a list that has no end yet: a JSON line, a CSV line, or its cells.

    On a terminal the cells are one line of it, and the task's id is short.
    ``heading`` puts the header of a CSV in front. Raises ValueError for a naive datetime and
    SystemExit when nobody reads any more: then the list has to end.
    """
    if fmt is Format.JSON:
        print_on(json.dumps(row, ensure_ascii=True, default=jsonable) + "\n")
    elif fmt is Format.CSV:
        header, _, cells = _csv([row], columns).partition("\n")
        print_on(f"{header}\n{cells}" if heading else cells)
    else:
        screen = screen_of(sys.stdout)
        told = {name: one_line(readable(name, row.get(name))) for name in columns}
        if screen.width is None:
            print_on("  ".join(told.values()).rstrip() + "\n")
            return
        told = {name: text[:SHORTEST] if name == "task_id" else text for name, text in told.items()}
        line = screen.holds("  ".join(told.values()).rstrip())
        print_on(clip(line, screen.width, screen.mark) + "\n")


def print_on(text: str) -> None:
    """Print a part of what has no end yet. Raises SystemExit when nobody reads any more."""
    try:
        streams.put(text)
    except BrokenPipeError:
        streams.abandon(sys.stdout)
        raise SystemExit(0) from None


def _json_list(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The JSON of a list, element by element, as ``json.dumps`` would indent it."""
    before = "[\n"
    for row in rows:
        text = in_json(json.dumps(row, ensure_ascii=False, indent=2, default=jsonable))
        if not _can_be_written(text):
            text = json.dumps(row, ensure_ascii=True, indent=2, default=jsonable)
        yield before + "  " + text.replace("\n", "\n  ")
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _can_be_written(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "utf-8", sys.stdout.errors or "strict")
    except UnicodeEncodeError:
        return False
    return True


def _print_json(value: object) -> None:
    def text(ensure_ascii: bool) -> str:
        return json.dumps(value, ensure_ascii=ensure_ascii, indent=2, default=jsonable) + "\n"

    _write(in_json(text(ensure_ascii=False)), otherwise=lambda: text(ensure_ascii=True))


def jsonable(value: object) -> object:
    """What stands in JSON for a value that it has no form for; moments are UTC with ``Z``."""
    if isinstance(value, datetime):
        return clock.utc_text(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, (date, PurePath, UUID)):
        return str(value)
    raise TypeError(f"cannot print a {type(value).__name__}")


def _csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> str:
    return "".join(_csv_lines(rows, columns))


def _csv_lines(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> Iterator[str]:
    import csv

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        yield text.getvalue()
        text.seek(0)
        text.truncate()
        writer.writerow([_csv_cell(row.get(column)) for column in columns])
    yield text.getvalue()


def _write_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> None:
    text = _csv(rows, columns)
    _write(inert(text) if is_terminal(sys.stdout) else text)


def _csv_cell(value: Any) -> Any:
    """Lists and mappings as JSON; text that a spreadsheet would run gets a ``'`` in front."""
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or isinstance(value, (int, float)):
        return value
    if isinstance(value, datetime):
        return clock.utc_text(value)
    if isinstance(value, (Mapping, list, tuple, set, frozenset)):
        return compact_json(value, jsonable)
    text = str(value)
    safe = f"'{text}" if text.startswith(_FORMULA) else text
    return safe.replace("\r\n", "\n").replace("\r", "\n")  # csv would leave a bare \r unquoted


# What is said in a list of one thing's: it stands nowhere else, so it is not cut.
_SENTENCES = frozenset({"message", "why", "error_message"})


def _sheet(doc: Mapping[str, Any], screen: Screen) -> Iterator[str]:
    """``name  value`` in two columns, then texts of several lines, then lists of rows."""
    fields = {one_line(name): value for name, value in _flat(doc)}
    tables = {name: value for name, value in fields.items() if _is_table(value)}
    texts = {name: readable(name, value) for name, value in fields.items() if name not in tables}
    width = max(map(display_width, fields), default=0)
    for name, text in texts.items():
        if not _is_long(text):
            yield from _field(pad(name, width), name, fields[name], one_line(text), screen)
    for name, text in texts.items():
        if _is_long(text):
            yield from ("", f"{name}:", *map(inert, text.splitlines()))
    for name, rows in tables.items():
        columns = list(dict.fromkeys(key for row in rows for key in row))
        yield from (
            "",
            f"{name}:",
            *table(rows, columns, screen, Layout(columns[:1:-1], columns, _SENTENCES)),
        )


def _field(heading: str, name: str, value: Any, text: str, screen: Screen) -> Iterator[str]:
    """A field in one line; on a narrower terminal it goes on below where it begins."""
    indent = display_width(heading) + 2
    room = None if screen.width is None else screen.width - indent
    lines = [text] if room is None or room < _NARROWEST else fold_at_words(text, room)
    first = painted(name, value, lines[0], screen) if len(lines) == 1 else lines[0]
    yield f"{heading}  {first}".rstrip()
    yield from (" " * indent + line for line in lines[1:])


def _flat(doc: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in doc.items():
        if isinstance(value, Mapping) and value:
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _is_long(text: str) -> bool:
    return len(text.splitlines()) > 1


def _is_table(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) for v in value)


def _write_all(parts: Iterator[str]) -> None:
    """Each part as it comes, in pieces of some size; nothing more is read when nobody reads."""
    waiting, size = [], 0
    try:
        for part in parts:
            waiting.append(part)
            size += len(part)
            if size >= _PIECE:
                streams.put("".join(waiting))
                waiting, size = [], 0
        streams.put("".join(waiting))
    except BrokenPipeError:
        streams.abandon(sys.stdout)


def _write(text: str, otherwise: Callable[[], str] | None = None) -> None:
    """To stdout; a reader that left early (``| head``) is no error: the rest goes nowhere."""
    try:
        streams.put(text, otherwise)
    except BrokenPipeError:
        streams.abandon(sys.stdout)

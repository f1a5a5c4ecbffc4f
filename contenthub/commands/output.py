"""How commands print data: one place decides what a table, a JSON document and a CSV are.

Scripts read JSON and CSV, so both are stable: full ids, snake_case names, UTC. Tables are
for people: their own time zone, readable values, and still no id is ever cut.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from pathlib import PurePath
from typing import Any
from uuid import UUID

from contenthub import clock
from contenthub.commands.text_table import Column, display_width, inert, lay_out, one_line, pad

# A spreadsheet takes a cell that starts so for a formula and may run it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Format(StrEnum):
    """How data is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def print_rows(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    fmt: Format,
    *,
    empty: str = "nothing to show",
) -> None:
    """Print a list: JSON with all that each row holds, table and CSV with ``columns``.

    ``empty`` is what a table without rows says; JSON prints ``[]``, CSV its header. A row
    may lack a column. Raises ValueError for a naive datetime.
    """
    if fmt is Format.JSON:
        _print_json(rows)
    elif fmt is Format.CSV:
        _write(_csv(rows, columns))
    else:
        _write("\n".join(_table(rows, columns) if rows else [empty]) + "\n")


def print_document(doc: Mapping[str, Any], fmt: Format) -> None:
    """Print one thing: as a JSON object, as a CSV of one row, or for people line by line.

    Raises ValueError for a naive datetime.
    """
    if fmt is Format.JSON:
        _print_json(doc)
    elif fmt is Format.CSV:
        _write(_csv([doc], list(doc)))
    else:
        _write("\n".join(_sheet(doc)) + "\n")


def print_line(
    row: Mapping[str, Any], columns: Sequence[str], fmt: Format, *, heading: bool
) -> None:
    """Print one row of a list that has no end yet: a JSON line, a CSV line, or its cells.

    ``heading`` puts the header of a CSV in front. Raises ValueError for a naive datetime and
    BrokenPipeError when nobody reads any more: then the list has to end.
    """
    if fmt is Format.JSON:
        _put(json.dumps(row, ensure_ascii=True, default=_jsonable) + "\n")
    elif fmt is Format.CSV:
        header, _, cells = _csv([row], columns).partition("\n")
        _put(f"{header}\n{cells}" if heading else cells)
    else:
        cells = "  ".join(one_line(_cell(row.get(name))) for name in columns)
        _put(cells.rstrip() + "\n")


def _print_json(value: object) -> None:
    def text(ensure_ascii: bool) -> str:
        return json.dumps(value, ensure_ascii=ensure_ascii, indent=2, default=_jsonable) + "\n"

    _write(text(ensure_ascii=False), otherwise=lambda: text(ensure_ascii=True))


def _jsonable(value: object) -> object:
    if isinstance(value, datetime):
        return _utc_text(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, (date, PurePath, UUID)):
        return str(value)
    raise TypeError(f"cannot print a {type(value).__name__}")


def _utc_text(value: datetime) -> str:
    """Always with microseconds, so that the texts sort like the times."""
    return clock.utc(value).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_jsonable)


def _csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> str:
    import csv

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_csv_cell(row.get(column)) for column in columns] for row in rows)
    return text.getvalue()


def _csv_cell(value: Any) -> Any:
    """Lists and mappings as JSON; text that a spreadsheet would run gets a ``'`` in front."""
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or isinstance(value, (int, float)):
        return value
    if isinstance(value, datetime):
        return _utc_text(value)
    if isinstance(value, (Mapping, list, tuple, set, frozenset)):
        return _compact(value)
    text = str(value)
    safe = f"'{text}" if text.startswith(_FORMULA) else text
    return safe.replace("\r\n", "\n").replace("\r", "\n")  # csv would leave a bare \r unquoted


def _table(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> Iterator[str]:
    columns = [_column(name, [row.get(name) for row in rows]) for name in names]
    cells = [[_cell(row.get(name)) for name in names] for row in rows]
    return lay_out(columns, cells, _screen_width())


def _column(name: str, values: Sequence[Any]) -> Column:
    known = [value for value in values if value is not None]
    numbers = [v for v in known if isinstance(v, (int, float)) and not isinstance(v, bool)]
    return Column(
        heading=name.replace("_", " "),
        right=bool(numbers) and len(numbers) == len(known),
        whole=_is_id(name) or any(isinstance(value, datetime) for value in known),
    )


def _is_id(name: str) -> bool:
    return name in {"id", "key"} or name.endswith(("_id", "_key"))


def _cell(value: Any) -> str:
    """What a person reads: local time, yes and no, lists with commas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(round(value, 4))
    if isinstance(value, datetime):
        return f"{clock.local(value):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, Mapping):
        return _compact(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(map(_cell, value))
    return str(value)


def _sheet(doc: Mapping[str, Any]) -> Iterator[str]:
    """``name  value`` in two columns, then texts of several lines, then lists of rows."""
    fields = {one_line(name): value for name, value in _flat(doc)}
    tables = {name: value for name, value in fields.items() if _is_table(value)}
    texts = {name: _cell(value) for name, value in fields.items() if name not in tables}
    width = max(map(display_width, fields), default=0)
    for name, text in texts.items():
        if not _is_long(text):
            yield f"{pad(name, width)}  {one_line(text)}".rstrip()
    for name, text in texts.items():
        if _is_long(text):
            yield from ("", f"{name}:", *map(inert, text.splitlines()))
    for name, rows in tables.items():
        yield from ("", f"{name}:", *_table(rows, list(dict.fromkeys(k for r in rows for k in r))))


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


def _screen_width() -> int | None:
    """None where no terminal reads along: nothing has to fold then."""
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or None
    except OSError:  # no terminal, or not even a file
        return None


def _write(text: str, otherwise: Callable[[], str] | None = None) -> None:
    """To stdout; a reader that left early (``| head``) is no error: the rest goes nowhere."""
    try:
        _put(text, otherwise)
    except BrokenPipeError:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _put(text: str, otherwise: Callable[[], str] | None = None) -> None:
    """To stdout at once; ``otherwise`` gives the text for an encoding that cannot hold it."""
    out = sys.stdout
    try:
        out.write(text)
    except UnicodeEncodeError:
        encoding = out.encoding
        safe = text.encode(encoding, "backslashreplace").decode(encoding)
        out.write(otherwise() if otherwise else safe)
    out.flush()

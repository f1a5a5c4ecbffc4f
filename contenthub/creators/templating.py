"""Templates that people may replace: shipped with the package, overridden in the data home.

Compiled once per process. What a template is filled with stays data: it is never compiled,
and templates run in Jinja's sandbox.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateError, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment

from contenthub.errors import PermanentError

_SHIPPED = Path(__file__).parent / "templates"
_SUFFIX = ".md.j2"
_LOOK = 1.0  # seconds between two looks whether a loaded template was replaced


class _Overridable(BaseLoader):
    """Takes the file of the data home, where there is one; sees it come, change and go."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._folders = folders

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        state = self._state(template)
        if state is None:
            raise TemplateNotFound(template)
        path = state[0]
        try:
            source = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PermanentError(f"the template {path} cannot be read: {error}") from error
        return source, str(path), self._unchanged(template, state)

    def _unchanged(self, template: str, state: tuple[Path, int]) -> Callable[[], bool]:
        """Says whether a loaded template still stands; looks at the disk once a second."""
        look_at = time.monotonic() + _LOOK

        def unchanged() -> bool:
            nonlocal look_at
            if time.monotonic() < look_at:
                return True
            look_at = time.monotonic() + _LOOK
            return self._state(template) == state

        return unchanged

    def _state(self, template: str) -> tuple[Path, int] | None:
        for folder in self._folders:
            path = folder / template
            try:
                return path, path.stat().st_mtime_ns
            except OSError:
                continue
        return None


@cache
def _environment(kind: str, home: Path) -> Environment:
    return ImmutableSandboxedEnvironment(
        loader=_Overridable((home / "templates" / kind, _SHIPPED / kind)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )


def render(kind: str, home: Path, language: str, values: dict[str, Any]) -> tuple[str, str]:
    """(text, file name) of the ``kind``'s template for ``language``, filled with ``values``.

    Looked for as ``zh-TW.md.j2``, ``zh.md.j2``, ``en.md.j2``, each first in
    ``home/templates/kind/``. Raises PermanentError with file and line for a broken one.
    """
    try:
        template = _environment(kind, home).select_template(_candidates(language))
        return template.render(values), template.name or ""
    except PermanentError:
        raise
    except Exception as error:
        _refuse(error, kind, home)


@cache
def _candidates(language: str) -> list[str]:
    tag = "".join(c for c in language if c.isalnum() or c in "-_").replace("_", "-")
    return [name + _SUFFIX for name in dict.fromkeys((tag, tag.split("-")[0].lower(), "en"))]


def _refuse(error: Exception, kind: str, home: Path) -> NoReturn:
    """Name file and line; Jinja writes them into the traceback of errors at render time."""
    where, line = getattr(error, "filename", None), getattr(error, "lineno", None)
    trace = error.__traceback__
    while line is None and trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith(_SUFFIX):
            where, line = trace.tb_frame.f_code.co_filename, trace.tb_lineno
            trace = None
        else:
            trace = trace.tb_next
    text = error.message if isinstance(error, TemplateError) else str(error)
    place = f"{where}, line {line}" if line else f"in {home / 'templates' / kind}"
    raise PermanentError(
        f"the template {place} is broken: {text or type(error).__name__}"
    ) from error

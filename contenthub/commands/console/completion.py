"""What the shell offers behind Tab, by the kind of value that is being typed.

It is silent and quick: it makes nothing, migrates nothing and reads a little; where that cannot be
done it offers nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from contenthub.queues import QUEUES
from contenthub.states import TaskState


def words_for(kind: str) -> Callable[[Any, Any, str], list[str]] | None:
    """The function that completes a value of this kind, such as ACCOUNT; None: nothing is known.

    A kind in small letters is a list of the words themselves, as in ``account|creator``.
    """
    find = _words(kind) if "|" in kind and kind.islower() else _KINDS.get(kind)
    if find is None:
        return None

    def complete(context: Any, param: Any, typed: str) -> list[str]:
        try:
            found = [word for word in find(typed) if word.startswith(typed)]
        except Exception:  # a shell has nowhere to show it
            found = []
        # A shell that is offered nothing offers the names of files.
        return found or ([typed] if typed else [])

    return complete


def _stored(name: str) -> Callable[[str], Iterable[str]]:
    def read(typed: str) -> Iterable[str]:
        from contenthub.database import db
        from contenthub.settings import reading

        chosen = reading.load()
        if not chosen.database_url and not (chosen.home_folder / "contenthub.db").exists():
            return []
        from contenthub.queries import completion

        db.open_database(chosen.database)
        try:
            found: Iterable[str] = getattr(completion, name)(typed)
            return found
        finally:
            db.close()

    return read


def _creators(typed: str) -> Iterable[str]:
    from contenthub.operations import creators

    return creators.names()


def _publishers(typed: str) -> Iterable[str]:
    from contenthub.operations import creators

    return creators.publisher_names()


def _types(typed: str) -> Iterable[str]:
    from contenthub.operations.schedules import types

    return types.names()


def _words(kind: str) -> Callable[[str], Iterable[str]]:
    return lambda typed: kind.split("|")


_KINDS: dict[str, Callable[[str], Iterable[str]]] = {
    "ACCOUNT": _stored("accounts"),
    "TARGET": _stored("targets"),
    "SCHEDULE": _stored("schedules"),
    "TASK_ID": _stored("tasks"),
    "BATCH_ID": _stored("batches"),
    "TICK_ID": _stored("ticks"),
    "CONTENT_ID": _stored("contents"),
    "CONTENT_ID|FROM-TO": _stored("contents"),
    "CREATOR": _creators,
    "PUBLISHER": _publishers,
    "TYPE": _types,
    "QUEUE": lambda typed: QUEUES,
    "STATE": lambda typed: TaskState,
}

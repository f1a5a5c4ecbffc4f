"""`contenthub creator …`: which creators there are, which are set up, and which answer."""

from __future__ import annotations

from typing import Annotated, Any, Optional

import typer

from contenthub.commands.console.output import print_rows
from contenthub.commands.console.session import FormatOption, Session, session
from contenthub.errors import InputError, UnreachableError

app = typer.Typer(name="creator", help="What writes the articles.", no_args_is_help=True)


@app.command("list")
def list_(context: typer.Context, format_: FormatOption = None) -> None:
    """List the creators: direct or remote, set up or not, and which is the default.

    \b
    Example: contenthub creator list
    """
    current = session(context)
    print_rows(
        [_facts(current, name) for name in current.creator_names()],
        ("name", "kind", "configured", "default"),
        current.format(format_),
    )


@app.command("check")
def check(
    context: typer.Context,
    name: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(help="Only this one; default: all that are configured."),
    ] = None,
    trial: Annotated[
        bool,
        typer.Option("--trial", help="Let it write an article, which may cost, and throw it away."),
    ] = False,
    format_: FormatOption = None,
) -> None:
    """Ask creators whether they would do the work; exit code 5 where one would not.

    `openai` is asked for one token, `command` is looked at without being run, and
    content-creator answers for itself. Only --trial has an article written.

    \b
    Example: contenthub creator check openai
    Example: contenthub creator check command --trial
    """
    current = session(context)
    rows = [_checked(current, one, trial=trial) for one in _asked(current, name)]
    print_rows(rows, ("name", "ok", "detail"), current.format(format_), folded={"detail"})
    bad = [row for row in rows if not row["ok"]]
    if bad:
        raise UnreachableError("; ".join(f"creator {row['name']}: {row['detail']}" for row in bad))


def _facts(current: Session, name: str) -> dict[str, Any]:
    from contenthub import boot

    direct = boot.Backends(current.settings).is_direct(name)
    return {
        "name": name,
        "kind": "direct" if direct else "remote",
        "configured": boot.creator_configured(name, current.settings),
        "default": name == current.settings.creator,
    }


def _asked(current: Session, name: str | None) -> list[str]:
    """The one named, else all that are set up and the default one, which has to work."""
    from contenthub import boot

    known = current.creator_names()
    if name is not None and name not in known:
        raise InputError(f"there is no creator {name!r}; there are: {', '.join(known)}")
    if name is not None:
        return [name]
    default = current.settings.creator
    configured = [one for one in known if boot.creator_configured(one, current.settings)]
    return configured if default in configured else [*configured, default]


def _checked(current: Session, name: str, *, trial: bool) -> dict[str, Any]:
    """The answer of the check, and of the trial where that is wanted and makes sense."""
    from contenthub.boot import Backends

    backends = Backends(current.settings)
    result = backends.creator(name).check()
    if trial and result.ok:
        result = backends.trial(name)
    return {"name": name, "ok": result.ok, "detail": result.detail}

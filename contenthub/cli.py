"""The command line: assembles the groups of ``commands`` and is the one error boundary.

Each expected error becomes one line on standard error and its exit code; anything else is
reported as unexpected, with its traceback only under ``--debug``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Annotated, Any

import typer

from contenthub import __version__, clock, logs, masked_text
from contenthub.commands.console import advice, notes, streams
from contenthub.commands.console.help import command_of
from contenthub.commands.console.session import Hooks, Session
from contenthub.commands.console.usage import in_our_words
from contenthub.database import drivers
from contenthub.errors import ContentHubError, ExitCode
from contenthub.inert import one_line
from contenthub.settings import Settings

drivers.leave_for_later()

app = typer.Typer(
    name="contenthub",
    help=(
        "Runs a content production line unattended: a topic goes in, a published article comes out."
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
# Where each command is, in the order of `--help`; they are loaded when they are named.
COMMANDS = {
    "up": "contenthub.commands.system.service",
    "worker": "contenthub.commands.system.service",
    "api": "contenthub.commands.system.service",
    "doctor": "contenthub.commands.system.doctor",
    "send": "contenthub.commands.system.send",
    "content": "contenthub.commands.content.group",
    "task": "contenthub.commands.task.group",
    "events": "contenthub.commands.events.command",
    "monitor": "contenthub.commands.monitor.group",
    "account": "contenthub.commands.account.group",
    "target": "contenthub.commands.target.group",
    "publish-pool": "contenthub.commands.pool.group",
    "scheduler": "contenthub.commands.scheduler.group",
    "creator": "contenthub.commands.creator.group",
    "gate": "contenthub.commands.gate.group",
    "webhook": "contenthub.commands.webhook.group",
    "alert": "contenthub.commands.alert.group",
    "token": "contenthub.commands.token.group",
    "db": "contenthub.commands.system.database",
    "config": "contenthub.commands.system.config",
}


def _embedded(settings: Settings, *, only_publish: bool) -> AbstractContextManager[Any]:
    from contenthub.processes import embedded

    return embedded.running(settings, only_publish=only_publish)


def _serve(settings: Settings, **options: Any) -> int:
    from contenthub.processes import daemons

    return daemons.serve(settings, **options)


def _work(settings: Settings, **options: Any) -> int:
    from contenthub.processes import daemons

    return daemons.work(settings, **options)


def _schedule(settings: Settings) -> int:
    from contenthub.processes import daemons

    return daemons.schedule(settings)


def _answer(settings: Settings) -> int:
    from contenthub.processes import api

    return api.answer(settings)


def _actors() -> dict[str, Callable[..., None]]:
    from contenthub.actors import catalogue

    return {spec.name: spec.function for spec in catalogue.ALL}


def _call_actor(settings: Settings, name: str, arguments: dict[str, Any]) -> None:
    from contenthub.processes import embedded

    embedded.call(settings, name, arguments)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"contenthub {__version__}")
        raise typer.Exit


@app.callback()
def main_callback(
    context: typer.Context,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks and all logs.")] = False,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", callback=_print_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Options of all commands."""
    hooks = Hooks(_embedded, _serve, _work, _schedule, _answer, _actors, _call_actor)
    context.obj = current = Session(hooks, debug=debug)
    clock.show_in(lambda: current.settings.timezone)
    logs.configure("debug" if debug else "warning", "text" if sys.stderr.isatty() else "auto")


def run(arguments: list[str] | None = None) -> int:
    """Run one command line and return its exit code."""
    debug = "--debug" in (sys.argv[1:] if arguments is None else arguments)
    streams.secure()
    try:
        result = command_of(app, COMMANDS)(arguments, prog_name="contenthub", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except typer.Exit as error:
        return int(error.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        streams.note("interrupted")
        return 130
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # its message is the help
            streams.note(error.format_message())
            return ExitCode.USAGE
        return _report(in_our_words(error), ExitCode.USAGE, debug)
    except ContentHubError as error:
        return _report(advice.line(error), error.exit_code, debug)
    except BrokenPipeError:  # the reader went away: `| head`
        streams.abandon(sys.stdout)
        return ExitCode.DONE
    except Exception as error:
        return _report_unexpected(error, debug)


def _report(message: str, code: int, debug: bool) -> int:
    if debug:
        import traceback

        streams.note(masked_text.text(traceback.format_exc()), end="")
    streams.note(notes.folded(f"contenthub: {masked_text.text(one_line(message))}"))
    return int(code)


def _report_unexpected(error: Exception, debug: bool) -> int:
    troubles = sys.modules.get("contenthub.database.troubles")
    if troubles is not None and troubles.is_database_error(error):
        return _report(advice.line(troubles.unreachable(error)), ExitCode.UNREACHABLE, debug)
    if isinstance(error, OSError) and streams.is_lost():
        streams.abandon(sys.stdout)
        return _report(streams.lost(error), ExitCode.UNEXPECTED, debug)
    if isinstance(error, UnicodeEncodeError):
        return _report("an argument is not valid text", ExitCode.USAGE, debug)
    if isinstance(error, OverflowError):
        return _report("a number is larger than any id", ExitCode.USAGE, debug)
    kind = type(error).__name__
    return _report(f"unexpected {kind}: {error} (--debug shows more)", ExitCode.UNEXPECTED, debug)

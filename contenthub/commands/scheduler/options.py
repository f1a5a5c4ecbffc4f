"""The options by which several commands of the group ``scheduler`` say what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from contenthub.timetable.catch_up import CatchUp, Overlap

ScheduleArgument = Annotated[
    str, typer.Argument(metavar="SCHEDULE", help="The schedule's id or name.")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When it fires: one of ``cron``, ``every`` and ``at``."""

    cron: Annotated[
        str | None, typer.Option(help='Cron expression, such as "0 8 * * 1-5" or @daily.')
    ] = None
    every: Annotated[
        str | None, typer.Option(help="Span of elapsed time, 1s to 366d, such as 30m.")
    ] = None
    at: Annotated[str | None, typer.Option(help='One time, such as "2026-12-01 08:00" or +2h.')] = (
        None
    )
    timezone: Annotated[
        str | None,
        typer.Option(help="IANA name; default: CONTENTHUB_TIMEZONE, else this machine's zone."),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedTimes(Times):
    """The same where nothing given leaves the zone as it is."""

    timezone: Annotated[str | None, typer.Option(help="IANA name, such as Asia/Shanghai.")] = None


CatchUpOption = Annotated[
    CatchUp | None,
    typer.Option("--catch-up", help="Which of the times to run that no scheduler saw."),
]
WindowOption = Annotated[
    str | None, typer.Option(help="Span such as 1d: what was missed longer ago is not run.")
]
OverlapOption = Annotated[
    Overlap | None,
    typer.Option("--overlap", help="While an earlier time is under way: run too, skip, or wait."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is done about times that were missed, overlap or fail; and what the schedule is for."""

    catch_up: CatchUpOption = None
    catch_up_window: WindowOption = None
    overlap: OverlapOption = None
    pause_after_failures: Annotated[
        int | None,
        typer.Option(min=0, max=1_000_000, help="Pause after N failures in a row; 0: never."),
    ] = None
    description: Annotated[str | None, typer.Option(help="What it is for.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesOfNew(Rules):
    """The same with what a new schedule gets where nothing is said."""

    catch_up: CatchUpOption = CatchUp.LATEST
    catch_up_window: WindowOption = "1d"
    overlap: OverlapOption = Overlap.ALLOW

"""What the command line does the API does too: each command with its calls, or why it has none."""

from __future__ import annotations

import pytest

from tests.support import api_contract, cli_reference

CONTRACT = api_contract.written()
CALLS = {
    f"{method.upper()} {path.removeprefix('/api/v1')}"
    for path, methods in CONTRACT["paths"].items()
    for method in methods
}
TARGET = "/accounts/{account}/targets/{target}"
ENTRIES = "/publish-entries"
CHANNEL = "/alert-channels/{channel}"
REVISION = "/contents/{content_id}/revisions/{number}"

COVERED: dict[str, tuple[str, ...]] = {
    "doctor": ("GET /doctor",),
    "events": ("GET /events",),
    "content list": ("GET /contents",),
    "content show": ("GET /contents/{content_id}", f"GET {REVISION}"),
    "content approve": ("POST /contents/approve",),
    "content reject": ("POST /contents/reject",),
    "content plan": ("POST /contents/{content_id}/plan",),
    "content remove": ("DELETE /contents/{content_id}",),
    "content check": ("GET /contents/{content_id}/check", "POST /gate/check"),
    "content edit": ("PATCH /contents/{content_id}",),
    "content regenerate": ("POST /contents/{content_id}/regenerate",),
    "content revisions": (
        "GET /contents/{content_id}/revisions",
        "GET /contents/{content_id}/difference",
    ),
    "content accept": (f"POST {REVISION}/accept",),
    "content decline": (f"POST {REVISION}/decline",),
    "content export": (
        "GET /contents/{content_id}/markdown",
        "GET /contents/{content_id}/html",
        "GET /contents/{content_id}",
    ),
    "content generate": ("POST /tasks", "POST /batches", "GET /batches", "GET /batches/{batch_id}"),
    "task status": ("GET /tasks/{task_id}",),
    "task list": ("GET /tasks",),
    "task stats": ("GET /stats/tasks", "GET /stats/tasks/by/{group}"),
    "task events": ("GET /tasks/{task_id}/events",),
    "task ledger": ("GET /tasks/{task_id}/ledger",),
    "task cancel": ("POST /tasks/cancel",),
    "task retry": ("POST /tasks/retry",),
    "task adopt": ("POST /tasks/adopt",),
    "task cleanup": ("DELETE /tasks",),
    "task watch": ("GET /events", "GET /tasks/{task_id}"),
    "account add": ("POST /accounts",),
    "account list": ("GET /accounts",),
    "account show": ("GET /accounts/{account}",),
    "account update": ("PATCH /accounts/{account}",),
    "account remove": ("DELETE /accounts/{account}",),
    "target add": ("POST /accounts/{account}/targets",),
    "target list": ("GET /targets",),
    "target show": (f"GET {TARGET}",),
    "target update": (f"PATCH {TARGET}",),
    "target slots": (f"GET {TARGET}/slots",),
    "target pause": (f"POST {TARGET}/pause",),
    "target resume": (f"POST {TARGET}/resume",),
    "target remove": (f"DELETE {TARGET}",),
    "target check": (f"GET {TARGET}/check", "GET /targets/check"),
    "publish-pool list": (f"GET {ENTRIES}",),
    "publish-pool show": (f"GET {ENTRIES}/{{entry_id}}",),
    "publish-pool add": (f"POST {ENTRIES}",),
    "publish-pool remove": (f"POST {ENTRIES}/remove",),
    "publish-pool schedule": (
        f"POST {ENTRIES}/reschedule",
        "POST /contents/{content_id}/schedule",
    ),
    "publish-pool set-priority": (f"POST {ENTRIES}/reschedule",),
    "publish-pool stats": ("GET /stats/publish-entries",),
    "publish-pool publish": (f"POST {ENTRIES}/publish",),
    "publish-pool update": (f"POST {ENTRIES}/update",),
    "publish-pool verify": (f"POST {ENTRIES}/verify", f"POST {ENTRIES}/confirm-there"),
    "publish-pool confirm-absent": (f"POST {ENTRIES}/confirm-absent",),
    "scheduler create": ("POST /schedules",),
    "scheduler update": ("PATCH /schedules/{schedule}",),
    "scheduler list": ("GET /schedules",),
    "scheduler show": ("GET /schedules/{schedule}",),
    "scheduler pause": ("POST /schedules/{schedule}/pause",),
    "scheduler resume": ("POST /schedules/{schedule}/resume",),
    "scheduler remove": ("DELETE /schedules/{schedule}",),
    "scheduler trigger": ("POST /schedules/{schedule}/trigger",),
    "scheduler history": (
        "GET /schedules/{schedule}/ticks",
        "GET /ticks",
        "GET /ticks/{tick_id}",
    ),
    "scheduler preview": ("GET /schedules/{schedule}/preview", "GET /schedule-preview"),
    "scheduler backfill": ("POST /schedules/{schedule}/backfill",),
    "scheduler types": ("GET /schedule-types",),
    "creator list": ("GET /creators",),
    "creator check": ("GET /creators/{creator}/check",),
    "gate list": ("GET /gate",),
    "webhook add": ("POST /webhooks",),
    "webhook list": ("GET /webhooks",),
    "webhook show": ("GET /webhooks/{webhook_id}",),
    "webhook test": ("POST /webhooks/{webhook_id}/test",),
    "webhook rotate": ("POST /webhooks/{webhook_id}/rotate",),
    "webhook pause": ("POST /webhooks/{webhook_id}/pause",),
    "webhook resume": ("POST /webhooks/{webhook_id}/resume",),
    "webhook remove": ("DELETE /webhooks/{webhook_id}",),
    "webhook secret": ("GET /webhooks/secret",),
    "webhook deliveries": ("GET /deliveries",),
    "webhook delivery": ("GET /deliveries/{delivery_id}",),
    "webhook resend": ("POST /deliveries/{delivery_id}/resend",),
    "webhook recover": ("POST /webhooks/recover",),
    "task explain": ("GET /tasks/{task_id}/explanation",),
    "monitor metrics": ("GET /monitor/metrics", "GET /metrics"),
    "monitor recent": ("GET /monitor/recent",),
    "monitor pending": ("GET /monitor/pending",),
    "monitor failed": ("GET /monitor/failed", "POST /monitor/failed/{group}/retry"),
    "monitor stats": ("GET /monitor/stats",),
    "monitor health": ("GET /monitor/health",),
    "alert list": ("GET /alerts",),
    "alert history": ("GET /alerts",),
    "alert show": ("GET /alerts/{incident_id}",),
    "alert ack": ("POST /alerts/{incident_id}/ack",),
    "alert silence": ("POST /alert-silences",),
    "alert silences": ("GET /alert-silences",),
    "alert unsilence": ("DELETE /alert-silences/{silence_id}",),
    "alert rules": ("GET /alert-rules",),
    "alert ping add": ("POST /schedules/{schedule}/ping",),
    "alert ping list": ("GET /schedule-pings",),
    "alert ping remove": ("DELETE /schedules/{schedule}/ping",),
    "alert channel add": ("POST /alert-channels",),
    "alert channel list": ("GET /alert-channels",),
    "alert channel show": (f"GET {CHANNEL}",),
    "alert channel test": (f"POST {CHANNEL}/test",),
    "alert channel pause": (f"POST {CHANNEL}/pause",),
    "alert channel resume": (f"POST {CHANNEL}/resume",),
    "alert channel remove": (f"DELETE {CHANNEL}",),
}
PROCESSES = "it is a process, which a supervisor starts where it is to run"
SHELTERED = "whoever reaches the machine alone may: a token that makes tokens cannot be taken back"
STORES = "the service that answers has to be stopped, or is what it is done to"
NOT_COVERED = {
    "up": PROCESSES,
    "worker": PROCESSES,
    "api": PROCESSES,
    "scheduler run": PROCESSES,
    "send": "it works on single rows, past all rules, for who looks for a fault",
    "token create": SHELTERED,
    "token list": SHELTERED,
    "token revoke": SHELTERED,
    "db migrate": STORES,
    "db status": STORES,
    "db backup": STORES,
    "db restore": STORES,
    "db compact": STORES,
    "db check": STORES,
    "config show": "it tells paths and settings; what is wrong with them is in GET /doctor",
    "config check": "what is wrong with settings is in GET /doctor",
}
# What no command does: for balancers and for other programs. Creators call back at addresses of
# their own.
OWN = {
    "GET /health",
    "GET /ready",
    "GET /publishers",
    "GET /publishers/{publisher}/check",
}


def commands() -> list[str]:
    """All commands that do something, without the program's own name."""
    found = [one for one in cli_reference.commands() if not one.is_group]
    return [" ".join(one.path[1:]) for one in found]


def test_there_are_commands_to_compare() -> None:
    assert len(commands()) > 60


@pytest.mark.parametrize("name", commands())
def test_each_command_has_its_calls_or_a_reason_for_none(name: str) -> None:
    assert (name in COVERED) != (name in NOT_COVERED), f"{name}: add a call for it, or say why not"


@pytest.mark.parametrize(("name", "calls"), COVERED.items(), ids=list(COVERED))
def test_the_calls_are_there(name: str, calls: tuple[str, ...]) -> None:
    assert set(calls) <= CALLS
    assert name in commands()


def test_what_is_said_to_have_none_is_a_command() -> None:
    assert set(NOT_COVERED) <= set(commands())


def test_each_call_is_some_command_s_or_has_none_by_its_nature() -> None:
    known = OWN.union(*COVERED.values())
    others = [one for one in CALLS - known if not one.partition(" ")[2].startswith("/callbacks")]
    assert sorted(others) == []

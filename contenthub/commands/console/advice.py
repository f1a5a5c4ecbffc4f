"""What the command line says of errors and remarks: which command or option helps, by their codes.

Below the command line nobody knows commands and options, since other faces have none. ``ADVICE``
says what to do; ``INSTEAD`` says what is wrong where this is told best by the options themselves.
"""

from __future__ import annotations

import shlex
import string
from collections.abc import Mapping
from typing import Any

from contenthub.codes import Code, Said

# Both are filled with the facts: `!q` quotes a value for the shell, `!d` writes a name with dashes,
# `!o` makes options of names.
ADVICE: Mapping[Code, str] = {
    Code.UNKNOWN_SETTING: "`contenthub config show` lists all there are",
    Code.BAD_SETTINGS: "`contenthub config check` lists all",
    Code.DATABASE_FAILS: "see `contenthub doctor`",
    Code.DATABASE_DAMAGED: "`contenthub db restore` restores one",
    Code.DATABASE_EMPTIED: "`contenthub db restore` restores one",
    Code.DATABASE_OLDER: "stop the service, then run `contenthub db migrate`",
    Code.RESTORED_BY_PG: (
        "put the copy into an empty database of its user, and name that in DATABASE_URL: "
        "`pg_restore --exit-on-error --no-owner --host=HOST --username=USER --dbname=NAME "
        "{file!q}`"
    ),
    Code.NO_BACKUP: "name a file made by `contenthub db backup`",
    Code.FILE_EXISTS: "choose another name, or --force to replace it",
    Code.BROKER_FAILS: "`contenthub doctor` says more",
    Code.MESSAGE_NOT_SENT: "start it, or see `contenthub doctor`",
    Code.DATABASE_INCONSISTENT: (
        "keep a copy (`contenthub db backup`), and restore a backup or look at these rows"
    ),
    Code.ACCOUNT_INACTIVE: "`contenthub account update {account_id} --active`",
    Code.NO_ACCOUNT: "`contenthub account list` shows all",
    Code.ACCOUNT_IN_USE: "`contenthub account update {account_id} --inactive` retires it",
    Code.BAD_PUBLISHER_SETTINGS: "give it anew; --clear {field!d} of `update` empties what is kept",
    Code.NO_TASK: "`contenthub task list` shows them",
    Code.ASYNC_DISABLED: "leave --async out",
    Code.LATE_RESULT: (
        "`contenthub task adopt {task_id}` makes it the content, --discard-result throws it away"
    ),
    Code.NO_CONTENT: "`contenthub content list` shows all",
    Code.CHANGED_MEANWHILE: "look at `contenthub content show {content_id}` and edit again",
    Code.CHANGED_SINCE_SEEN: (
        "`contenthub content revisions {content_id} --diff {seen} {revision}` shows what is new; "
        "then give --revision {revision}"
    ),
    Code.HELD: (
        "to approve it all the same, say why: `contenthub content approve {content_id} "
        "--because TEXT`"
    ),
    Code.NOT_APPROVED: "first `contenthub content approve {content_id}`",
    Code.APPROVED_ALREADY: (
        "its time is changed by `contenthub publish-pool schedule {content_id} --at TIME`"
    ),
    Code.WAS_REJECTED: "--even-rejected approves it all the same",
    Code.WAS_APPROVED: "--even-approved rejects it all the same",
    Code.PUBLISHED: "--force removes the record all the same",
    Code.TITLE_IN_DOUBT: (
        "look at its target, and if it is not there say so: "
        "`contenthub publish-pool confirm-absent {content_id} --reason …`"
    ),
    Code.NO_REVISION: "`contenthub content revisions {content_id}` shows all",
    Code.REVISION_ACCEPTED: "`contenthub content edit {content_id}` changes the text",
    Code.REVISION_OUTDATED: "--even-outdated accepts it all the same",
    Code.OTHER_TARGETS_WAIT: (
        "what waits for other targets is taken out by "
        "`contenthub publish-pool remove {content_id} --target NAME`"
    ),
    Code.IN_POOL: "`contenthub publish-pool schedule {content_id} --at TIME` moves it",
    Code.NOT_IN_POOL: "`contenthub publish-pool add {content_id}` puts it there",
    Code.TARGETS_COME_LATE: (
        "`contenthub publish-pool add {content_id} --target TARGET` publishes it "
        "at a further target"
    ),
    Code.NO_TARGET: "`contenthub target list` shows all",
    Code.TARGET_IN_USE: "`contenthub target pause {account_id} {target!q}` pauses it",
    Code.FIRST_TARGET: "`contenthub target pause {account_id} {target!q}` pauses it",
    Code.NO_SLOTS: "`contenthub target update {account_id} {target!q} --slots TEXT` sets slots",
    Code.FOLDER_TAKEN: "`contenthub target list {account_id}` shows all",
    Code.TARGET_PAUSED: "`contenthub target resume ACCOUNT {target!q}` goes on",
    Code.UNDER_WAY: "try again when `contenthub publish-pool list` shows the end of that",
    Code.PUBLISHING_FAILED: "`contenthub publish-pool publish {content_id}` tries it again",
    Code.UP_TO_DATE: "--again sends it all the same",
    Code.NOT_OUT: "`contenthub publish-pool publish {content_id}` publishes it",
    Code.NOT_PUBLISHED_YET: "follow: `contenthub publish-pool show {content_id}`",
    Code.NO_SCHEDULE: "`contenthub scheduler list` shows all",
    Code.NO_TICK: "`contenthub scheduler history` shows them",
    Code.SCHEDULE_ENDED: "give it new times: `contenthub scheduler update`",
    Code.SECONDS_IN_CRON: "for seconds use --every 10s",
    Code.NO_EVENT_NAMED: "`contenthub send --list` shows them",
    Code.NO_TOPICS_GIVEN: (
        "give some: contenthub scheduler update {schedule_id} --param "
        '\'topics=["First topic", "Second topic"]\' '
        '(or {{"file": …}}, {{"feed": …}}, {{"template": …}})'
    ),
    Code.CHECK_BROKE: "--debug shows more",
    Code.SETTING_IGNORED: "`contenthub config check` lists all of them",
    Code.HALF_A_PRICE: "set both; 0 for what costs nothing",
    Code.LITTLE_SPACE: "`contenthub task cleanup --days 90` removes old tasks",
    Code.UNFINISHED_COPIES: (
        "the next `contenthub db backup` or `db migrate` into that folder removes them"
    ),
    Code.REVIEWER_UNUSABLE: (
        "until it answers, texts wait for a person; `contenthub config show` shows its settings"
    ),
    Code.CREATOR_UNUSABLE: "`contenthub creator list` shows what there is and what it needs",
    Code.MORE_TARGETS: "`contenthub target list` shows all",
    Code.NO_SERVICE: "start one: `contenthub {kind}`",
    Code.NO_WORKER: "start `contenthub up` or `contenthub worker`",
    Code.WORK_STUCK: "`contenthub doctor` says more",
    Code.NO_CHANNEL: "`contenthub alert channel list` shows all",
    Code.NO_SCHEDULER: "start one: `contenthub scheduler run` or `contenthub up`",
    Code.SEVERAL_HOMES: (
        "put CONTENTHUB_HOME on storage that all of them share, or let one host publish: "
        "`contenthub worker --queue line --queue look --queue fetch --queue generate` on the others"
    ),
    Code.TASKS_STAND_STILL: (
        "see that a service runs; `contenthub task list`, `contenthub task events TASK_ID`"
    ),
    Code.TASKS_QUARANTINED: (
        "`contenthub task list --status failed`; see why their workers ended, then "
        "`contenthub task retry TASK_ID`"
    ),
    Code.TICKS_STAND_STILL: (
        "see that a service runs; `contenthub scheduler history --status pending`"
    ),
    Code.OPINIONS_STAND_STILL: (
        "see that a service runs, with the queue review; `contenthub content list --review pending`"
    ),
    Code.REVIEWER_FAILS: (
        "`contenthub content list --review pending` says why; its next opinion ends this"
    ),
    Code.PUBLICATIONS_STAND_STILL: "see that a service runs; `contenthub publish-pool list`",
    Code.PUBLICATIONS_SLOW: "`contenthub publish-pool list --status accepted`; look there",
    Code.SCHEDULE_GIVEN_UP: (
        "`contenthub scheduler history {schedule!q} --status failed` says why; "
        "then `contenthub scheduler resume {schedule!q}`"
    ),
    Code.SCHEDULE_FAILS: "`contenthub scheduler history {schedule!q} --status failed` says why",
    Code.TOPICS_UNREADABLE: "`contenthub scheduler show {schedule!q}`",
    Code.NO_WEBHOOK: "`contenthub webhook list` shows all",
    Code.NO_DELIVERY: "`contenthub webhook deliveries` shows all",
    Code.DELIVERY_UNDER_WAY: "try again when `contenthub webhook deliveries` shows the end of that",
    Code.WEBHOOK_FAILS: "`contenthub webhook deliveries --receiver {webhook_id}` shows what waits",
    Code.WEBHOOK_GIVEN_UP: (
        "when its receiver works again: `contenthub webhook resume {webhook_id}`, then "
        "`contenthub webhook recover {webhook_id} --since …`"
    ),
    Code.NO_TOPIC_LEFT: (
        "`contenthub scheduler show {schedule!q}`; give new ones: "
        "`contenthub scheduler update {schedule!q} --param topics=…`"
    ),
    Code.NO_BACKUP_SCHEDULE: (
        '`contenthub scheduler create --name nightly-copy --type backup --cron "0 3 * * *"`'
    ),
    Code.NO_YOUNG_BACKUP: (
        "`contenthub db backup FILE` makes one now, in a folder of copies (`backups` of the home); "
        "`contenthub scheduler history` shows why a schedule made none"
    ),
    Code.MUCH_FREE_SPACE: "stop the service, then `contenthub db compact`",
    Code.DRAFTS_ALONE: "set CONTENTHUB_CREATOR; `contenthub creator list` shows what there is",
    Code.NO_ALERT_CHANNEL: (
        "`contenthub alert channel add --name desk --type email --setting host=… --setting to=…`"
    ),
    Code.CHANNELS_UNTRIED: "`contenthub alert channel test {channel!q}`",
    Code.NO_API: "where other programs are to call: `contenthub api`, or `contenthub up`",
    Code.NO_TOKENS: "`contenthub token create NAME --scope write`",
    Code.TOKENS_END: (
        "`contenthub token list`; make others with an end of their own: "
        "`contenthub token create NAME --expires 90d`"
    ),
    Code.TOKENS_UNUSED: "`contenthub token revoke NAME`",
    Code.NO_ACCOUNTS: "`contenthub account add NAME`",
    Code.ACCOUNTS_WITHOUT_TARGET: "`contenthub target list` shows all",
    Code.REVIEWS_WAIT: "`contenthub content list --review pending`",
    Code.PUBLICATIONS_UNPROVEN: "`contenthub publish-pool list --status unverified`",
    Code.SLOTS_FULL: "`contenthub target slots {account!q} {target!q}` lists what is taken",
    Code.PUBLICATIONS_FAILED: "`contenthub publish-pool list --status failed`",
    Code.MANY_FAILURES: "`contenthub task list --status failed` shows why",
    Code.NO_CLEANUP: (
        '`contenthub scheduler create --name tidy --type cleanup --cron "@weekly" '
        "--params '{{\"days\": 90}}'`"
    ),
}
ASK_DOCTOR = frozenset({Code.DATABASE_FAILS, Code.BROKER_FAILS, Code.WORK_STUCK})
INSTEAD: Mapping[Code, str] = {
    Code.BAD_VALUE: "{field!o} is {value!r}; allowed: {allowed}",
    Code.EMPTY: "{field!o} is empty",
    Code.NO_TASKS_MEANT: "say which tasks: ids, or options such as --status, --batch or --since",
    Code.NO_CONTENTS_MEANT: (
        "say which contents: ids, ranges such as 3-9, options such as --batch or --since, or --all"
    ),
    Code.CONTENTS_MEANT_TWICE: (
        "give ids and ranges, or options that say which, or --all: one of them"
    ),
    Code.ASYNC_DISABLED: "ASYNC_CONTENT_GENERATION_ENABLED is false",
    Code.NO_TRIGGER: 'say when: --cron "0 8 * * *", --every 30m or --at "2026-12-01 08:00"',
    Code.SEVERAL_TRIGGERS: "{kinds!o} exclude each other",
    Code.NOTHING_TO_PREVIEW: "say what: a schedule, or --cron, --every or --at",
    Code.PARAMETERS_TWICE: "--params replaces all parameters: give either that or --param",
    Code.SPAN_BACKWARDS: "--from {start!r} is after --to {end!r}",
    Code.SPAN_IN_FUTURE: "--from {start!r} is in the future",
}


def line(said: Said) -> str:
    """The one line for a person: what is wrong, and what to do about it."""
    return "; ".join(filter(None, (_text(said), _of_code(said))))


def of(said: Said, *, to_doctor: bool = False) -> str:
    """What to do alone; empty where nothing is known.

    ``to_doctor``: `contenthub doctor` says it, so that to ask that would be no advice.
    """
    by_code = "" if to_doctor and said.code in ASK_DOCTOR else _of_code(said)
    return "; ".join(filter(None, (said.advice, by_code)))


def _text(said: Said) -> str:
    words = "" if said.code is None else INSTEAD.get(said.code, "")
    if not words:
        return str(said)
    text = _filled(words, said.facts)
    return f"{text}: {said.advice}" if said.advice else text


def _of_code(said: Said) -> str:
    if near := said.facts.get("near"):
        return f"did you mean {near!r}?"
    return "" if said.code is None else _filled(ADVICE.get(said.code, ""), said.facts)


def _filled(words: str, facts: Mapping[str, Any]) -> str:
    return _Words().vformat(words, (), facts)


class _Words(string.Formatter):
    """Fills in facts, with three conversions more."""

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        if conversion == "q":
            return shlex.quote(str(value))
        if conversion == "d":
            return value.replace("_", "-")
        if conversion == "o":
            names = [value] if isinstance(value, str) else value
            return " and ".join(f"--{name.replace('_', '-')}" for name in names)
        return super().convert_field(value, conversion)

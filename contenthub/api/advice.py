"""What the API says of errors: which call helps, by their codes."""

from __future__ import annotations

from collections.abc import Mapping

from contenthub.codes import Code, Said

# Filled with the error's facts.
ADVICE: Mapping[Code, str] = {
    Code.TOKEN_MISSING: "send a token, as the header `Authorization` of the kind Bearer",
    Code.TOKEN_REFUSED: "whoever runs this service makes another token",
    Code.SCOPE_TOO_SMALL: "ask whoever runs this service for a token of that scope",
    Code.NO_JSON: "send JSON, with the header `Content-Type: application/json`",
    Code.NO_SUCH_PATH: "GET /openapi.json lists all calls",
    Code.WRONG_HOST: "whoever runs this service names the host in CONTENTHUB_API_ALLOWED_HOSTS",
    Code.BAD_MARK: "pass `next` of the page before on as it is, with the same filters",
    Code.NO_TASKS_MEANT: "give `ids`, or a `filter` with at least one field",
    Code.NO_CONTENTS_MEANT: "give `ids`",
    Code.ACCOUNT_INACTIVE: 'PATCH /api/v1/accounts/{account_id} with {{"active": true}}',
    Code.NO_ACCOUNT: "GET /api/v1/accounts lists all",
    Code.ACCOUNT_IN_USE: 'PATCH /api/v1/accounts/{account_id} with {{"active": false}} retires it',
    Code.NO_TASK: "GET /api/v1/tasks lists them",
    Code.LATE_RESULT: (
        "POST /api/v1/tasks/adopt makes it the content, `discard_result` throws it away"
    ),
    Code.NO_CONTENT: "GET /api/v1/contents lists all",
    Code.CHANGED_MEANWHILE: "look at `current`, and send the edit again with its `version`",
    Code.CHANGED_SINCE_SEEN: (
        "GET /api/v1/contents/{content_id} shows it; then name its `version`, {revision}"
    ),
    Code.HELD: "to approve it all the same, say why: `reason`",
    Code.NOT_APPROVED: "first POST /api/v1/contents/approve",
    Code.WAS_REJECTED: "`even_rejected` approves it all the same",
    Code.WAS_APPROVED: "`even_approved` rejects it all the same",
    Code.APPROVED_ALREADY: "POST /api/v1/contents/{content_id}/schedule changes its time",
    Code.NO_ENTRY: "GET /api/v1/publish-entries lists them, also withdrawn ones by their `status`",
    Code.NO_ENTRIES_MEANT: "give `ids`, or a `filter` with at least one field",
    Code.IN_POOL: "POST /api/v1/contents/{content_id}/schedule changes its time",
    Code.NOT_IN_POOL: "POST /api/v1/publish-entries puts it there",
    Code.TARGETS_COME_LATE: "POST /api/v1/publish-entries publishes it at a further target",
    Code.NO_SLOTS: ("PATCH /api/v1/accounts/{account_id}/targets/{target} with `slots` sets slots"),
    Code.NO_TARGET: "GET /api/v1/targets lists all",
    Code.UNDER_WAY: "GET /api/v1/publish-entries?content_ids={content_id} shows how far that is",
    Code.UP_TO_DATE: "`again` sends it all the same",
    Code.NOT_OUT: "POST /api/v1/publish-entries/publish publishes it",
    Code.PUBLISHING_FAILED: "POST /api/v1/publish-entries/publish tries it again",
    Code.NO_SCHEDULE: "GET /api/v1/schedules lists all",
    Code.NO_TICK: "GET /api/v1/ticks lists them",
    Code.SCHEDULE_ENDED: "PATCH /api/v1/schedules/{schedule} gives it new times",
    Code.NO_TOPICS_GIVEN: (
        "PATCH /api/v1/schedules/{schedule_id} with `changed_params` gives it `topics`"
    ),
    Code.NO_SERVICE: "whoever runs this service starts a worker",
    Code.NO_WORKER: "whoever runs this service starts a worker",
    Code.NO_CHANNEL: "GET /api/v1/alert-channels lists all",
    Code.NO_SCHEDULER: "whoever runs this service starts a scheduler",
    Code.SCHEDULE_GIVEN_UP: (
        "GET /api/v1/schedules/{schedule}/ticks?status=failed says why;"
        " then POST /api/v1/schedules/{schedule}/resume"
    ),
    Code.SCHEDULE_FAILS: "GET /api/v1/schedules/{schedule}/ticks?status=failed says why",
    Code.TOPICS_UNREADABLE: "GET /api/v1/schedules/{schedule} says why",
    Code.NO_TOPIC_LEFT: "PATCH /api/v1/schedules/{schedule} with `changed_params` gives it others",
    Code.NO_WEBHOOK: "GET /api/v1/webhooks lists all",
    Code.NO_DELIVERY: "GET /api/v1/deliveries lists all",
    Code.WEBHOOK_FAILS: "GET /api/v1/deliveries?webhook={webhook_id} shows what waits",
    Code.WEBHOOK_GIVEN_UP: (
        "when its receiver works again: POST /api/v1/webhooks/{webhook_id}/resume, then"
        " POST /api/v1/webhooks/recover"
    ),
    Code.PUBLISHED: "`force` removes the record all the same",
    Code.NO_BACKUP_SCHEDULE: "POST /api/v1/schedules with the type `backup`",
    Code.NO_YOUNG_BACKUP: "GET /api/v1/ticks tells why a schedule made none",
    Code.NO_ALERT_CHANNEL: "POST /api/v1/alert-channels adds one, such as email",
    Code.CHANNELS_UNTRIED: "POST /api/v1/alert-channels/{channel}/test sends a message",
    Code.NO_API: "whoever runs this service starts the API",
    Code.NO_TOKENS: "whoever runs this service makes a token",
    Code.TOKENS_END: "whoever runs this service makes others, with an end of their own",
    Code.TOKENS_UNUSED: "whoever runs this service revokes them",
    Code.NO_ACCOUNTS: "POST /api/v1/accounts makes one",
    Code.ACCOUNTS_WITHOUT_TARGET: "GET /api/v1/targets lists all",
    Code.REVIEWS_WAIT: "GET /api/v1/contents?review_status=pending lists them",
    Code.PUBLICATIONS_UNPROVEN: "GET /api/v1/publish-entries?status=unverified lists them",
    Code.SLOTS_FULL: "GET /api/v1/targets lists them, and `slots` of one what is taken",
    Code.PUBLICATIONS_SLOW: "GET /api/v1/publish-entries?status=accepted lists them",
    Code.TASKS_QUARANTINED: "GET /api/v1/tasks?status=failed lists them, and how each ended",
    Code.REVIEWER_FAILS: "GET /api/v1/contents?review_status=pending tells what it answered",
    Code.PUBLICATIONS_FAILED: "GET /api/v1/publish-entries?status=failed lists them",
    Code.MANY_FAILURES: "GET /api/v1/tasks?status=failed tells why",
    Code.NO_CLEANUP: "POST /api/v1/schedules with the type `cleanup`",
}


def of(said: Said) -> str:
    """What to do; empty where nothing is known."""
    return "; ".join(filter(None, (said.advice, _of_code(said))))


def _of_code(said: Said) -> str:
    if near := said.facts.get("near"):
        return f"did you mean {near!r}?"
    words = "" if said.code is None else ADVICE.get(said.code, "")
    return words.format(**said.facts) if words else ""

"""What the API says of errors: which call helps, by their codes."""

from __future__ import annotations

from collections.abc import Mapping

from contenthub.codes import Code
from contenthub.errors import ContentHubError

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
    Code.HELD: "to approve it all the same, say why: `reason`",
    Code.NOT_APPROVED: "first POST /api/v1/contents/approve",
    Code.WAS_REJECTED: "`even_rejected` approves it all the same",
    Code.PUBLISHED: "`force` removes the record all the same",
}


def of(error: ContentHubError) -> str:
    """What to do; empty where nothing is known."""
    return "; ".join(filter(None, (error.advice, _of_code(error))))


def _of_code(error: ContentHubError) -> str:
    if near := error.facts.get("near"):
        return f"did you mean {near!r}?"
    return ADVICE.get(error.code, "").format(**error.facts)

"""The checks of webhooks: at which of them nothing arrives."""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.codes import Code, Remark
from contenthub.operations.checkup.results import Level, Result
from contenthub.queries import webhooks
from contenthub.queries.webhooks import Trouble
from contenthub.settings import Settings
from contenthub.wording import moment


def results(settings: Settings) -> Iterator[Result]:
    """One line for each trouble, or one that says that there is none; none without webhooks."""
    found = webhooks.troubles()
    for one in found:
        yield Result.of("webhooks", Level.WARNING, _remark(one))
    if not found and (ids := webhooks.ids_within(None)):
        yield Result("webhooks", Level.OK, f"{len(ids)} told, none failing")


def _remark(one: Trouble) -> Remark:
    name = f"webhook {one.id} ({one.url})"
    if one.status != "active":
        text = f"{name} is {one.status}: {one.reason}"
        return Remark(text, code=Code.WEBHOOK_GIVEN_UP, facts={"webhook_id": one.id})
    since = f" since {moment(one.failing_since)}" if one.failing_since else ""
    text = f"{name} fails{since}: {one.reason}"
    return Remark(text, code=Code.WEBHOOK_FAILS, facts={"webhook_id": one.id})

"""Alerts: what is wrong, who knows of it, of what nobody is told, and on which ways people are.

All of it is the whole service's: a token that is bound to accounts sees none of it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from fastapi import Path, Query

from contenthub.api import paging, visible
from contenthub.api.access import Access
from contenthub.api.endpoints import Reply, Resource
from contenthub.api.shapes import alerts as shapes
from contenthub.api.shapes.base import Listed, Page, listed
from contenthub.operations.alerts import channels, incidents
from contenthub.operations.schedules import pings
from contenthub.operations.tokens import Scope
from contenthub.validation import MOST_ID

Row = dict[str, Any]
IncidentId = Annotated[int, Path(ge=1, le=MOST_ID, description="The incident's id.")]
SilenceId = Annotated[int, Path(ge=1, le=2**31 - 1, description="The silence's id.")]
Ref = Annotated[str, Path(max_length=100, description="The channel's id or name.")]
ScheduleRef = Annotated[str, Path(max_length=100, description="The schedule's id or name.")]
ONE = "/alert-channels/{channel}"

resource = Resource("alerts")


@resource.get("/alerts", Page[shapes.Incident])
def list_(access: Access, wanted: Annotated[shapes.IncidentList, Query()]) -> Row:
    """List what is wrong, or also what was, the latest first."""
    access.demand_all_accounts()

    def read(most: int, after: Any) -> list[tuple[int, Row]]:
        rows = incidents.listing(most, over=wanted.over, before=after)
        return [(row["id"], row) for row in rows]

    return paging.page("alerts", wanted, None, read)


@resource.get("/alerts/{incident_id}", shapes.Incident, tagged=True, errors=(404,))
def show(access: Access, incident_id: IncidentId) -> Row:
    """One incident with its figures, and who acknowledged it."""
    access.demand_all_accounts()
    return incidents.details(incident_id)


@resource.post("/alerts/{incident_id}/ack", shapes.Incident, scope=Scope.WRITE, errors=(404, 409))
def ack(access: Access, incident_id: IncidentId, wanted: shapes.Acknowledgement) -> Row:
    """Say that a person knows: nobody is reminded of it, and its end is told."""
    access.demand_all_accounts()
    return incidents.acknowledge(access.caller, incident_id, wanted.reason)


@resource.get("/alert-rules", Listed[shapes.Rule])
def rules(access: Access) -> Row:
    """List what counts as wrong, with the present values."""
    access.demand_all_accounts()
    return listed(incidents.rules(access.caller.settings))


@resource.get("/alert-silences", Page[shapes.Silence])
def silences(access: Access, wanted: Annotated[shapes.SilenceList, Query()]) -> Row:
    """List of what nobody is told, the latest first."""
    access.demand_all_accounts()

    def read(most: int, after: Any) -> list[tuple[int, Row]]:
        rows = incidents.all_silences(most, ended=wanted.ended, before=after)
        return [(row["id"], row) for row in rows]

    return paging.page("silences", wanted, None, read)


@resource.post("/alert-silences", shapes.Silence, scope=Scope.WRITE, status=201)
def silence(access: Access, wanted: shapes.NewSilence) -> Reply:
    """Tell nobody of something for a while; what is still wrong then is told."""
    access.demand_all_accounts()
    lasts = timedelta(seconds=wanted.seconds)
    made = incidents.silence(access.caller, wanted.rule, wanted.subject, lasts, wanted.reason)
    return visible.made(access, f"alert-silences/{made['id']}", made)


@resource.delete("/alert-silences/{silence_id}", shapes.Silence, scope=Scope.WRITE, errors=(404,))
def unsilence(access: Access, silence_id: SilenceId) -> Row:
    """Let a silence end now."""
    access.demand_all_accounts()
    return incidents.end_silence(access.caller, silence_id)


@resource.get("/schedule-pings", Page[shapes.Ping])
def list_pings(access: Access, wanted: Annotated[shapes.PingList, Query()]) -> Row:
    """List the addresses that are called when the articles of a schedule are out."""
    access.demand_all_accounts()

    def read(most: int, after: Any) -> list[tuple[int, Row]]:
        return [(row["id"], row) for row in pings.listing(most, after=after)]

    return paging.page("pings", wanted, None, read)


@resource.post("/schedules/{schedule}/ping", shapes.PutPing, scope=Scope.ADMIN, errors=(404,))
def put_ping(access: Access, schedule: ScheduleRef, wanted: shapes.NewPing) -> Row:
    """Call an address when all articles of a time are out, and the same with `/fail` when not."""
    return pings.put(access.caller, visible.schedule(access, schedule), wanted.url)


@resource.delete("/schedules/{schedule}/ping", shapes.RemovedPing, scope=Scope.ADMIN, errors=(404,))
def remove_ping(access: Access, schedule: ScheduleRef) -> Row:
    """Call nobody any more for a schedule."""
    return pings.remove(access.caller, visible.schedule(access, schedule))


@resource.get("/alert-channels", Page[shapes.Channel], scope=Scope.ADMIN)
def list_channels(access: Access, wanted: Annotated[shapes.ChannelList, Query()]) -> Row:
    """List the ways on which people are told, and since when messages do not arrive by one."""
    access.demand_all_accounts()

    def read(most: int, after: Any) -> list[tuple[int, Row]]:
        return [(row["id"], row) for row in channels.listing(most, after=after)]

    return paging.page("channels", wanted, None, read)


@resource.get(ONE, shapes.Channel, scope=Scope.ADMIN, tagged=True, errors=(404,))
def show_channel(access: Access, channel: Ref) -> Row:
    """One channel, without its secrets."""
    access.demand_all_accounts()
    return channels.details(channel)


@resource.post("/alert-channels", shapes.Channel, scope=Scope.ADMIN, status=201, errors=(409,))
def add_channel(access: Access, wanted: shapes.NewChannel) -> Reply:
    """Add a way on which people are told.

    What runs programs, or reads files or variables, is set up on the machine itself alone.
    """
    access.demand_all_accounts()
    made = channels.add(access.caller, wanted.name, wanted.type, wanted.settings, local=False)
    return visible.made(access, f"alert-channels/{made['id']}", made)


@resource.post(
    f"{ONE}/test", shapes.TriedChannel, scope=Scope.ADMIN, repeatable=False, errors=(404,)
)
def test_channel(access: Access, channel: Ref) -> Row:
    """Send a message by a channel now, and tell whether it arrived."""
    access.demand_all_accounts()
    return channels.try_out(access.caller, channel)


@resource.post(f"{ONE}/pause", shapes.Channel, scope=Scope.ADMIN, errors=(404,))
def pause_channel(access: Access, channel: Ref) -> Row:
    """Tell nobody by a channel until it is resumed."""
    access.demand_all_accounts()
    return channels.pause(access.caller, channel)


@resource.post(f"{ONE}/resume", shapes.Channel, scope=Scope.ADMIN, errors=(404,))
def resume_channel(access: Access, channel: Ref) -> Row:
    """Tell people by a channel again, also of what waited and is still wrong."""
    access.demand_all_accounts()
    return channels.resume(access.caller, channel)


@resource.delete(ONE, shapes.RemovedChannel, scope=Scope.ADMIN, errors=(404,))
def remove_channel(access: Access, channel: Ref) -> Row:
    """Remove a channel; what is on its way to it is dropped."""
    access.demand_all_accounts()
    return channels.remove(access.caller, channel)

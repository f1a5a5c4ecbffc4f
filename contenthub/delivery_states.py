"""Words of what is told to others: the states and events of webhooks and of deliveries.

``states`` has them in its map of the house; apart from it, as they are about what leaves the house.
"""

from __future__ import annotations

from enum import StrEnum


class WebhookState(StrEnum):
    """Whether an address is told of what happens."""

    ACTIVE = "active"  # is told
    PAUSED = "paused"  # is not; status_reason says who or what paused it
    ENDED = "ended"  # its receiver answered that it wants no more (410)
    REMOVED = "removed"  # taken away by a person; what is on its way is dropped


class WebhookEvent(StrEnum):
    """What can happen to the address of a receiver."""

    CREATE = "create"
    PAUSE = "pause"
    RESUME = "resume"
    GIVE_UP = "give_up"  # everything failed there for days
    END = "end"  # the receiver wants no more
    ROTATE = "rotate"  # it has a new secret
    REMOVE = "remove"


# How the reason begins of a webhook that was paused as nothing arrived there for days.
GAVE_UP = "failing for "


class DeliveryState(StrEnum):
    """Where a message to somebody else stands."""

    PENDING = "pending"  # is being sent, or waits for its next try; the lease says which
    DELIVERED = "delivered"  # the receiver took it
    FAILED = "failed"  # no try is left; error_message says why
    DROPPED = "dropped"  # nobody wants it any more: its receiver is gone


class DeliveryEvent(StrEnum):
    """What can happen to a message to somebody else."""

    CREATE = "create"
    DELIVER = "deliver"  # the receiver took it
    RETRY = "retry"  # it did not: again later
    RECOVER = "recover"  # worker lost: it is sent again, under the same id
    FAIL = "fail"
    PARK = "park"  # its receiver is paused: waits until that is resumed
    DROP = "drop"
    RESEND = "resend"  # a person wants it sent once more, under the same id


class DeliveryKind(StrEnum):
    """What a message is about, which decides who sends it."""

    WEBHOOK = "webhook"  # an event, to an address that wants such
    ALERT = "alert"  # what is wrong with the service, to people
    PING = "ping"  # whether the articles of a schedule are out, to a watcher elsewhere

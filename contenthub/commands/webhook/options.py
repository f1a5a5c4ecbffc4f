"""What several commands about webhooks take."""

from __future__ import annotations

from typing import Annotated

import typer

from contenthub.validation import MOST_ID

# what is meant where a webhook names none
EVERYTHING = {"events": "all", "account": "all", "deliveries": "none yet"}

WebhookId = Annotated[
    int, typer.Argument(metavar="WEBHOOK_ID", min=1, max=MOST_ID, help="The webhook's id.")
]
DeliveryId = Annotated[
    int, typer.Argument(metavar="DELIVERY_ID", min=1, max=MOST_ID, help="The delivery's id.")
]

"""Which checks the checklist has, in the order in which they are told; a line for each file."""

from __future__ import annotations

from contenthub.operations.checkup.checklist import (
    backups,
    folders,
    line,
    logs,
    machine,
    processes,
    serving,
    stores,
    telling,
)
from contenthub.operations.checkup.checklist.items import Item

GROUPS: dict[str, tuple[Item, ...]] = {
    "machine": machine.ITEMS,
    "files and disks": folders.ITEMS,
    "settings and stores": stores.ITEMS,
    "copies": backups.ITEMS,
    "processes": processes.ITEMS,
    "logs": logs.ITEMS,
    "API": serving.ITEMS,
    "production line": line.ITEMS,
    "who is told": telling.ITEMS,
}
ITEMS: tuple[Item, ...] = tuple(item for group in GROUPS.values() for item in group)

"""Header fields of mails as other programs read them: ids and addresses are never encoded words.

Python folds a long ``References`` into encoded words, and a comma between two addresses as well
(https://github.com/python/cpython/issues/79986): threads fall apart, and addresses become others.
"""

from __future__ import annotations

from email.headerregistry import Address
from email.policy import EmailPolicy
from email.utils import formataddr
from typing import Any

_WHOLE = frozenset({"message-id", "references"})


class MailPolicy(EmailPolicy):
    """Ids stand in one line, and each address in one of its own; bodies are seven-bit."""

    def __init__(self, **values: Any) -> None:
        super().__init__(**{"cte_type": "7bit", **values})

    def fold(self, name: str, value: Any) -> str:
        """The field, in as many lines as it needs."""
        if name.lower() in _WHOLE:
            return f"{name}: {value}{self.linesep}"
        if addresses := getattr(value, "addresses", None):
            return (
                f"{name}: {f',{self.linesep} '.join(map(self._address, addresses))}{self.linesep}"
            )
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The same as bytes."""
        return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii", "surrogateescape")

    def _address(self, one: Address) -> str:
        return str(one) if self.utf8 else formataddr((one.display_name, one.addr_spec))

"""What all shapes share: fields that nobody knows are refused, and moments have a zone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar, get_args

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

T = TypeVar("T")
MOST_TOGETHER = 1_000  # things that one call asks for or changes


_WITH_A_DATE = re.compile(r"\d{4}-\d\d-\d\d[Tt _]")


def _written_out(moment: Any) -> Any:
    """Numbers are no moments: 20301231 would be one in August of 1970."""
    if isinstance(moment, datetime) or _WITH_A_DATE.match(moment if type(moment) is str else ""):
        return moment
    raise PydanticCustomError("datetime_parsing", "no moment")


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("beyond the calendar") from None


Moment = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_in_utc)]


def example(**values: Any) -> ConfigDict:
    """The part of a shape's configuration that shows in the contract what one looks like."""
    return ConfigDict(json_schema_extra={"examples": [values]})


class Asked(BaseModel):
    """What a caller sends."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _true_is_no_number(cls, value: Any, info: ValidationInfo) -> Any:
        """Python's true is a 1: ``"ids": [true]`` would name the first of all."""
        if any(type(one) is bool for one in (value if isinstance(value, list) else [value])):
            kinds = set(_kinds(cls.model_fields[info.field_name or ""].annotation))
            if kinds & {int, float} and not kinds & {bool, Any}:
                raise PydanticCustomError("int_type", "Input should be a number")
        return value


def _kinds(annotation: Any) -> Iterator[Any]:
    """The plain types of which a field's annotation is made."""
    parts = get_args(annotation)
    if not parts:
        yield annotation
    for part in parts:
        yield from _kinds(part)


class Told(BaseModel):
    """What a caller gets. It may have more fields with every release."""

    model_config = ConfigDict(extra="allow")


class Page(Told, Generic[T]):
    """A part of a list."""

    data: list[T] = Field(description="The rows, in the order of the list.")
    has_more: bool = Field(description="Whether there are rows after these.")
    next: str | None = Field(description="Pass it as `after` to get them; null: there are none.")


class Listed(Told, Generic[T]):
    """A list that is short, and whole."""

    data: list[T] = Field(description="All of them, in their order.")


def listed(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Rows as ``Listed`` has them."""
    return {"data": list(rows)}


class Item(Told):
    """What became of one of several things."""

    status: str | None = Field(default=None, description="Its state now; null where it failed.")
    outcome: str = Field(description="What was done, or `failed`.")
    code: str | None = Field(default=None, description="Of the error, where it failed.")
    error_message: str | None = None


class Changed(Told, Generic[T]):
    """What became of several things."""

    changed: int
    failed: int
    has_more: bool = Field(description="Whether the filter means more: call again for those.")
    data: list[T]

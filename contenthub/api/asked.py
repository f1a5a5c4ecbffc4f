"""Reads what lists are asked by: the names and values behind the ``?`` of an address.

FastAPI finds out anew for each call how each field of a query's model is to be read, which takes
longer than the rest of a call to a list. What it describes and what it refuses is the same here.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, get_args, get_origin

from fastapi.exceptions import RequestValidationError
from fastapi.params import Query
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

Parameters = dict[str, Any]  # the annotations of a handler's parameters, by their names


def model_of(annotation: Any) -> type[BaseModel] | None:
    """The model of a whole query that a parameter is; None for anything else."""
    if get_origin(annotation) is not Annotated:
        return None
    kind, *marks = get_args(annotation)
    is_query = any(isinstance(mark, Query) for mark in marks)
    return kind if is_query and hasattr(kind, "model_fields") else None


class Route(APIRoute):
    """A call; one that takes a model of its query, and nothing else, reads it by itself."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What serves the call."""
        endpoint: Any = self.endpoint
        given: Parameters = getattr(endpoint, "given", {})
        models = {name: model_of(annotation) for name, annotation in given.items()}
        if len(models) != 1 or None in models.values():
            return super().get_route_handler()
        ((name, model),) = models.items()
        read = _reader(model)

        async def handle(request: Request) -> Response:
            values = {name: read(request.query_params)}
            response: Response = await endpoint(request=request, **values)
            return response

        return handle


def _reader(model: Any) -> Callable[[QueryParams], BaseModel]:
    """What makes the model of a query. It raises RequestValidationError."""
    many = {name for name, field in model.model_fields.items() if _is_list(field.annotation)}

    def read(asked: QueryParams) -> BaseModel:
        values = {name: asked.getlist(name) if name in many else asked[name] for name in asked}
        try:
            made: BaseModel = model.model_validate(values)
        except ValidationError as error:
            wrong = error.errors(include_url=False)
            raise RequestValidationError(
                [{**one, "loc": ("query", *one["loc"])} for one in wrong]
            ) from None
        return made

    return read


def _is_list(annotation: Any) -> bool:
    return list in (get_origin(annotation), *map(get_origin, get_args(annotation)))

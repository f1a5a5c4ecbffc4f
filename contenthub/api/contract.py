"""The contract (OpenAPI 3.1): what FastAPI knows of the calls, and what it cannot know."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from contenthub.api import examples, problems, told_headers, told_parameters
from contenthub.operations.tokens import Scope

_SCOPES = "\n".join(f"- `{scope}`: {scope.meaning}" for scope in Scope)
DESCRIPTION = f"""\
Every call but `/health`, `/ready` and what creators call back with carries a token:
`Authorization: Bearer TOKEN`. Tokens have a scope, and each scope includes those before it:

{_SCOPES}

A token may be bound to accounts; what belongs to others is not there for it. Errors are problem
details (RFC 9457) with a stable `code`. Every `POST` that needs a token may be repeated
under an `Idempotency-Key`.
Lists come in pages: pass `next` as `after`. Moments are UTC.
"""


def complete(app: FastAPI) -> None:
    """Let the application tell its whole contract."""

    def told() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = schema(app)
        return app.openapi_schema

    app.openapi = told  # type: ignore[method-assign]  # as FastAPI's documentation says


def schema(app: FastAPI) -> dict[str, Any]:
    """The whole contract as a JSON document."""
    told = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        routes=app.routes,
    )
    for methods in told["paths"].values():
        for call in methods.values():
            _tell_scope(call)
            told_headers.complete(call)
            told_parameters.complete(call)
    components = told.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    problem = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {}) | {problems.Problem.__name__: problem}
    examples.complete(schemas)
    components["schemas"] = dict(sorted(schemas.items()))
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": _SCOPES}
    }
    return told


def _tell_scope(call: dict[str, Any]) -> None:
    """In words as well: pages that show the contract leave out the scopes of such tokens."""
    for needed in call.get("security", ()):
        (scope,) = needed["token"]
        call["description"] = f"{call.get('description', '')}\n\nScope: `{scope}`.".lstrip()

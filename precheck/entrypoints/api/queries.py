"""Query parameters: one that no route knows is refused, since a misspelt filter would filter nothing."""

from __future__ import annotations

from fastapi import Request, params
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from precheck.domain.nearest import did_you_mean


def _known(route: APIRoute) -> frozenset[str]:
    return frozenset(
        field.alias
        for field in get_flat_params(route.dependant)
        if isinstance(field.field_info, params.Query)
    )


async def refuse_unknown(request: Request) -> None:
    """Raises RequestValidationError where the query names what the route does not take, or names it twice."""
    route = request.scope.get("route")
    if not isinstance(route, APIRoute):
        return
    known, given = _known(route), [name for name, _ in request.query_params.multi_items()]
    wrong = [
        {
            "loc": ("query", name),
            "type": "unknown_parameter" if name not in known else "given_twice",
            "msg": f"没有这个参数 (no such parameter){did_you_mean(name, known)}"
            if name not in known
            else "只能有一个 (given twice)",
        }
        for name in dict.fromkeys(given)
        if name not in known or given.count(name) > 1
    ]
    if wrong:
        raise RequestValidationError(wrong)

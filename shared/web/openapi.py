"""The description of a service's API: only the API, with our errors and who may call."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import RouteContext, iter_route_contexts

from shared.web.access import API_PREFIX, PortalOrStaffRule, PublicRule, StaffRule, rules_of
from shared.web.problems import MEDIA_TYPE, Problem

_REFERENCES = "#/components/schemas/{model}"
_BEARER = "staff"
_BASIC = "portal"


def api_description(app: FastAPI) -> dict[str, Any]:
    """OpenAPI 3.1 of all routes below /api/; made once, at start."""
    routes = [route for route in iter_route_contexts(app.routes) if (route.path or "").startswith(API_PREFIX)]
    description = get_openapi(title=app.title, version=app.version, openapi_version="3.1.0", routes=routes)
    schemas = description.setdefault("components", {}).setdefault("schemas", {})
    problem = Problem.model_json_schema(ref_template=_REFERENCES)
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    description["components"]["securitySchemes"] = {
        _BEARER: {"type": "http", "scheme": "bearer", "description": "staff"},
        _BASIC: {"type": "http", "scheme": "basic", "description": "client id and secret of a portal"},
    }
    for route in routes:
        for method in route.methods or ():
            operation = description["paths"].get(route.path_format, {}).get(method.lower())
            if operation is not None:
                _complete(operation, route)
    return description


def _complete(operation: dict[str, Any], route: RouteContext) -> None:
    answers = operation["responses"]
    if "HTTPValidationError" in str(answers.get("422", "")):
        del answers["422"]
    answers["default"] = {
        "description": "An error (RFC 9457); `code` is stable.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": _REFERENCES.format(model="Problem")}}},
    }
    rules = rules_of(route)
    if any(isinstance(rule, PublicRule) for rule in rules):
        return
    roles = set[str]().union(*(rule.roles for rule in rules if isinstance(rule, StaffRule | PortalOrStaffRule)))
    operation["security"] = [{_BEARER: []}]
    if all(isinstance(rule, PortalOrStaffRule) for rule in rules):
        operation["security"].append({_BASIC: []})
    operation["x-roles"] = sorted(roles)

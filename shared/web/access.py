"""Who may call a route: every route names its rule, and a route without one stops the service from starting."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts

from shared.web.errors import NotAllowed, SignInRequired
from shared.web.form_tokens import FormTokens
from shared.web.limits import PortalsAtOnce
from shared.web.root_path import path_below_root
from shared.web.sign_in import ROLES, Portal, Role, SignIn, Staff

Caller = Staff | Portal

API_PREFIX = "/api/"
"""Below it callers are known by the Authorization header only, elsewhere by the session cookie only."""


@dataclass(frozen=True, slots=True)
class PublicRule:
    """Everybody may call; a form needs the token of our own pages unless another service of the city sealed it."""

    sealed: bool = False

    async def __call__(self, request: Request) -> None:
        """Lets a call pass; a form without its token is refused."""
        if not self.sealed:
            await _check_form(request)


@dataclass(frozen=True, slots=True)
class StaffRule:
    """Signed-in staff in one of the roles."""

    roles: frozenset[Role]

    async def __call__(self, request: Request) -> Staff:
        """The person who calls. Raises: SignInRequired, NotAllowed, ForeignOrigin, FormExpired."""
        staff = _staff(request)
        if staff is None:
            raise SignInRequired
        if staff.role not in self.roles:
            raise NotAllowed
        await _check_form(request)
        return staff


@dataclass(frozen=True, slots=True)
class PortalOrStaffRule:
    """A portal with its client credentials, or signed-in staff in one of the roles."""

    roles: frozenset[Role]

    async def __call__(self, request: Request) -> AsyncIterator[Caller]:
        """The portal or person that calls; a portal is counted until the request is answered.

        Raises: SignInRequired, NotAllowed, ForeignOrigin, FormExpired, TooManyAtOnce.
        """
        portal = _portal(request)
        if portal is None:
            yield await StaffRule(self.roles)(request)
            return
        portals_at_once: PortalsAtOnce = request.app.state.portals_at_once
        with portals_at_once.one_of(portal.client_id):
            yield portal


Rule = PublicRule | StaffRule | PortalOrStaffRule


def public() -> Any:
    """Everybody; on pages a form still needs its token."""
    return Depends(PublicRule())


def sealed() -> Any:
    """Everybody who brings a form that another service of the city sealed (`preview.open_sealed` tells).

    It comes from another origin, so it has no token of ours. Only for routes that read no cookie and change nothing.
    """
    return Depends(PublicRule(sealed=True))


def staff(*roles: Role) -> Any:
    """Staff in one of these roles (none named: any); the dependency gives the `Staff`."""
    return Depends(StaffRule(_roles(roles)))


def portal_or_staff(*roles: Role) -> Any:
    """A portal, or staff in one of these roles (none named: any); the dependency gives the `Caller`."""
    return Depends(PortalOrStaffRule(_roles(roles)))


@dataclass(frozen=True, slots=True)
class RouteAccess:
    """A row of the table role x route; `roles` is empty for a public route."""

    method: str
    path: str
    public: bool
    portals: bool
    roles: tuple[Role, ...]


def role_matrix(app: FastAPI) -> list[RouteAccess]:
    """Every route and method with who may call it, sorted by path."""
    rows = []
    for route in iter_route_contexts(app.routes):
        rules = rules_of(route)
        roles = frozenset[Role](ROLES).intersection(*(rule.roles for rule in rules if not isinstance(rule, PublicRule)))
        is_public = any(isinstance(rule, PublicRule) for rule in rules)
        portals = bool(rules) and all(isinstance(rule, PortalOrStaffRule) for rule in rules)
        rows += [
            RouteAccess(
                method=method,
                path=route.path or "",
                public=is_public,
                portals=portals,
                roles=() if is_public else tuple(role for role in ROLES if role in roles),
            )
            for method in sorted(route.methods or ())
        ]
    return sorted(rows, key=lambda row: (row.path, row.method))


def assert_every_route_has_a_rule(app: FastAPI) -> None:
    """Deny by default.

    Raises: LookupError naming the routes that have no rule, that are public and restricted at once, or that are no
    FastAPI route (a mount, a plain Starlette route), because no rule can guard those.
    """
    wrong = []
    for route in iter_route_contexts(app.routes):
        kinds = {isinstance(rule, PublicRule) for rule in rules_of(route)}
        if len(kinds) != 1:
            wrong.append(f"{'/'.join(sorted(route.methods or ())) or 'MOUNT'} {route.path}")
    if wrong:
        raise LookupError(f"exactly one kind of access rule is needed for: {', '.join(wrong)}")


def rules_of(route: RouteContext) -> list[Rule]:
    """The rules among the dependencies of a route, those of its routers included."""
    dependant: Dependant | None = getattr(route, "dependant", None)
    return [] if dependant is None else list(_rules_in(dependant))


def _rules_in(dependant: Dependant) -> Iterator[Rule]:
    if isinstance(dependant.call, Rule):
        yield dependant.call
    for inner in dependant.dependencies:
        yield from _rules_in(inner)


def _roles(roles: tuple[Role, ...]) -> frozenset[Role]:
    unknown = set(roles) - set(ROLES)
    if unknown:
        raise ValueError(f"unknown roles: {', '.join(sorted(unknown))}")
    return frozenset(roles or ROLES)


def _is_api(request: Request) -> bool:
    return path_below_root(request.scope).startswith(API_PREFIX)


def _portal(request: Request) -> Portal | None:
    if not _is_api(request):
        return None
    sign_in: SignIn = request.app.state.sign_in
    return sign_in.portal_by_secret(request.headers.get("authorization"))


def _staff(request: Request) -> Staff | None:
    sign_in: SignIn = request.app.state.sign_in
    if _is_api(request):
        return sign_in.staff_by_token(request.headers.get("authorization"))
    session = sign_in.session(request)
    return session.staff if session else None


async def _check_form(request: Request) -> None:
    # A call of the API carries no cookie that we would read, so nobody can make a browser send it in our name.
    if not _is_api(request):
        form_tokens: FormTokens = request.app.state.form_tokens
        await form_tokens.check(request)

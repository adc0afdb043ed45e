"""The pages to sign in and out; on a laptop one chooses a demo person."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse

from shared.web.access import public
from shared.web.pages import render
from shared.web.sign_in import SignIn, Staff

SignedIn = Callable[[Request, Staff], Awaitable[None]]
"""What a service does when somebody signs in."""


async def nothing_to_keep(_request: Request, _staff: Staff) -> None:
    """For a service that keeps nothing about its staff."""


def sign_in_router(desk: str, sign_in: SignIn, unit_names: Mapping[str, str], signed_in: SignedIn) -> APIRouter:
    """`<desk>/anmelden` and `<desk>/abmelden`; `weiter` is the path to go on to."""
    router = APIRouter(prefix=desk, dependencies=[public()], include_in_schema=False)

    def page(request: Request, following: str, error: str | None = None) -> Any:
        return render(
            request,
            "sign_in.html",
            status_code=422 if error else 200,
            people=sign_in.demo_people,
            unit_names=unit_names,
            following=following,
            error=error,
        )

    @router.get("/anmelden")
    async def choose(request: Request) -> Any:
        return page(request, _local_path(request.query_params.get("weiter"), desk))

    @router.post("/anmelden")
    async def start(request: Request) -> Any:
        form = await request.form()
        following = _local_path(form.get("weiter"), desk)
        response = RedirectResponse(following, 303)
        person = sign_in.start_session(response, str(form.get("user", "")))
        if person is None:
            return page(request, following, error="Bitte wählen Sie eine Person aus.")
        await signed_in(request, person)
        return response

    @router.post("/abmelden")
    async def end() -> Any:
        response = RedirectResponse(f"{desk}/anmelden", 303)
        sign_in.end_session(response)
        return response

    return router


def _local_path(target: object, otherwise: str) -> str:
    """A path of this service; anything that a browser could read as another host becomes `otherwise`."""
    if not isinstance(target, str) or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return otherwise
    return target if target.isprintable() else otherwise

"""Who is calling: staff by demo sign-in (laptop mode), portals by client id and secret."""

import base64
import binascii
import hashlib
import hmac
import ipaddress
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import orjson
from fastapi import Request, Response
from itsdangerous import BadSignature, URLSafeTimedSerializer
from pydantic import BaseModel, ConfigDict, SecretStr, TypeAdapter

from shared.runtime.settings import ServiceName, Settings

Role = Literal["evaluator", "decider", "coordinator", "office", "implementer", "auditor", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)

SESSION_SECONDS = 10 * 60 * 60
"""A working day; after it a person signs in again."""

_DEMO_ISSUER = "demo"


@dataclass(frozen=True, slots=True)
class Staff:
    """A signed-in member of staff; issuer and subject together are the identity, the rest is for showing.

    `for_every_unit`: answers what any unit is asked, which nobody does outside the demo.
    """

    issuer: str
    subject: str
    user: str
    name: str
    unit: str
    role: Role
    for_every_unit: bool = False
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Portal:
    """An outside system that submits on behalf of people it knows."""

    client_id: str


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser; the id ties form tokens to it."""

    id: str
    staff: Staff


class _DemoSignIn(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    role: Role
    user: str
    name: str
    unit: str
    email: str | None = None
    token: SecretStr
    for_every_unit: bool = False


class SignIn:
    """Recognises callers of one service.

    Raises ValueError when demo sign-ins are configured outside laptop mode or with a host that is not loopback.
    """

    def __init__(self, settings: Settings, service: ServiceName) -> None:
        self._secure = settings.mode == "server"
        self._cookie = cookie_name(service, "session", secure=self._secure)
        self._sessions = URLSafeTimedSerializer(
            settings.session_secret, salt=f"session.{service}", signer_kwargs={"digest_method": hashlib.sha256}
        )
        self._by_token_hash = _demo_sign_ins(settings)
        self._by_user = {staff.user: staff for staff in self._by_token_hash.values()}
        self._portals = _portals(settings.portals)

    @property
    def demo_people(self) -> tuple[Staff, ...]:
        """Those one may sign in as on a page; empty outside laptop mode."""
        return tuple(self._by_user.values())

    def staff_by_token(self, authorization: str | None) -> Staff | None:
        """The person of `Authorization: Bearer <token>`."""
        token = _credentials(authorization, "bearer")
        if token is None:
            return None
        presented = _sha256(token)
        found = None
        for known, staff in self._by_token_hash.items():  # all of them, so that the time tells nothing
            if hmac.compare_digest(known, presented):
                found = staff
        return found

    def portal_by_secret(self, authorization: str | None) -> Portal | None:
        """The portal of `Authorization: Basic base64(client id:secret)`."""
        encoded = _credentials(authorization, "basic")
        if encoded is None:
            return None
        try:
            client_id, separator, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        expected = self._portals.get(client_id)
        same = hmac.compare_digest(expected or _sha256(""), _sha256(secret))
        return Portal(client_id) if separator and expected and same else None

    def session(self, request: Request) -> Session | None:
        """The session of the request's cookie, or None if there is none or it is over."""
        cookie = request.cookies.get(self._cookie)
        if cookie is None:
            return None
        try:
            content = self._sessions.loads(cookie, max_age=SESSION_SECONDS)
        except BadSignature:
            return None
        staff = self._by_user.get(content["user"])
        return Session(content["id"], staff) if staff else None

    def start_session(self, response: Response, user: str) -> Staff | None:
        """Signs a demo person in on this response and returns who it is; None if there is no such person."""
        if user not in self._by_user:
            return None
        content = self._sessions.dumps({"user": user, "id": secrets.token_urlsafe(16)})
        response.set_cookie(
            self._cookie,
            content if isinstance(content, str) else content.decode(),
            max_age=SESSION_SECONDS,
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )
        return self._by_user[user]

    def end_session(self, response: Response) -> None:
        """Signs the browser out on this response."""
        response.delete_cookie(self._cookie, path="/", secure=self._secure, httponly=True, samesite="lax")


def cookie_name(service: ServiceName, purpose: str, *, secure: bool) -> str:
    """A name of its own per service: on a laptop all four share one host, and cookies know no ports."""
    return f"{'__Host-' if secure else ''}impulswerk_{service}_{purpose}"


def is_loopback(host: str) -> bool:
    """Whether an address to bind is reachable from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _demo_sign_ins(settings: Settings) -> dict[str, Staff]:
    if settings.demo_sign_ins is None:
        return {}
    if settings.mode != "laptop" or not is_loopback(settings.host):
        raise ValueError(
            "demo sign-ins exist in laptop mode on a loopback address only; unset IMPULSWERK_DEMO_SIGN_INS"
        )
    people = TypeAdapter(list[_DemoSignIn]).validate_json(settings.demo_sign_ins.read_bytes())
    return {
        _sha256(person.token.get_secret_value()): Staff(
            issuer=_DEMO_ISSUER,
            subject=person.user,
            user=person.user,
            name=person.name,
            unit=person.unit,
            role=person.role,
            for_every_unit=person.for_every_unit,
            email=person.email,
        )
        for person in people
    }


def _portals(file: Path | None) -> dict[str, str]:
    return TypeAdapter(dict[str, str]).validate_python(orjson.loads(file.read_bytes())) if file else {}


def _credentials(authorization: str | None, scheme: str) -> str | None:
    given, _, credentials = (authorization or "").partition(" ")
    return credentials.strip() if given.lower() == scheme and credentials.strip() else None


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

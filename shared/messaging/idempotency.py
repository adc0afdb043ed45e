"""A command that is repeated with the same key gets the first answer; nothing happens twice."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar

import asyncpg
import structlog

from shared.contracts.errors import DomainError
from shared.messaging.unit_of_work import UnitOfWork
from shared.runtime.database import DATABASE_ERRORS

KEY_CHARACTERS = range(16, 201)
KEPT_HOURS = 24
FORGET_EVERY_SECONDS = 600.0

log = structlog.get_logger()


class IdempotencyKeyReused(DomainError):
    """The key was already used with another body."""

    code: ClassVar[str] = "request.idempotency_key_reused"
    status: ClassVar[int] = 409

    def __init__(self) -> None:
        super().__init__(
            "Dieser Idempotency-Key wurde schon mit einem anderen Inhalt verwendet. Bitte einen neuen nehmen.",
            "Idempotency-Key",
        )


class IdempotencyKeyInvalid(DomainError):
    """The key is missing where one is needed, or too short to be one."""

    code: ClassVar[str] = "request.idempotency_key_invalid"
    status: ClassVar[int] = 400

    def __init__(self) -> None:
        super().__init__("Der Idempotency-Key muss 16 bis 200 Zeichen lang sein.", "Idempotency-Key")


class AnsweredMeanwhile(Exception):
    """Another process has carried out a command with the same key since the first answers were looked up."""


@dataclass(frozen=True, slots=True)
class OnceKey:
    """Makes a command happen once: the caller's key within one caller and route, and the body it came with.

    Only HMACs are stored. Source: lifecycle.md, "Access code".
    """

    key_mac: bytes
    body_mac: bytes

    @classmethod
    def of(cls, secret: bytes, caller: str, route: str, key: str, body: bytes) -> "OnceKey":
        """Raises: IdempotencyKeyInvalid for a key shorter than 16 or longer than 200 characters."""
        if len(key) not in KEY_CHARACTERS:
            raise IdempotencyKeyInvalid
        scope = f"{caller}|{route}|{key}".encode()
        return cls(hmac.digest(secret, b"key|" + scope, sha256), hmac.digest(secret, b"body|" + body, sha256))


async def once(key: OnceKey | None, work: UnitOfWork, run: Callable[[], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
    """Run the command, or return the first answer to the same key; without a key just run it.

    The answer is kept as JSON: no access code, no typed word belongs into it. A repeat that arrives while the first one
    still runs waits for its commit. Raises: IdempotencyKeyReused.
    """
    if key is None:
        return await run()
    new = await work.connection.fetchval(
        """
        INSERT INTO idempotency (key_mac, body_mac)
        VALUES ($1, $2)
        ON CONFLICT (key_mac) DO UPDATE
        SET body_mac = excluded.body_mac, answer = NULL, at = clock_timestamp()
        WHERE idempotency.at < clock_timestamp() - make_interval(hours => $3)
        RETURNING true
        """,
        key.key_mac,
        key.body_mac,
        KEPT_HOURS,
    )
    if new:
        answer = await run()
        await work.connection.execute("UPDATE idempotency SET answer = $2 WHERE key_mac = $1", key.key_mac, answer)
        return answer
    row = await work.connection.fetchrow("SELECT body_mac, answer FROM idempotency WHERE key_mac = $1", key.key_mac)
    assert row is not None
    return FirstAnswer(row["body_mac"], row["answer"]).to(key)


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """What was answered first to a key, and to which body."""

    body_mac: bytes
    answer: dict[str, Any]

    def to(self, key: OnceKey) -> dict[str, Any]:
        """The answer, again. Raises: IdempotencyKeyReused where the body is another one."""
        if self.body_mac != key.body_mac:
            raise IdempotencyKeyReused
        return self.answer


async def first_answers(keys: Sequence[OnceKey], work: UnitOfWork) -> Mapping[bytes, FirstAnswer]:
    """What was answered before to any of these keys, by `key_mac`. Uses idempotency_pkey."""
    rows = await work.connection.fetch(
        """
        SELECT key_mac, body_mac, answer
        FROM idempotency
        WHERE key_mac = ANY($1::bytea[])
        AND at >= clock_timestamp() - make_interval(hours => $2)
        """,
        [key.key_mac for key in keys],
        KEPT_HOURS,
    )
    return {row["key_mac"]: FirstAnswer(row["body_mac"], row["answer"]) for row in rows}


async def keep_answers(answers: Sequence[tuple[OnceKey, dict[str, Any]]], work: UnitOfWork) -> None:
    """Keep the first answers to these keys, each of which had none in `first_answers`.

    No access code, no typed word belongs into an answer. Raises: AnsweredMeanwhile.
    """
    kept = await work.connection.fetch(
        """
        INSERT INTO idempotency (key_mac, body_mac, answer)
        SELECT new.key_mac, new.body_mac, new.answer
        FROM unnest($1::bytea[], $2::bytea[], $3::jsonb[]) AS new (key_mac, body_mac, answer)
        ORDER BY new.key_mac
        ON CONFLICT (key_mac) DO UPDATE
        SET body_mac = excluded.body_mac, answer = excluded.answer, at = clock_timestamp()
        WHERE idempotency.at < clock_timestamp() - make_interval(hours => $4)
        RETURNING key_mac
        """,
        [key.key_mac for key, _ in answers],
        [key.body_mac for key, _ in answers],
        [answer for _, answer in answers],
        KEPT_HOURS,
    )
    if len(kept) < len(answers):
        raise AnsweredMeanwhile


async def forget_old_answers(pool: asyncpg.Pool) -> int:
    """Delete what was kept for longer than 24 hours; returns how many. Uses idempotency_at."""
    forgotten = await pool.fetchval(
        """
        WITH old AS (
            DELETE FROM idempotency
            WHERE at < clock_timestamp() - make_interval(hours => $1)
            RETURNING 1
        )
        SELECT count(*) FROM old
        """,
        KEPT_HOURS,
    )
    return int(forgotten)


async def keep_forgetting(pool: asyncpg.Pool) -> None:
    """Forget old answers every ten minutes until cancelled; a database that is away is asked again next time."""
    while True:
        try:
            await forget_old_answers(pool)
        except DATABASE_ERRORS as error:
            log.warning("old answers not forgotten", reason=type(error).__name__)
        await asyncio.sleep(FORGET_EVERY_SECONDS)

"""Who acts in a case, and what of it may be seen: marks of submitters, pseudonyms and labels of evaluators.

Source: lifecycle.md, "Submitter is never evaluator".
"""

import hmac
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff; `id` is issuer and subject joined by `|`, which together are the identity.

    `for_every_unit`: answers what any unit is asked.
    """

    id: str
    unit: str
    for_every_unit: bool = False


@dataclass(frozen=True, slots=True)
class Keys:
    """The two keys of HMAC-SHA256: `match` is shared with ideas and the portals, `pseudonym` known here only."""

    match: bytes
    pseudonym: bytes


def submitter_mark(key: bytes, reference: UUID | str, person_id: str) -> str:
    """The mark a submitter leaves on an impulse; `reference` is the impulse's id, or the portal's own reference."""
    return _hmac(key, f"{reference}|{person_id}")


def took_part(
    keys: Keys, impulse_id: UUID, portal_reference: str | None, marks: Collection[str], person_id: str
) -> bool:
    """Whether the person is among those who submitted the impulse."""
    references: list[UUID | str] = [impulse_id] if portal_reference is None else [impulse_id, portal_reference]
    own = {submitter_mark(keys.match, reference, person_id) for reference in references}
    return not own.isdisjoint(marks)


def pseudonym(keys: Keys, person_id: str, case_id: UUID) -> str:
    """What facts call a person: the same within one case, unrelated between cases."""
    return _hmac(keys.pseudonym, f"{person_id}|{case_id}")


def is_drawn(keys: Keys, case_id: UUID, every: int) -> bool:
    """Whether a case is one of about every so many that are drawn by lot; 0 draws none. Nobody without the key can tell."""
    return every > 0 and int(_hmac(keys.pseudonym, f"sample|{case_id}"), 16) % every == 0


def labels(keys: Keys, person_ids: Iterable[str], case_id: UUID) -> dict[str, str]:
    """„Gutachten A, B ...“ by person.

    The order follows a hash of its own: neither the time of submission nor the pseudonyms in the facts tell who is A.
    """
    ordered = sorted(person_ids, key=lambda person_id: _hmac(keys.pseudonym, f"label|{person_id}|{case_id}"))
    return {person_id: _letters(position) for position, person_id in enumerate(ordered)}


def draft_handle(keys: Keys, person_id: str, case_id: UUID) -> str:
    """What a draft is called where nobody may learn whose it is; unrelated to the pseudonym in the facts."""
    return _hmac(keys.pseudonym, f"draft|{person_id}|{case_id}")[:32]


def _letters(position: int) -> str:
    return (_letters(position // 26 - 1) if position >= 26 else "") + chr(ord("A") + position % 26)


def _hmac(key: bytes, message: str) -> str:
    return hmac.digest(key, message.encode(), "sha256").hex()

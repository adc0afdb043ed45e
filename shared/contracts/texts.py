"""Free text, apart from the facts, so that it can be erased: the highest version wins, null erases."""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Annotated, Any, Final, Self
from uuid import UUID

import rfc8785
from pydantic import StringConstraints
from uuid6 import uuid7

from shared.contracts.fields import TEXT_LIMIT, TITLE_LIMIT, Id, Part, TextRef, Url, Version
from shared.contracts.lists import Language, TextKind
from shared.contracts.privacy import INTERNAL, PUBLIC

TEXT_TYPE: Final = "de.impulswerk.text.published.v1"

# The topic decides who may read a text: a case text is for staff, so no field of it counts as public here.
_Line = Annotated[str, StringConstraints(max_length=TITLE_LIMIT), INTERNAL]
_Body = Annotated[str, StringConstraints(max_length=TEXT_LIMIT), INTERNAL]


class Text(Part):
    """One version of one text of an impulse, with the salt that keeps its hash from being guessed."""

    impulse_id: Id
    text_id: Id
    text_version: Version
    kind: TextKind
    lang: Language = "de"
    title: _Line = ""
    summary: _Body | None = None
    body: _Body = ""
    place: _Line | None = None
    source_url: Url | None = None
    licence: _Line | None = None
    salt: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$"), PUBLIC]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """Read what a producer wrote, ignoring fields that this version does not know.

        Raises: pydantic.ValidationError.
        """
        return cls.model_validate(data, extra="ignore")

    def data(self) -> dict[str, Any]:
        """The JSON value; a field that is None is left out."""
        return self.model_dump(mode="json", exclude_none=True)

    @property
    def key(self) -> str:
        """The record's key; its partition follows the impulse id alone."""
        return text_key(self.impulse_id, self.text_id)

    @property
    def ref(self) -> TextRef:
        """What a fact says about this text."""
        return TextRef(text_id=self.text_id, text_version=self.text_version, text_hash=text_hash(self))


def text_key(impulse_id: UUID | str, text_id: UUID | str) -> str:
    """The key of a text record."""
    return f"{impulse_id}/{text_id}"


def text_hash(text: Text) -> str:
    """sha256(salt | canonical text) in hexadecimal; canonical is RFC 8785 JSON of everything but the salt.

    Source: lifecycle, "Texts".
    """
    data = text.data()
    salt = bytes.fromhex(data.pop("salt"))
    return hashlib.sha256(salt + rfc8785.dumps(data)).hexdigest()


def new_text(
    impulse_id: UUID,
    kind: TextKind,
    *,
    title: str = "",
    body: str = "",
    summary: str | None = None,
    place: str | None = None,
    source_url: str | None = None,
    licence: str | None = None,
    lang: Language = "de",
    text_id: UUID | None = None,
    text_version: int = 1,
) -> Text:
    """A text with a fresh salt, and a fresh id unless it is a new version of an old one."""
    return Text(
        impulse_id=impulse_id,
        text_id=text_id or uuid7(),
        text_version=text_version,
        kind=kind,
        lang=lang,
        title=title,
        summary=summary,
        body=body,
        place=place,
        source_url=source_url,
        licence=licence,
        salt=secrets.token_hex(16),
    )

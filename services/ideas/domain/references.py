"""References of portals: opaque, so that no fact carries a person's name or address."""

import re

from services.ideas.domain.errors import ReferenceNotOpaque

_DIGIT = re.compile(r"\d")
_WORD = "[A-ZÄÖÜ][a-zäöüß]{2,}"
_LETTERS = "[a-zäöüß]"
# All of it is two words and at most a short number: Anna-Mueller-12, MuellerAnna1980, anna.mueller3.
_NAME = re.compile(rf"{_WORD}[\W_]?{_WORD}[\W_]?\d{{0,4}}|{_LETTERS}{{2,}}\.{_LETTERS}{{2,}}[\W_]?\d{{0,4}}")
# A street with a house number of up to three digits, so that years pass: Hauptstr.12, lange-gasse-7b.
_STREET = re.compile(
    rf"({_LETTERS}{{3}}|[\W_])(str|strasse|straße|weg|platz|allee|gasse)[\W_]{{0,2}}\d{{1,3}}[a-z]?(?![a-z0-9])",
    re.IGNORECASE,
)
_TOWN = re.compile(rf"(?<![0-9A-Za-z])\d{{5}}[\W_]+{_LETTERS}{{4,}}", re.IGNORECASE)
_MAIL = re.compile(r"@|\.(de|com|org|net|eu)$", re.IGNORECASE)


def check_reference(reference: str) -> None:
    """Let an opaque reference pass: it has a digit and looks like no name, no postal and no e-mail address.

    Raises: ReferenceNotOpaque. Source: lifecycle.md, "Portal".
    """
    if not _DIGIT.search(reference):
        raise ReferenceNotOpaque
    if _NAME.fullmatch(reference) or any(pattern.search(reference) for pattern in (_STREET, _TOWN, _MAIL)):
        raise ReferenceNotOpaque

"""Typed words as the fonts can set them: PDF/A and PDF/UA refuse a character that no font has."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

LINE_ENDS = re.compile(r"\r\n?|[\x85\u2028\u2029]")


def printable(value: Any, characters: frozenset[str]) -> Any:
    """The same JSON value with every text in it printable, names of objects aside."""
    match value:
        case str():
            return printable_text(value, characters)
        case Mapping():
            return {name: printable(each, characters) for name, each in value.items()}
        case tuple():
            return tuple(printable(each, characters) for each in value)
        case Sequence():
            return [printable(each, characters) for each in value]
        case _:
            return value


def printable_text(text: str, characters: frozenset[str]) -> str:
    """The text with a remark in the place of characters that the fonts lack, such as „[2 Zeichen nicht darstellbar]“.

    Nothing is lost in silence. What is never seen (directions of writing, joiners, control characters) is left out.
    """
    composed = LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)).replace("\t", " ")
    if characters.issuperset(composed):
        return composed
    result: list[str] = []
    missing = 0
    for character in composed:
        if character != "\n" and _is_invisible(character):
            continue
        if character in characters or character == "\n":
            result += [*_remark(missing), character]
            missing = 0
        else:
            missing += 1
    return "".join([*result, *_remark(missing)])


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf") or "\ufe00" <= character <= "\ufe0f"


def _remark(missing: int) -> tuple[str, ...]:
    return (f"[{missing} Zeichen nicht darstellbar]",) if missing else ()

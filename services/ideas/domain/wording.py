"""Makes typed words storable without changing what they say."""

import re
import unicodedata

_LINE_BREAK = re.compile(r"\r\n?|[\u2028\u2029\u0085\x0b\x0c]")
_SPACE = re.compile(r"\s+")


def clean_text(typed: str) -> str:
    """The words without control characters (PostgreSQL keeps no NUL), line feeds as the only line breaks, nothing around them."""
    lines = _LINE_BREAK.sub("\n", typed)
    return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"}).strip()


def clean_line(typed: str) -> str:
    """The same for one line: every run of white space becomes one space."""
    return _SPACE.sub(" ", clean_text(typed))

"""Makes typed words storable without changing what they say."""

import re

_LINE_BREAK = re.compile(r"\r\n?|[\u2028\u2029\u0085\x0b\x0c]")
# Unicode's classes Cc and Cs, but for the line feed and the tabulator.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACE = re.compile(r"\s+")


def clean_text(typed: str) -> str:
    """The words without control characters (PostgreSQL keeps no NUL), line feeds as the only line breaks, nothing around them."""
    return _CONTROL.sub("", _LINE_BREAK.sub("\n", typed)).strip()


def clean_line(typed: str) -> str:
    """The same for one line: every run of white space becomes one space."""
    return _SPACE.sub(" ", clean_text(typed))

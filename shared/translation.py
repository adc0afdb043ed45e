"""The language of pages: German stands in the code, every other language in a catalogue of gettext.

A German text is looked up when it is shown: `gettext` (imported as `_`) where it stands in a function, `N_` where it stands
in a table and is looked up later. What nobody has translated is shown in German. `python -m deploy.translations` collects
all texts into `shared/translations`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Final, Literal, TypeVar, get_args

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

Language = Literal["de", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
SOURCE: Final[Language] = "de"
"""The language of the texts in the code."""
FOLDER: Final = Path(__file__).parent / "translations"

Key = TypeVar("Key")

_spoken: ContextVar[Language] = ContextVar("language", default=SOURCE)


class German(str):
    """A text that stands in German on pages of every language, because there is no other."""

    __slots__ = ()


class Words(Mapping[Key, str]):
    """German words by keys, each looked up in the language of the page; the values are marked with `N_`."""

    def __init__(self, words: Mapping[Key, str]) -> None:
        self._words = words

    def __getitem__(self, key: Key) -> str:
        return gettext(self._words[key])

    def __iter__(self) -> Iterator[Key]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)


def language() -> Language:
    """The language in which texts are shown now."""
    return _spoken.get()


@contextmanager
def speaking(wanted: Language) -> Iterator[None]:
    """Show texts in that language within the block."""
    token = _spoken.set(wanted)
    try:
        yield
    finally:
        _spoken.reset(token)


def N_(message: str) -> str:  # noqa: N802 - the name under which gettext's tools know it
    """Mark a German text that is looked up later."""
    return message


def gettext(message: str) -> str:
    """The text in the language of the page."""
    return _catalogue(language()).gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    """The text for so many, in the language of the page."""
    return _catalogue(language()).ngettext(one, many, number)


def pgettext(context: str, message: str) -> str:
    """A text that means different things, in the sense that the context names."""
    return _catalogue(language()).pgettext(context, message)


@cache
def _catalogue(wanted: Language) -> NullTranslations:
    if wanted == SOURCE:
        return NullTranslations()
    compiled = BytesIO()
    with (FOLDER / f"{wanted}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=wanted))
    compiled.seek(0)
    return GNUTranslations(compiled)

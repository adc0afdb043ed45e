"""Collects the German texts of pages into the catalogues of other languages: `python -m deploy.translations`.

What is new stands there without a translation, what is used no more is gone. `--check` writes nothing and fails where a text
is new, gone or not translated.
"""

import sys
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from shared.translation import FOLDER, LANGUAGES, SOURCE

ROOT = Path(__file__).parents[1]
SOURCES = ("shared", "services")
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
JINJA_OPTIONS = {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
KEYWORDS: Mapping[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "N_": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plural}\\n"

"""


def collected() -> Catalog:
    """All texts of the code and the templates, without translations."""
    catalogue = Catalog()
    for folder in SOURCES:
        found = extract_from_dir(
            ROOT / folder,
            METHODS,
            {"**/templates/**.html": JINJA_OPTIONS},
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
        )
        for name, _, message, comments, context in found:
            catalogue.add(message, locations=[(f"{folder}/{name}", 0)], auto_comments=comments, context=context)
    return catalogue


def written(language: str, catalogue: Catalog) -> bytes:
    """The file of a catalogue: texts by the first file that shows them, without what changes from day to day."""
    content = BytesIO()
    content.write(HEADER.format(language=language, plural=catalogue.plural_forms).encode())
    write_po(
        content, catalogue, width=118, sort_by_file=True, include_lineno=False, omit_header=True, ignore_obsolete=True
    )
    return content.getvalue()


def problems(language: str, texts: Catalog) -> Iterator[str]:
    """What is missing in a catalogue, one line each."""
    known = _read(language)
    for message in texts:
        if not message.id:
            continue
        found = known.get(message.id, message.context)
        if found is None:
            yield f"{language}: new: {message.id!r}"
        elif not found.string or not all(found.string):
            yield f"{language}: not translated: {message.id!r}"
    for message in known:
        if message.id and texts.get(message.id, message.context) is None:
            yield f"{language}: used no more: {message.id!r}"
        for error in message.check():
            yield f"{language}: {error}: {message.id!r}"


def update(language: str, texts: Catalog) -> None:
    """Bring the catalogue of a language up to date, keeping its translations."""
    known = _read(language)
    known.update(texts, no_fuzzy_matching=True, update_creation_date=False)
    (FOLDER / f"{language}.po").write_bytes(written(language, known))


def _read(language: str) -> Catalog:
    path = FOLDER / f"{language}.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def main() -> None:
    """The command."""
    texts = collected()
    others = [language for language in LANGUAGES if language != SOURCE]
    if "--check" in sys.argv[1:]:
        found = [line for language in others for line in problems(language, texts)]
        if found:
            sys.exit("\n".join([*found, "`python -m deploy.translations` brings the catalogues up to date"]))
        return
    for language in others:
        update(language, texts)


if __name__ == "__main__":
    main()

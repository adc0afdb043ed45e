"""Generates docs/errors.md, the vocabulary of errors: `python -m deploy.errors_doc` writes it, `--check` fails on drift."""

import importlib
import sys
from pathlib import Path

from shared.runtime.settings import SERVICES
from shared.web.problems import error_catalogue

FILE = Path(__file__).parents[1] / "docs" / "errors.md"

HEAD = """# Errors

<!-- Made by `python -m deploy.errors_doc` from the error classes; edit those, not this file. -->

JSON APIs answer with problem+json (RFC 9457): `code` is stable, `detail` is the German sentence a person reads,
`field` names the input where one is to blame, and `errors` lists all fields where there are several.
Pages say the same in words. Nothing is changed by a refused command.

| code | status | meaning |
|---|---|---|
"""


def errors_document() -> str:
    """The whole document in Markdown: every error that any service can answer with."""
    for service in SERVICES:
        importlib.import_module(f"services.{service}.main")
    rows = "".join(
        f"| `{row.code}` | {row.status} | {row.meaning.replace('|', chr(92) + '|')} |\n" for row in error_catalogue()
    )
    return HEAD + rows


def main(arguments: list[str]) -> str | None:
    """Write the document, or with `--check` return what is wrong with it."""
    document = errors_document()
    if arguments == ["--check"]:
        current = FILE.read_text(encoding="utf-8") if FILE.exists() else ""
        return None if current == document else "docs/errors.md is out of date: run python -m deploy.errors_doc"
    FILE.write_text(document, encoding="utf-8")
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

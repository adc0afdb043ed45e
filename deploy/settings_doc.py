"""Generates docs/settings.md: `python -m deploy.settings_doc` writes it, `--check` fails when it differs.

Names, defaults and ranges of the services come from their models; what other code reads is listed here.
"""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from services.evaluation.settings import EvaluationSettings
from shared.runtime.settings import SERVICES, Secrets, Settings

FILE = Path(__file__).parents[1] / "docs" / "settings.md"
PREFIX = "IMPULSWERK_"
SIGNS = ((Ge, "ge", "≥"), (Gt, "gt", ">"), (Le, "le", "≤"), (Lt, "lt", "<"))

# name without prefix: meaning
COMMANDS = {
    "READY_FILE": "ready file that `impulswerk up --ready-file` wrote; nothing else is needed then",
    **{
        f"DATABASE_URL_{service.upper()}": f"PostgreSQL of {service}, for a command that looks at several services"
        for service in SERVICES
    },
}
LAPTOP = {
    "KAFKA_JARS": "folder with all jars of deploy/local/kafka-4.4.0.lock; nothing is fetched then",
    "MAVEN_MIRROR": "address of a Maven repository to use instead of Maven Central",
    "CACHE": "folder for what is fetched and built once; default: `impulswerk` in XDG_CACHE_HOME, else in ~/.cache",
    "JAVA": "the only `java` to try; default: the extra `local`, then JAVA_HOME, then PATH",
    "POSTGRES_PROGRAMS": "folder with `postgres` and `initdb` of a PostgreSQL 18; default: the extra `local`",
}
TESTS = {
    "TEST_POSTGRES": "address of a PostgreSQL as its administrator; counts together with the next one only",
    "TEST_KAFKA": "bootstrap servers of a Kafka; default of both: containers where Docker has the images, else own ones",
    "TEST_PROPOSALS": "CSV file of the real proposals; tests and figures that need it say so when it is missing",
    "CHROMIUM": "the browser of the browser tests; default: an installed one, else the one that `make setup` fetched",
}
CONTAINERS = {
    "CONTAINER_USER": "`user:group` that may read the keys; the services run as it",
    **{f"{role.upper()}_PASSWORD": f"password of the PostgreSQL role {role}" for role in ("postgres", *SERVICES)},
}


def settings_document() -> str:
    """The whole document in Markdown."""
    own = {name: field for name, field in EvaluationSettings.model_fields.items() if name not in Settings.model_fields}
    return "\n".join(
        [
            "# Settings",
            "",
            "<!-- Made by `python -m deploy.settings_doc`; edit the models it reads, not this file. -->",
            "",
            "All settings come from the environment. Laptop mode (`impulswerk up`) sets those of the services itself.",
            "",
            "## Services",
            "",
            *_of_model(Settings.model_fields),
            "",
            "Evaluation knows one more:",
            "",
            *_of_model(own),
            "",
            f"## Keys in the file of `{PREFIX}SECRETS_FILE`",
            "",
            "One JSON object. Each key has 32 random bytes or more in hexadecimal; nothing prints them.",
            "",
            *_of_keys(Secrets),
            "",
            "## Commands that act on a running system",
            "",
            f"They need `{PREFIX}READY_FILE`, else of the settings above what they work with; the addresses are those of",
            f"`{PREFIX}LINKS_...`.",
            "",
            *_of_names(COMMANDS),
            "",
            "## Laptop mode and set-up",
            "",
            *_of_names(LAPTOP),
            "",
            "## Tests and figures",
            "",
            *_of_names(TESTS),
            "",
            "## Containers",
            "",
            "`docker-compose.yml` reads these from `.env`, which `python -m deploy.container.secrets` writes.",
            f"`{PREFIX}LINKS_...`, `{PREFIX}LOG_LEVEL` and `KAFKA_HEAP_OPTS` may stand there, too.",
            "",
            *_of_names(CONTAINERS),
            "",
        ]
    )


def _of_model(fields: Mapping[str, FieldInfo]) -> list[str]:
    rows = (
        (f"`{PREFIX}{name.upper()}`", _default(field), _values(field), field.description or "")
        for name, field in fields.items()
    )
    return _table(("setting", "default", "values", "meaning"), rows)


def _of_keys(model: type[BaseModel]) -> list[str]:
    return _table(
        ("key", "use"), ((f"`{name}`", field.description or "") for name, field in model.model_fields.items())
    )


def _of_names(meanings: Mapping[str, str]) -> list[str]:
    return _table(("setting", "meaning"), ((f"`{PREFIX}{name}`", meaning) for name, meaning in meanings.items()))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rows)]


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    return "" if field.default is None else f"`{field.default}`"


def _values(field: FieldInfo) -> str:
    if get_origin(field.annotation) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(field.annotation))
    return ", ".join(
        f"{sign} {getattr(limit, attribute)}"
        for limit in field.metadata
        for kind, attribute, sign in SIGNS
        if isinstance(limit, kind)
    )


def main(arguments: list[str]) -> str | None:
    """Write the document, or with `--check` return what is wrong with it."""
    document = settings_document()
    if arguments == ["--check"]:
        current = FILE.read_text(encoding="utf-8") if FILE.exists() else ""
        return None if current == document else "docs/settings.md is out of date: run python -m deploy.settings_doc"
    FILE.write_text(document, encoding="utf-8")
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

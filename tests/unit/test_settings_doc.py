"""The list of settings is complete, and it is the one that the code has."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from deploy import settings_doc
from shared.runtime.settings import Settings

ROOT = Path(__file__).parents[2]
SETTING = re.compile(r"IMPULSWERK_[A-Z]+(?:_[A-Z]+)*\b_?")
# Tests may make names up; what they read to find servers stands in these.
READ_BY_TESTS = ("tests/servers.py", "tests/containers.py", "tests/conftest.py", "tests/proposals.py")


def documented() -> set[str]:
    return set(re.findall(r"`(IMPULSWERK_\w+)` \|", settings_doc.FILE.read_text(encoding="utf-8")))


def sources() -> Iterator[Path]:
    for folder in ("services", "shared", "deploy", "city", "tests/e2e", "tests/benchmarks"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".sh", ".toml", ".sql", ".html"}:
                yield path
    yield from (
        ROOT / name for name in (*READ_BY_TESTS, "Makefile", "docker-compose.yml", "deploy/container/Dockerfile")
    )


def named_in_code() -> set[str]:
    return {
        name
        for path in sources()
        if path.exists() and path.name != "settings_doc.py"
        for name in SETTING.findall(path.read_text(encoding="utf-8"))
    }


def test_the_document_is_the_generated_one() -> None:
    assert settings_doc.main(["--check"]) is None


def test_a_changed_document_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings_doc, "FILE", tmp_path / "settings.md")
    assert settings_doc.main(["--check"]) == "docs/settings.md is out of date: run python -m deploy.settings_doc"
    assert settings_doc.main([]) is None
    assert settings_doc.main(["--check"]) is None
    settings_doc.FILE.write_text(settings_doc.FILE.read_text(encoding="utf-8") + "more\n", encoding="utf-8")
    assert settings_doc.main(["--check"]) is not None


def test_every_setting_that_the_code_names_is_documented() -> None:
    known = documented()
    missing = {
        name
        for name in named_in_code()
        # A name that ends in an underscore is completed by the name of a service.
        if not (any(other.startswith(name) for other in known) if name.endswith("_") else name in known)
    }
    assert not missing


def test_every_model_of_settings_is_documented() -> None:
    known = documented()
    models: list[type[Settings]] = [Settings]
    for path in sorted((ROOT / "services").rglob("*.py")):
        for name in re.findall(r"^class (\w+)\(Settings\)", path.read_text(encoding="utf-8"), re.MULTILINE):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            models.append(getattr(import_module(module), name))
    assert {f"IMPULSWERK_{name.upper()}" for model in models for name in model.model_fields} <= known


def test_what_is_listed_by_hand_is_read_somewhere() -> None:
    listed = settings_doc.COMMANDS | settings_doc.LAPTOP | settings_doc.TESTS | settings_doc.CONTAINERS
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources() if path.exists())
    assert not {name for name in listed if f"IMPULSWERK_{name}" not in text}


def test_every_setting_says_what_it_means() -> None:
    assert "|  |\n" not in settings_doc.settings_document()

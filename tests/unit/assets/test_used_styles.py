"""What is left of a style sheet of others."""

from pathlib import Path

from deploy.assets.__main__ import packages
from deploy.assets.used_styles import Said, said_in, used_words, with_used_only

SHEET = """
:root{--space:1px}
.kern-btn{margin:var(--space)}.kern-btn--primary{color:red}.kern-btn--tertiary{color:blue}
.kern-card{color:green}table,aside{color:grey}:is(body,.kern-dark):not([class*=kern-level-]){color:navy}
"""


def test_names_are_used_also_where_a_template_puts_them_together() -> None:
    said = Said(frozenset({"kern-btn", "kern-btn--", "primary", "tertiary", "table"}), frozenset({"primary"}))
    assert used_words(SHEET, said) == {"kern-btn", "kern-btn--primary", "table"}


def test_rules_that_nobody_uses_are_left_out() -> None:
    used = {"kern-btn", "kern-btn--primary", "table", "body"}
    left = with_used_only(SHEET, used, packages())
    assert "".join(left.split()) == (
        ":root{--space:1px}.kern-btn{margin:var(--space)}.kern-btn--primary{color:red}table{color:grey}"
        ":is(body):not([class*=kern-level-]){color:navy}"
    )


def test_words_come_from_templates_code_and_styles_but_not_from_what_is_built(tmp_path: Path) -> None:
    built = tmp_path / "web" / "static"
    built.mkdir(parents=True)
    (built / "kern.css").write_text(".kern-unused{}")
    (tmp_path / "web" / "page.html").write_text('<p class="kern-body">{{ _icon("info") }}')
    (tmp_path / "markup.py").write_text('"kern-link"')
    (tmp_path / "notes.md").write_text("kern-card")
    said = said_in([tmp_path], without=built)
    assert said.words == {"p", "class", "kern-body", "kern-link", "_icon", "info"}
    assert said.quoted == {"kern-body", "info"}

"""Queries from files, and what several of them share."""

from pathlib import Path

import pytest

from shared.runtime.queries import load_queries


def test_a_line_stands_for_what_another_file_holds(tmp_path: Path) -> None:
    (tmp_path / "open_ones.sql").write_text("    AND open\n")
    (tmp_path / "list_all.sql").write_text("SELECT 1\nWHERE listed\n    -- include open_ones\n    AND mine\n")
    assert load_queries(tmp_path)["list_all"] == "SELECT 1\nWHERE listed\n    AND open\n    AND mine\n"


def test_what_no_file_holds_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list_all.sql").write_text("SELECT 1\n-- include nothing\n")
    with pytest.raises(KeyError, match="nothing"):
        load_queries(tmp_path)


def test_a_folder_without_queries_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=str(tmp_path)):
        load_queries(tmp_path)

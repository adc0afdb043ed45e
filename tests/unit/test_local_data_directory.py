"""The data directory belongs to one running `up`, and to nobody else."""

from pathlib import Path

import pytest

from deploy.local.data_directory import hold
from deploy.local.errors import LocalError


def test_a_new_folder_is_made_private_and_remembers_the_sample(tmp_path: Path) -> None:
    with hold(tmp_path / "new" / "data") as data:
        assert data.sample == "undecided"
        assert data.secrets.stat().st_mode & 0o777 == 0o700
        data.keep_sample("filled")
    with hold(tmp_path / "new" / "data") as data:
        assert data.sample == "filled"


def test_a_second_holder_is_refused_until_the_first_one_lets_go(tmp_path: Path) -> None:
    with hold(tmp_path), pytest.raises(LocalError, match="Another `impulswerk up` uses"), hold(tmp_path):
        pass
    with hold(tmp_path):
        pass


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").touch()
    with pytest.raises(LocalError, match="not Impulswerk's"), hold(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    ("marker", "sentence"),
    [("nonsense", "is damaged"), ("{}", "is damaged"), ('{"format": 99, "sample": "none"}', "another version")],
)
def test_a_marker_that_cannot_be_understood_is_refused(tmp_path: Path, marker: str, sentence: str) -> None:
    (tmp_path / "impulswerk.json").write_text(marker)
    with pytest.raises(LocalError, match=sentence), hold(tmp_path):
        pass


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(LocalError, match="is a file"), hold(tmp_path / "data"):
        pass


def test_a_folder_that_cannot_be_made_is_refused() -> None:
    # Not even root can make a folder there.
    with pytest.raises(LocalError, match="cannot be used"), hold(Path("/proc/impulswerk")):
        pass

"""The people of the demo are those whom the fixed interface names."""

from collections import Counter
from pathlib import Path

from deploy.local.sign_ins import sign_ins


def test_every_role_is_there_in_the_promised_number(tmp_path: Path) -> None:
    people = sign_ins(tmp_path / "sign_ins.json")
    assert Counter(person.role for person in people) == {
        "evaluator": 6,
        "coordinator": 2,
        "decider": 4,
        "office": 1,
        "implementer": 1,
        "auditor": 1,
        "administrator": 1,
    }
    assert len({person.unit for person in people if person.role == "evaluator"}) == 5
    assert [person.role for person in people if person.for_every_unit] == ["office"]
    assert len({person.user for person in people}) == len({person.token for person in people}) == len(people)


def test_tokens_are_kept_private_and_differ_between_data_directories(tmp_path: Path) -> None:
    file = tmp_path / "sign_ins.json"
    people = sign_ins(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert sign_ins(file) == people
    assert {person.token for person in sign_ins(tmp_path / "other.json")}.isdisjoint(p.token for p in people)

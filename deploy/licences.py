"""Licences of what runs in a city: no package of `requirements/runtime.txt` may be under the GPL or AGPL."""

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError
from pathlib import Path

REQUIREMENTS = Path(__file__).parents[1] / "requirements" / "runtime.txt"
FORBIDDEN = re.compile(r"(?<!L)GPL|GNU (Affero )?General Public")
FEWEST = 30  # fewer packages than this were not read, but missed


def check_licences() -> list[str]:
    """What is wrong, a sentence per package; packages for other systems, which are not installed here, are left out."""
    problems = []
    read = 0
    for name in re.findall(r"^([\w.-]+)==", REQUIREMENTS.read_text(), re.MULTILINE):
        try:
            licence = _licence(Distribution.from_name(name))
        except PackageNotFoundError:
            continue
        read += 1
        if not licence:
            problems.append(f"{name} declares no licence.")
        elif FORBIDDEN.search(licence):
            problems.append(f"{name} is under {licence}.")
    if read < FEWEST:
        problems.append(f"Only {read} packages were found: is the project installed?")
    return problems


def _licence(package: Distribution) -> str:
    fields = package.metadata
    declared = [
        text.split("\n")[0] for name in ("License-Expression", "License") for text in fields.get_all(name) or []
    ]
    declared += [line for line in fields.get_all("Classifier") or [] if line.startswith("License ::")]
    return "; ".join(filter(None, declared))


if __name__ == "__main__":
    sys.exit("\n".join(check_licences()) or None)

"""The files that catalogues come from: one that a city brings, or the one that comes along."""

from importlib.resources import files
from pathlib import Path

DEFAULT_CATALOGUE = "ludwigsburg-default.json"


def read_catalogue_file(file: Path | None = None) -> bytes:
    """The content of the file, or of the catalogue that comes along. Raises: OSError."""
    if file is not None:
        return file.read_bytes()
    return files("services.evaluation").joinpath("catalogues", DEFAULT_CATALOGUE).read_bytes()

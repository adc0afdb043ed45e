"""The address of a request as routes see it: below the prefix at which a set of pages stands (ASGI: `root_path`)."""

from starlette.types import Scope


def path_below_root(scope: Scope) -> str:
    """The path without the prefix; the whole path where it does not begin with one."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    return path.removeprefix(root) if path == root or path.startswith(f"{root}/") else path

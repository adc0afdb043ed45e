"""Where an exception came from, without what it said."""

import traceback


def frames(error: BaseException, most: int = 12) -> list[str]:
    """The innermost places, outermost first, as `file:line function`; messages and values are left out on purpose."""
    places: list[str] = []
    cause: BaseException | None = error
    while cause is not None:
        inner = [
            f"{_short(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(cause.__traceback__)
        ]
        places = [*places, *inner[-most:]] if not places else [*places, type(cause).__qualname__, *inner[-most:]]
        cause = cause.__cause__
    return places


def _short(filename: str) -> str:
    return "/".join(filename.split("/")[-3:])

"""The page of words that vendors use: states and error codes, with what jobspan makes of them."""

import enum
import importlib
import inspect
from collections.abc import Iterator, Mapping
from typing import Any

INTRODUCTION = """---
search: {boost: 2}
---

# Words of the vendors

States and error codes as they stand on the screens and in the logs of the planes, with what jobspan makes of them. Generated from
the tables that it reads replies with. A word that is missing here reads as `UNKNOWN`, and is kept as it came.
"""


DATABASES = """## Databases behind the planes

Errors of the databases themselves, `ORA-01017` of Oracle for instance, pass through the planes as text, and jobspan gives them on
as they came: in `ConnectorTestFailed`, in `JobFailed.reason`, and in the [lines of the log](guide/logs.md).
"""


def vendor_words() -> str:
    from jobspan._planes.registry import PLANES

    parts = [INTRODUCTION]
    for plane in PLANES.values():
        face = importlib.import_module(f"jobspan.{plane.namespace.name}")
        sections = [*states_of(face), *codes_of(plane.name)]
        if sections:
            parts += [f"## {plane.title}", "", *sections]
    return "\n".join([*parts, DATABASES])


def states_of(face: Any) -> Iterator[str]:
    for name in face.__all__:
        words = getattr(face, name)
        if not (inspect.isclass(words) and issubclass(words, enum.Enum)):
            continue
        if hasattr(words, "phase"):
            yield from table(
                f"`{name}`", ("word", "phase"), [(word.value, word.phase.name) for word in words]
            )
        elif name.endswith("Status"):
            yield from table(f"`{name}`", ("word",), [(word.value,) for word in words])


def codes_of(plane: str) -> Iterator[str]:
    module = importlib.import_module(f"jobspan._planes.{plane}.errors")
    codes = getattr(module, "GATEWAY_CODES", None) or getattr(module, "CODES", ())
    rows = [
        (
            code,
            *(
                (meaning.error.__name__, meaning.hint or "")
                if hasattr(meaning, "error")
                else (meaning.__name__, "")
            ),
        )
        for code, meaning in (codes.items() if isinstance(codes, Mapping) else codes)
    ]
    if rows:
        yield from table("Error codes", ("code", "error", "what to do"), rows)


def table(title: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    yield f"### {title}"
    yield ""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for first, *others in rows:
        yield f"| {' | '.join((f'`{first}`', *others))} |"
    yield ""

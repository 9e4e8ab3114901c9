"""How the arguments of two calls differ, in their canonical form. Of secrets it is said which, and nothing that tells them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from jobspan._core.canonical import is_digest
from jobspan._core.secret_names import is_secret_name
from jobspan._core.showing import shown

_LONGEST_SHOWN: Final = 80
_MOST: Final = 10
"""Places that are named; a batch of thousands may differ in each."""
_ABSENT: Final = object()


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """Each place in the arguments that is not the same: ``passwords_of[0].password is another secret``."""
    found = [place for name in sorted({*before, *now}) for place in _within(name, _of(before, name), _of(now, name))]
    rest = len(found) - _MOST
    return (*found[:_MOST], f"{rest} more") if rest > 0 else tuple(found)


def _of(held: Mapping[str, Any], name: str) -> Any:
    return held.get(name, _ABSENT)


def _within(place: str, was: Any, now: Any) -> Iterator[str]:
    if was == now and type(was) is type(now):
        return
    if is_digest(was) and is_digest(now):
        yield f"{place} is another secret"
    elif isinstance(was, dict) and isinstance(now, dict) and not is_digest(was) and not is_digest(now):
        if (kind := _kind(was)) and kind == _kind(now):
            was, now, names, link = was[kind], now[kind], sorted({*was[kind], *now[kind]}), "{}.{}"
        else:
            names, link = sorted({*was, *now}), "{}[{!r}]"
        for name in names:
            yield from _within(link.format(place, name), _of(was, name), _of(now, name))
    elif isinstance(was, list) and isinstance(now, list):
        if len(was) != len(now):
            yield f"{place} had {len(was)} entries, and has {len(now)}"
        for at, (old, new) in enumerate(zip(was, now, strict=False)):
            yield from _within(f"{place}[{at}]", old, new)
    elif is_secret_name(place.rpartition(".")[2]):
        yield f"{place} is not the same"
    else:
        yield f"{place} was {_told(place, was)}, and is {_told(place, now)}"


def _kind(value: dict[str, Any]) -> str | None:
    """The class of a model in its canonical form."""
    name = next(iter(value), "") if len(value) == 1 else ""
    return name if name[:1].isupper() and isinstance(value[name], dict) and not is_digest(value[name]) else None


def _told(place: str, value: Any) -> str:
    if value is _ABSENT:
        return "not there" if place.endswith("]") else "the default"
    if is_digest(value):
        return "a secret"
    if isinstance(value, dict | list):
        return f"a {'mapping' if isinstance(value, dict) else 'list'} of {len(value)}"
    text = json.dumps(shown(value), ensure_ascii=False)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."

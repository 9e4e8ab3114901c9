"""Secrets as others show them: asterisks, or bullets. Sent, such a mask would become the secret."""

import re
from collections.abc import Iterator
from typing import Any, Final

from jobspan._core.secret import Secret

MASKED: Final = "is a mask in the place of a secret: give the secret itself"

_MASK: Final = re.compile(r"[*\u2022\u25cf]{3,}")


def is_mask(text: str) -> bool:
    """Whether a text is what is shown for a secret: nothing but three asterisks or bullets, or more."""
    return _MASK.fullmatch(text.strip()) is not None


def masked_in(tree: Any, place: str = "$") -> Iterator[str]:
    """The places of a body where a mask stands for a secret."""
    match tree:
        case Secret():
            if is_mask(tree.reveal()):
                yield place
        case dict():
            for name, value in tree.items():
                yield from masked_in(value, f"{place}.{name}")
        case list() | tuple():
            for at, value in enumerate(tree):
                yield from masked_in(value, f"{place}[{at}]")

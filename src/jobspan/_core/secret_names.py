"""Names that are likely to be those of secrets."""

import re
from typing import Final

_SECRET_WORDS: Final = re.compile(
    r"pass(word|wd|phrase)|pwd|secret|token|jwt|credential(?!_path)|(private|api|access|account|shared)[_ -]?key|authorization"
    r"|signature|keytab",
    re.IGNORECASE,
)
_NOT_SECRET: Final = re.compile(
    r"([_-](id|name|expiry[_-]time|type|lifetime|timeout|present)|expires[_-]in)$", re.IGNORECASE
)


def is_secret_name(name: str) -> bool:
    """Whether a field of this name is likely to hold a secret."""
    return bool(_SECRET_WORDS.search(name)) and not _NOT_SECRET.search(name)


def names_a_secret(text: str) -> bool:
    """Whether such a name can be anywhere in a text."""
    return _SECRET_WORDS.search(text) is not None

"""Names that are likely to be those of secrets."""

import re
from typing import Final

_SECRET_WORDS: Final = re.compile(
    r"pass(word|wd|phrase)|pwd|secret|token|jwt|credential(?!_path)|(private|api|access|account|shared)[_ ]?key|authorization"
    r"|signature|keytab",
    re.IGNORECASE,
)
_NOT_SECRET: Final = re.compile(
    r"(_id|_name|_expiry_time|_type|_lifetime|_timeout|expires_in|_present)$", re.IGNORECASE
)


def is_secret_name(name: str) -> bool:
    """Whether a field of this name is likely to hold a secret."""
    return bool(_SECRET_WORDS.search(name)) and not _NOT_SECRET.search(name)

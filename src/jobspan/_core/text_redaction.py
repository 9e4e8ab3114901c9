"""Secrets inside texts: passwords in addresses and connection strings, private keys, and every spelling of a known secret."""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any, Final
from urllib.parse import quote, quote_plus

from jobspan._core.named_secrets import mask_named_secrets
from jobspan._core.secret import MASK

_PRIVATE_KEY: Final = re.compile(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\Z)", re.DOTALL
)
_USER_INFORMATION: Final = re.compile(r"(?<=://)([^\s/?#:@]*):([^\s/?#]*)@")
"""``scheme://user:password@host``: URLs, DSNs, most JDBC drivers."""
_ORACLE: Final = re.compile(r"(jdbc:oracle:\w++:)([^\s/@\"]++|\"[^\"\n]*+\"?)(?:/(\"[^\"\n]*+\"?|[^\s@]++)(@?))?+")
"""``jdbc:oracle:thin:user/password@host``. It takes what it looked at, also where there is no password in it."""
_SHORTEST: Final = 4
"""Shorter secrets are not looked for in texts: they would blot out ordinary words."""


def mask_text(text: str) -> str:
    """A text without the passwords and private keys that its own form gives away, and without secrets that it is known to
    repeat."""
    if isinstance(text, Echo):
        text = text.shown
    if "PRIVATE KEY-----" in text:
        text = _PRIVATE_KEY.sub(MASK, text)
    if "@" in text:
        text = _ORACLE.sub(_masked_oracle, _USER_INFORMATION.sub(rf"\1:{MASK}@", text))
    return mask_named_secrets(text)


def _masked_oracle(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}/{MASK}@" if found[4] else found[0]


def spellings(secret: str) -> Iterator[str]:
    """A secret as it is, and as it may stand in JSON, in an address, in a form, in XML, in a header and as bytes."""
    yield secret
    if len(secret) < _SHORTEST:
        return
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield quote(secret, safe="")
    yield quote_plus(secret)
    yield escape(secret)
    octets = secret.encode(errors="surrogatepass")
    yield repr(octets)[2:-1]
    yield repr(bytearray(octets))[12:-2]  # escapes an apostrophe, whatever the quotes
    yield base64.b64encode(octets).decode()


class Redactor:
    """Keeps known secrets out of texts of the other side, whatever their spelling, and even where a text breaks off in one."""

    def __init__(self, secrets: Iterable[str]) -> None:
        known = {spelt for secret in secrets for spelt in spellings(secret) if len(spelt) >= _SHORTEST}
        self._known = sorted(known, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """The text as it may be shown."""
        for secret in self._known:
            if secret[:_SHORTEST] in text:
                text = text.replace(secret, MASK)
                begun = _begun_at_end(secret, text)
                text = text[:-begun] + MASK if begun else text
        return text


class Echo(str):
    """A text of the other side that repeats a secret which it was sent. It is what came; views show it without the secret."""

    __slots__ = ("shown",)
    shown: str

    def __new__(cls, text: str, shown: str) -> "Echo":
        echo = super().__new__(cls, text)
        echo.shown = shown
        return echo

    def __repr__(self) -> str:
        return repr(self.shown)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Echo, (as_it_came(self), self.shown))


def as_it_came(text: str) -> str:
    """The text alone, for what takes no other class."""
    return str.__str__(text)


def without(secrets: Iterable[str], text: str) -> str:
    """A text of the other side that may be shown. See :class:`Redactor`."""
    return Redactor(secrets)(text)


def _begun_at_end(secret: str, text: str) -> int:
    """How many characters of a secret a text ends with."""
    longest = min(len(secret) - 1, len(text))
    at = text.find(secret[:_SHORTEST], len(text) - longest)
    while at >= 0:
        if secret.startswith(text[at:]):
            return len(text) - at
        at = text.find(secret[:_SHORTEST], at + 1)
    return 0

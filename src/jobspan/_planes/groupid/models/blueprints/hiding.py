"""Puts placeholders in the place of secrets, and keeps the secrets apart."""

import re
from collections.abc import Iterator
from typing import Final

import attrs

from jobspan._core.secret_names import is_secret_name
from jobspan._planes.groupid.models.blueprints.names import slug_of_key, unused
from jobspan._planes.groupid.models.blueprints.placeholders import Kind, literal, placeholder, with_placeholders
from jobspan._planes.groupid.models.transforms import Text, plain
from jobspan.credentials import Secret

_ASSIGNED: Final = re.compile(
    r"""(?P<name>\w+)["'\])]*\s*(?::?=|:|,)\s*(?P<quote>["'])(?P<value>(?:(?!(?P=quote)).)+)(?P=quote)"""
)
"""``password = "..."``, ``Add("token", "...")``, ``"secret": "..."``."""
_PAIR: Final = re.compile(r"""(?P<name>[\w.-]+)\s*=\s*(?P<value>"[^"]*"|'[^']*'|\{[^}]*\}|[^\s;&,)\]}"']+)""")
"""``Password=...`` in a connection string."""
_USER_INFORMATION: Final = re.compile(r"(?<=://)(?P<name>[^\s/?#:@]*):(?P<value>[^\s/?#]*)(?=@)")
_PRIVATE_KEY: Final = re.compile(
    r"(?P<value>-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\Z))", re.DOTALL
)
_PLAIN_WORDS: Final = frozenset({"true", "false", "none", "null", "nothing", "yes", "no", "0", "1"})
_SHORTEST: Final = 4
"""Shorter secrets are not looked for elsewhere: they would hit ordinary words."""
_MORE_SECRET_FIELDS: Final = re.compile(r"pass|pwd|secret|token|(^|[\W_])pin([\W_]|$)|pin$", re.IGNORECASE)


def may_be_secret_field(field: str) -> bool:
    """Whether a constant for a destination field of this name may be a secret."""
    return bool(_MORE_SECRET_FIELDS.search(field))


@attrs.define
class Hiding:
    """The secrets of one document by the names of their placeholders. One secret has one name; different ones differ.

    Attributes:
        prefix: what the names begin with.
        found: the secrets by name.
        warnings: what was replaced on suspicion.
    """

    prefix: str
    found: dict[str, Secret] = attrs.field(factory=dict)
    warnings: list[str] = attrs.field(factory=list)

    def placeholder(self, about: str, secret: Text) -> str:
        """The placeholder of a secret, which is kept."""
        text, wanted = plain(secret), f"{self.prefix}.{about}"
        same = (name for name, known in self.found.items() if known.reveal() == text and name.startswith(wanted))
        name = next(same, None) or unused(wanted, self.found)
        self.found[name] = Secret(text)
        return placeholder(Kind.SECRET, name)

    def text(self, text: str, place: str, about_all: str = "") -> str:
        """A free text with placeholders for what looks like a password in it."""
        made, at = "", 0
        for start, end, about in _inside(text):
            made += literal(text[at:start]) + self.placeholder(about_all + slug_of_key(about), text[start:end])
            self.warnings.append(f"{place}: what looks like a secret ({about}) was replaced by a placeholder")
            at = end
        return made + literal(text[at:])

    def elsewhere(self, text: str) -> str:
        """A text of the tree with placeholders for known secrets that are repeated in it."""
        names = {each.reveal(): name for name, each in self.found.items() if len(each.reveal()) >= _SHORTEST}
        if not any(secret in text for secret in names):
            return text
        pattern = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
        return with_placeholders(text, pattern, lambda secret: placeholder(Kind.SECRET, names[secret]))


def _inside(text: str) -> Iterator[tuple[int, int, str]]:
    """Where secrets stand in a text, by its own form: beginning, end, and the name it has there."""
    found: list[tuple[int, int, str]] = []
    for match in _PRIVATE_KEY.finditer(text):
        found.append((*match.span("value"), "private-key"))
    for match in _USER_INFORMATION.finditer(text):
        found.append((*match.span("value"), "password"))
    for pattern in (_ASSIGNED, _PAIR):
        for match in pattern.finditer(text):
            value = match["value"].strip("\"'{}")
            if is_secret_name(match["name"].strip()) and _is_text(value):
                start = text.index(value, match.start("value"))
                found.append((start, start + len(value), match["name"].strip()))
    at = 0
    for start, end, about in sorted(found):
        if start >= at and end > start:
            yield start, end, about
            at = end


def _is_text(value: str) -> bool:
    return bool(value) and value.casefold() not in _PLAIN_WORDS and "DTM." not in value


def hidden_in_connection(hiding: Hiding, key: str, value: Text) -> str:
    """A connection string without its password; a whole placeholder where the form is not that of one."""
    text, about = plain(value), slug_of_key(key)
    if isinstance(value, Secret) and not any(_inside(text)):
        return hiding.placeholder(about, value)
    return hiding.text(text, key, f"{about}-")

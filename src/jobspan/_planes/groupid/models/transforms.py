"""The mini-language of field transforms: ``Kind:name=value[;name=value...]``.

Three forms are known exactly: ``Static``, ``Join`` and ``Script``. Every other text is kept as it is, so nothing that a
newer server writes is lost.
Source: https://docs-dev.netwrix.com/docs/directorymanager/11_0/portal/synchronize/transformation/overview
"""

import re
from abc import ABC
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from jobspan._core.arguments import held_to_types
from jobspan._core.classes import frozen
from jobspan._core.plain import Plain
from jobspan._core.shapes import kind_in_words
from jobspan._public import public
from jobspan.credentials import Secret
from jobspan.errors import Problem, ValidationError

if TYPE_CHECKING:
    Text: TypeAlias = str | Secret
else:

    @public
    class Text(ABC):  # noqa: B024 - what belongs to it is registered
        """Text that may be a secret. As a class of its own, because readers cannot tell the members of a union apart."""

    Text.register(str)
    Text.register(Secret)

KNOWN_KINDS: Final = ("Static", "Join", "Script")
PORTAL_KINDS: Final = (*KNOWN_KINDS, "Left", "Substring", "Resolve")


@public
@frozen
class Transform(Plain):
    """How the value of a destination field is made. This base class makes none: the source field is copied as it is."""

    @property
    def wire(self) -> Text:
        """The text on the wire; a ``Secret`` when it holds one."""
        return ""

    @property
    def fields(self) -> tuple[str, ...]:
        """The source fields it reads, as far as its text shows."""
        return ()

    def _plain(self) -> Any:
        return self.wire


@public
@frozen
class Static(Transform):
    """A constant. Windows environment variables (``%NAME%``, also ``%NOW%``) are expanded when the job runs.

    Attributes:
        value: the constant; a ``Secret`` where it becomes a password.
    """

    value: Text

    @property
    def wire(self) -> Text:
        return _joined("Static:value=", self.value)


@public
@frozen
class Join(Transform):
    """Two source fields with a separator of one or more characters between them.

    Attributes:
        left: the source field that comes first.
        separator: what stands between them.
        right: the source field that comes after it.

    Raises:
        ValidationError: a part is empty, or contains ``;``.
    """

    left: str
    separator: str
    right: str

    def __attrs_post_init__(self) -> None:
        if problems := tuple(self._problems()):
            raise ValidationError(message="Join: invalid argument; nothing was sent.", problems=problems)

    def _problems(self) -> Iterator[Problem]:
        for name, part in (("left", self.left), ("separator", self.separator), ("right", self.right)):
            if not isinstance(part, str):
                yield Problem(name, f"must be a string, not {kind_in_words(part)}")
            elif not part:
                yield Problem(name, "must not be empty")
            elif ";" in part:
                yield Problem(name, "must not contain ';', which separates the parts of a Join and cannot be escaped")

    @property
    def wire(self) -> Text:
        return f"Join:field={self.left};separator={self.separator};field={self.right}"

    @property
    def fields(self) -> tuple[str, ...]:
        return self.left, self.right


_READ_BY_SCRIPT: Final = re.compile(r'DTM\.Source\(\s*"([^"]+)"\s*\)', re.IGNORECASE)


@public
@frozen
class Script(Transform):
    """A snippet of Visual Basic .NET that assigns ``DTM.Result`` on every path.

    Attributes:
        code: the snippet.
    """

    code: Text

    @property
    def wire(self) -> Text:
        return _joined("Script:text=", self.code)

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(_READ_BY_SCRIPT.findall(plain(self.code)))


@public
@frozen
class Verbatim(Transform):
    """A text in a form unknown to this version. It is written back unchanged.

    Attributes:
        text: as the document has it.
    """

    text: Text

    @property
    def wire(self) -> Text:
        return self.text

    @property
    def kind(self) -> str:
        """What stands before the first colon; empty when there is none."""
        head, colon, _ = plain(self.text).partition(":")
        return head if colon else ""

    @property
    def malformed(self) -> str | None:
        """Why no server would understand it; ``None`` when it may be a form that is merely unknown to this version."""
        if not self.kind.isidentifier():
            return "has no kind: a transform is written Kind:name=value"
        if self.kind in KNOWN_KINDS:
            return f"is not a valid {self.kind}: it is written {_FORMS[self.kind]}"
        if "=" not in plain(self.text):
            return "has no parameter: a transform is written Kind:name=value"
        return None


_FORMS: Final = {
    "Static": "Static:value=TEXT",
    "Join": "Join:field=A;separator=TEXT;field=B",
    "Script": "Script:text=CODE",
}
_JOIN: Final = re.compile(r"field=([^;]+);separator=([^;]+);field=([^;]+)", re.DOTALL)
_NONE: Final = Transform()


@public
@held_to_types
def parse_transform(text: Text) -> Transform:
    """Parse a text. Writing the result gives the same text, whatever it is.

    Args:
        text: as the document has it, for example ``Static:value=8``; a ``Secret`` gives a transform that holds one.
    """
    body = plain(text)
    if not body:
        return _NONE
    match body.partition(":"):
        case "Join", _, rest if (parts := _JOIN.fullmatch(rest)) is not None:
            return Join(*parts.groups())
        case "Static", _, rest if rest.startswith("value="):
            return Static(_like(text, rest.removeprefix("value=")))
        case "Script", _, rest if rest.startswith("text="):
            return Script(_like(text, rest.removeprefix("text=")))
    return Verbatim(text)


def concealed(transform: Transform) -> Transform:
    """The same transform with its text as a ``Secret``. A ``Join`` names fields and needs none."""
    text = transform.wire
    if not text or isinstance(text, Secret) or isinstance(transform, Join):
        return transform
    return parse_transform(Secret(text))


def plain(text: Text) -> str:
    """The text itself, to look at; do not keep it."""
    return text.reveal() if isinstance(text, Secret) else text


def _like(whole: Text, part: str) -> Text:
    return Secret(part) if isinstance(whole, Secret) else part


def _joined(head: str, value: Text) -> Text:
    return Secret(head + value.reveal()) if isinstance(value, Secret) else head + value

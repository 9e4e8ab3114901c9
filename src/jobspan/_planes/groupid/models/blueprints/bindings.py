"""What the placeholders of a blueprint mean on one server."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Self

import attrs

from jobspan._core.arguments import hold_to_types
from jobspan._core.classes import frozen
from jobspan._core.declared import kind
from jobspan._core.plain import Plain
from jobspan._core.texts import text_of
from jobspan._planes.groupid.models.blueprints.places import located
from jobspan._public import public
from jobspan.errors import Problem, ValidationError

BINDINGS_FORMAT: Final = "jobspan.groupid.bindings/1"


def _texts(values: Any) -> Any:
    """Sorted by name; anything but a mapping of names is left to the validator, which knows the field."""
    return dict(sorted(values.items())) if _is_by_name(values) else values


def _is_by_name(values: object) -> bool:
    return isinstance(values, Mapping) and all(isinstance(name, str) for name in values)


def _by_name(_: Any, field: "attrs.Attribute[Any]", values: object) -> None:
    if not _is_by_name(values):
        problem = Problem(field.name, f"must be a mapping of names, not {kind(values)}")
        raise ValidationError(message="These are not bindings.", problems=(problem,))


@public
@frozen(kw_only=True)
class Bindings(Plain):
    """What the placeholders of a blueprint mean on one server. It holds no secret: keep it in git beside the blueprint.

    Attributes:
        providers: the name on this server of a provider that the files name differently.
        identity_stores: ids by name on this server. No call lists identity stores; those that jobs of the server use are
            learned from these jobs.
        owners: GUIDs by name. Owners of jobs of the server are learned as well.
        dns: distinguished names, or their ends: ``{"root": "DC=example,DC=test"}``.
        values: further texts that belong to this server, such as accounts.
    """

    providers: Mapping[str, str] = attrs.field(factory=dict, converter=_texts, validator=_by_name)
    identity_stores: Mapping[str, int] = attrs.field(factory=dict, converter=_texts, validator=_by_name)
    owners: Mapping[str, str] = attrs.field(factory=dict, converter=_texts, validator=_by_name)
    dns: Mapping[str, str] = attrs.field(factory=dict, converter=_texts, validator=_by_name)
    values: Mapping[str, str] = attrs.field(factory=dict, converter=_texts, validator=_by_name)

    def to_text(self) -> str:
        """The JSON of :meth:`save`: the same bindings give the same bytes."""
        tree = {"format": BINDINGS_FORMAT} | attrs.asdict(self)
        return json.dumps(tree, indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def from_text(cls, text: str | bytes) -> Self:
        """Read what :meth:`to_text` wrote.

        Args:
            text: the JSON.

        Raises:
            ValidationError: it is not that.
        """
        try:
            tree = json.loads(text_of(text))
            if tree.pop("format") != BINDINGS_FORMAT:
                raise ValueError(f"its format is not {BINDINGS_FORMAT}")
            return cls(**tree)
        except (ValueError, KeyError, TypeError, AttributeError) as bad:
            raise ValidationError(message="These are not bindings.", problems=(Problem("$", str(bad)),)) from bad

    def save(self, path: str | Path) -> None:
        """Write them to a file.

        Args:
            path: of the file; one that is there is replaced.

        Raises:
            ValidationError: there can be no such file.
        """
        with located("path", path):
            Path(path).write_bytes(self.to_text().encode())

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read them from a file.

        Args:
            path: of the file.

        Raises:
            ValidationError: the file holds no bindings, or cannot be read.
        """
        with located("path", path):
            text = Path(path).read_bytes()
        return cls.from_text(text)


hold_to_types(Bindings)

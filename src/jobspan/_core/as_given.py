"""Converters of models that users make. What cannot be converted stays as it is: the call that gets it says what is wrong."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from jobspan._core.secret import Secret
from jobspan._core.shapes import shape_of
from jobspan.errors import ValidationError

if TYPE_CHECKING:
    import attrs


def as_tuple(value: Any) -> Any:
    """What can be walked over, as a tuple. A text and a mapping are not meant to be."""
    return tuple(value) if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping) else value


def as_secret(value: str | Secret) -> Secret:
    """A text becomes a secret."""
    return Secret(value) if isinstance(value, str) else value


def as_optional_secret(value: str | Secret | None) -> Secret | None:
    """The same, where there may be none."""
    return None if value is None else as_secret(value)


def held_to_its_type(made: object, field: "attrs.Attribute[Any]", value: object) -> None:
    """The validator of secrets: anything else would not mask itself, so it does not get into a model.

    Raises:
        ValidationError: the value is not what the field takes.
    """
    declared: Any = field.type
    if problems := shape_of(declared).problems(field.name, value):
        raise ValidationError(message=f"{type(made).__name__}: nothing was sent.", problems=tuple(problems))

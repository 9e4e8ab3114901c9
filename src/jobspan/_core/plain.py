"""Anything that jobspan hands out, as JSON has it: the one way from a model to a document, with secrets masked."""

import json
import math
from collections.abc import Mapping, Set as AbstractSet
from datetime import date, datetime, time, timedelta
from enum import Enum
from importlib import import_module
from typing import Any, cast

import attrs

from jobspan._core.classes import frozen
from jobspan._core.redact import mask_json
from jobspan._core.revealing import reveals
from jobspan._core.secret import Secret
from jobspan._core.secret_names import is_secret_name
from jobspan._core.showing import is_internal, shown, shown_of


class Portrayed:
    """Base of what another value stands for in JSON."""

    __slots__ = ()

    def _plain(self) -> Any:
        """What stands for the value in JSON; the value itself: its fields do."""
        return self


class Plain(Portrayed):
    """Base of what has a form in JSON."""

    __slots__ = ()

    def to_dict(self, *, reveal_secrets: bool = False) -> dict[str, Any]:
        """All fields by their names in Python, ready for any JSON encoder.

        Times are ISO 8601 with their zone, enums the plane's own words, tuples lists, and absent values ``None``. Members
        that jobspan does not know stand below ``extra``, as they came. ``attrs.asdict`` keeps Python's own types instead.

        Args:
            reveal_secrets: ``True`` shows secrets and sensitive samples as they are. Otherwise they are masked, and so are
                passwords inside of texts and what stands under the name of a secret among unknown members.
        """
        return cast(dict[str, Any], plain(self, reveal_secrets=reveal_secrets))

    def to_json(self, *, reveal_secrets: bool = False) -> str:
        """:meth:`to_dict` as one line of JSON.

        Args:
            reveal_secrets: ``True`` shows secrets and sensitive samples as they are; otherwise they are masked.
        """
        tree = self.to_dict(reveal_secrets=reveal_secrets)
        return json.dumps(tree, separators=(",", ":"), ensure_ascii=False, allow_nan=False)

    def _repr_html_(self) -> str:
        html: str = import_module("jobspan._core.portrait").html_of_model(self)  # it knows jobs, which are made of this
        return html


def plain(value: Any, *, reveal_secrets: bool = False) -> Any:
    """A value as JSON has it."""
    return _Portrayal(reveals(reveal_secrets)).of(value)


@frozen
class _Portrayal:
    reveal: bool

    def of(self, value: Any) -> Any:
        match value:
            case Enum():
                return value.value
            case str() | Secret() if not self.reveal:
                return shown(value)
            case None | bool() | int() | str():
                return value
            case float():
                return value if math.isfinite(value) else None
            case Secret():
                return value.reveal()
            case datetime() | date() | time():
                return value.isoformat()
            case timedelta():
                return value.total_seconds()
            case Mapping():
                return {self._name(key): self._member(str(key), each) for key, each in value.items()}
            case list() | tuple():
                return [self.of(each) for each in value]
            case AbstractSet():
                return sorted((self.of(each) for each in value), key=str)
            case Portrayed() if (form := value._plain()) is not value:
                return self.of(form)
            case _ if attrs.has(type(value)):
                return {name: self.of(each) for name, each in self._fields(value).items()}
            case _:
                return str(value)

    def _fields(self, value: Any) -> dict[str, Any]:
        """The fields by name; unknown members last, if there are any."""
        fields = [field for field in attrs.fields(type(value)) if not is_internal(field)]
        parts = {f.name: getattr(value, f.name) if self.reveal else shown_of(f, getattr(value, f.name)) for f in fields}
        extra = parts.pop("extra", None)
        return parts | {"extra": extra} if extra else parts

    def _name(self, key: Any) -> str:
        return str(key) if self.reveal or not isinstance(key, str) else str(shown(key))

    def _member(self, name: str, value: Any) -> Any:
        """A member of a mapping has no declared type, so its name says whether it is a secret."""
        if not self.reveal and is_secret_name(name) and not isinstance(value, bool | None):
            return mask_json(value, under_secret_name=True)
        return self.of(value)

"""The models that answers are read into, compared with those of a vendor's client: names, kinds of values, what is required."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum, IntEnum
from typing import Any, TypeAlias, get_args, get_origin

import attrs

from jobspan._core.convert.fields import wire_fields
from jobspan._core.convert.naming import Naming, as_is
from jobspan.credentials import Secret

Kind: TypeAlias = str
"""``text``, ``whole``, ``number``, ``flag``, ``list``, ``object``, or ``any``."""


@attrs.frozen
class Form:
    """What a vendor's model says of one member of an answer.

    Attributes:
        kinds: what its value may be; empty where the vendor does not say.
        inner: the vendor's model of the value, or of each of its elements.
    """

    kinds: frozenset[Kind]
    required: bool = False
    inner: Any = None


Forms: TypeAlias = Callable[[Any], Mapping[str, Form]]
"""The members of a vendor's model, by their names on the wire."""


def huawei_forms(api: Any) -> Forms:
    """How the SDKs of Huawei Cloud write their models down. They require nothing of an answer."""

    def forms(model: Any) -> dict[str, Form]:
        return {
            model.attribute_map[name]: Form(_huawei_kinds(declared), inner=_huawei_model(declared, api))
            for name, declared in model.openapi_types.items()
        }

    return forms


_WORDS = {"str": "text", "int": "whole", "float": "number", "bool": "flag", "datetime": "text", "date": "text"}


def _huawei_kinds(declared: str) -> frozenset[Kind]:
    if declared.startswith("list"):
        return frozenset({"list"})
    if declared.startswith("dict"):
        return frozenset({"object"})
    if declared == "object":
        return frozenset()
    return frozenset({_WORDS.get(declared, "object")})


def _huawei_model(declared: str, api: Any) -> Any:
    found = re.search(r"[A-Z]\w+", declared)
    model = getattr(api, found[0], None) if found else None
    return model if hasattr(model, "openapi_types") else None


_CLASSES: dict[Any, Kind] = {
    str: "text", Secret: "text", datetime: "text", date: "text", bool: "flag", int: "whole", float: "number",
}  # fmt: skip


def kinds_of(declared: Any) -> set[Kind]:
    """What the values of one of our types are on the wire."""
    origin, arguments = get_origin(declared), get_args(declared)
    if declared is Any:
        return {"any"}
    if origin in (tuple, list, frozenset) or declared in (tuple, list):
        return {"list"}
    if origin is dict or origin is Mapping or declared is dict:
        return {"object"}
    if arguments and not attrs.has(origin or declared):
        return set().union(*(kinds_of(each) for each in arguments if each is not type(None)))
    if isinstance(declared, type) and issubclass(declared, Enum):
        return {"whole" if issubclass(declared, IntEnum) else "text"}
    for known, kind in _CLASSES.items():
        if declared is known:
            return {kind}
    return {"object"} if attrs.has(origin or declared) else {"any"}


def inner_model(declared: Any) -> Any:
    """The model somewhere in one of our types, if there is one."""
    if attrs.has(get_origin(declared) or declared):
        return declared
    return next((found for each in get_args(declared) if (found := inner_model(each)) is not None), None)


@attrs.define
class Comparison:
    """One walk through an answer and all the models in it."""

    forms: Forms
    naming: Naming = as_is
    compared: set[tuple[str, str]] = attrs.field(factory=set)
    """Pairs of models, ours and the vendor's."""

    def differences(self, ours: Any, theirs: Any, at: str = "$") -> Iterator[str]:
        """Members that the vendor knows and ours has not, has in another form, or asks for although they may be missing."""
        pair = ((get_origin(ours) or ours).__name__, theirs.__name__)
        if pair in self.compared:
            return
        self.compared.add(pair)
        fields = {field.name: field for field in wire_fields(ours, self.naming)}
        known = self.forms(theirs)
        for name, form in known.items():
            field = fields.get(name)
            if field is None:
                yield f"{at}.{name}: is missing"
                continue
            kinds = kinds_of(field.declared)
            if form.kinds and not form.kinds & kinds and "any" not in kinds:
                yield f"{at}.{name}: {'/'.join(sorted(form.kinds))}, and is read as {'/'.join(sorted(kinds))}"
            model = inner_model(field.declared)
            if model is not None and form.inner is not None:
                yield from self.differences(model, form.inner, f"{at}.{name}")
        for name, field in fields.items():
            if field.required and name in known and not known[name].required and field.rows is None:
                yield f"{at}.{name}: is required here, and not by the vendor"

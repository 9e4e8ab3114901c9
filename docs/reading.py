"""The reference as people read it: what can be planned first is marked, references of docstrings are plain names, arguments
that share a text have a row each, fields and words without a text are listed, and bases that nobody can import go unsaid,
while what they bring is shown."""

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final

import griffe

_ROLE = re.compile(r":(?:attr|class|exc|func|meth|mod):`~?([^`]+)`")
_SHARED = re.compile(r"^( +)(\w+(?:, \w+)+): (.*(?:\n\1 +\S.*)*)", re.MULTILINE)
"""Arguments that are explained together: ``start, end: times with a zone.``"""
_SOURCE = re.compile(r"^(Source: )(https?://[^\s)]+)", re.MULTILINE)
_FACES: Final = ("ciphertrust", "delphix", "drs", "dsc", "groupid", "huawei", "testing", "aio")
_OFFERED: Final = {
    name
    for face in ("jobspan", *(f"jobspan.{each}" for each in _FACES))
    for name in import_module(face).__all__
}
_SAID_ELSEWHERE: Final = ("object", "Generic", "Protocol", "ABC")


class Reading(griffe.Extension):
    """``copy(...)`` has a ``copy.plan(...)`` where it is decorated with ``@change``; ``:class:`Rows``` is ``Rows``."""

    def on_function_instance(self, *, func: griffe.Function, **about: object) -> None:
        if any(str(decorator.value) == "change" for decorator in func.decorators):
            func.labels.add(".plan")

    def on_instance(self, *, obj: griffe.Object, **about: object) -> None:
        if obj.docstring is not None:
            text = _SHARED.sub(_one_by_one, _ROLE.sub(r"`\1`", obj.docstring.value))
            obj.docstring.value = _SOURCE.sub(r"\1<\2>", text)

    def on_package(self, *, pkg: griffe.Module, **about: object) -> None:
        if pkg.path != "jobspan":
            return
        classes = list(_classes(pkg))
        for each in classes:
            listing = _listing(each)
            if listing and each.docstring is not None:
                each.docstring.value += f"\n\n```python\n{listing}\n```"
        brought = [(each, list(_brought(each))) for each in classes]
        for each, members in brought:
            for member in members:
                each.set_member(member.name, griffe.Alias(member.name, member, parent=each))
            each.bases = [base for base in each.bases if _is_offered(base)]


def _one_by_one(shared: re.Match[str]) -> str:
    return "\n".join(f"{shared[1]}{name}: {shared[3]}" for name in shared[2].split(", "))


def _classes(within: griffe.Module | griffe.Class) -> Iterator[griffe.Class]:
    for member in within.members.values():
        if isinstance(member, griffe.Class):
            yield member
        if isinstance(member, griffe.Module | griffe.Class):
            yield from _classes(member)


def _listing(within: griffe.Class) -> str:
    """Fields with their types, words of enums with their values: those without a text, which have no entry of their own."""
    words = any(str(base).endswith("Enum") for base in within.bases)
    explained = (
        {*re.findall(r"^ {4}(\w+):", within.docstring.value, re.MULTILINE)}
        if within.docstring
        else ()
    )
    lines = []
    for member in within.members.values():
        if (
            not isinstance(member, griffe.Attribute)
            or member.name.startswith("_")
            or member.docstring is not None
        ):
            continue
        if member.name in explained:
            continue
        if words:
            lines.append(f"{member.name} = {member.value}" if member.annotation is None else "")
        elif member.annotation is not None and "property" not in member.labels:
            lines.append(f"{member.name}: {member.annotation}")
        elif member.annotation is not None:
            lines.append(f"{member.name}: {member.annotation}  # read only")
    return "\n".join(filter(None, lines))


def _brought(to: griffe.Class) -> Iterator[Any]:
    """What a class has from bases that users do not know."""
    for base in to.resolved_bases:
        if isinstance(base, griffe.Class) and not _is_offered(base.path):
            yield from (
                member
                for member in base.members.values()
                if isinstance(member, griffe.Function | griffe.Attribute)
                and not member.name.startswith("_")
                and member.docstring is not None
                and member.name not in to.members
            )
            yield from _brought(base)


def _is_offered(base: griffe.Expr | str) -> bool:
    path = base if isinstance(base, str) else base.canonical_path
    name = path.rpartition(".")[2]
    if not path.startswith("jobspan."):
        return name not in _SAID_ELSEWHERE
    return "._" not in path or name in _OFFERED

"""Keeps what users can import and call in a file, so that no change of it goes unsaid.

Without an option it writes tests/lint/surface.txt, and refuses while a change is not mentioned under "Unreleased" in
CHANGELOG.md; with --check it only compares. Asynchronous classes stand there by name: their twins say the rest.

Usage: python tools/surface.py [--check]
"""

import argparse
import ast
import difflib
import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import griffe

ROOT = Path(__file__).resolve().parent.parent
SNAPSHOT = ROOT / "tests" / "lint" / "surface.txt"
CHANGELOG = ROOT / "CHANGELOG.md"
MARK = "# unreleased changes when this was written: "
OPERATORS = [
    "__call__",
    "__iter__",
    "__aiter__",
    "__len__",
    "__enter__",
    "__aenter__",
    "__getitem__",
    "__and__",
    "__or__",
    "__invert__",
]
OMITTED = ("TypeVar(", "ParamSpec(")
LEFT_OUT = ("cli", "integrations")
INTERNAL = ("driver", "owner", "proposal", "served")
HELPERS = ("__version__", "imported_on_demand")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--check", action="store_true", help="write nothing; fail if the surface is another one")
    check = arguments.parse_args().check
    known, said_then = read(SNAPSHOT)
    found = surface()
    said_now = unreleased(CHANGELOG.read_text())
    complaint = compare(known, found, said=said_now != said_then, check=check)
    if complaint:
        print(complaint)
        return 1
    if found != known:
        SNAPSHOT.write_text("\n".join(["# Written by tools/surface.py.", MARK + said_now, *found, ""]))
        print(f"written: {SNAPSHOT.relative_to(ROOT)}")
    return 0


def compare(known: list[str], found: list[str], *, said: bool, check: bool) -> str:
    """What stands in the way; nothing when the surface is as recorded, or may be recorded anew."""
    if found == known or (said and not check):
        return ""
    changes = difflib.unified_diff(known, found, "recorded", "now", n=0, lineterm="")
    first = "The public surface changed:"
    if check:
        advice = "Undo it; or describe it in CHANGELOG.md under Unreleased, then run: python tools/dev.py surface"
    else:
        advice = "Describe it in CHANGELOG.md under Unreleased first, then run this again."
    return "\n".join([first, *changes, advice])


def read(snapshot: Path) -> tuple[list[str], str]:
    """The recorded surface, and the digest of the unreleased changes at that time."""
    lines = snapshot.read_text().splitlines() if snapshot.exists() else []
    said = next((line.removeprefix(MARK) for line in lines if line.startswith(MARK)), "")
    return [line for line in lines if not line.startswith("#")], said


def unreleased(changelog: str) -> str:
    """A digest of the changelog's section of what is not released yet."""
    section = changelog.partition("## Unreleased")[2].partition("\n## ")[0]
    return hashlib.sha256(" ".join(section.split()).encode()).hexdigest()[:12]


def surface() -> list[str]:
    """A line for everything that a program may import, and for each of its fields and methods."""
    package: Any = griffe.load("jobspan", search_paths=[ROOT / "src"], resolve_aliases=True)
    found = [(f"{module}.{name}", target(package, f"{module}.{name}")) for module, name in exports(package)]
    public = {one.path for _, one in found}
    paths = {path for path, _ in found}
    lines: set[str] = set()
    for path, one in found:
        home = f"{face(one)}.{one.name}"
        lines.update([f"{path}: {home}"] if path != home and home in paths else described(path, one, public))
    return sorted(lines)


def exports(package: Any) -> Iterator[tuple[str, str]]:
    """Each public module with each name it offers: those of its ``__all__``, or what is defined in it."""
    yield from (("jobspan", name) for name in imported(package))
    modules = [module for name, module in package.modules.items() if not name.startswith("_") and name not in LEFT_OUT]
    for module in [*modules, package["testing.sandbox.faults"]]:
        yield from ((module.path, name) for name in module.exports or defined(module) if name not in module.modules)


def imported(package: Any) -> list[str]:
    """Names that ``jobspan`` itself imports for others; its ``__all__`` is made at run time."""
    ours = {name: each.target_path for name, each in package.members.items() if each.is_alias}
    return [name for name, path in ours.items() if path.startswith("jobspan.") and name not in HELPERS]


def defined(module: Any) -> list[str]:
    return [
        name
        for name, member in module.members.items()
        if not (member.is_alias or member.is_module or name.startswith("_"))
        and not str(getattr(member, "value", "")).startswith(OMITTED)
    ]


def target(package: Any, path: str) -> Any:
    found: Any = package[path.removeprefix("jobspan.")]
    return found.final_target if found.is_alias else found


def face(one: Any) -> str:
    """The module that a thing shows as its own, as ``jobspan._public`` finds it."""
    module = one.module
    while module is not None:
        if "FACE" in module.members:
            return str(ast.literal_eval(str(module["FACE"].value)))
        module = module.parent
    return str(one.module.path)


def described(path: str, one: Any, public: set[str]) -> Iterator[str]:
    """The lines of one thing, members of private bases included."""
    if one.is_function:
        yield path + signature(one)
    elif one.is_attribute:
        yield path + annotation(one)
    elif one.is_class:
        name = path.rpartition(".")[2]
        bases = ", ".join(str(base) for base in one.bases)
        yield f"{path}: class({bases})" if bases else f"{path}: class"
        if not name.startswith("Async"):
            for member in members(one, public):
                yield from described(f"{path}.{member.name}", member, public)


def members(kind: Any, public: set[str]) -> Iterator[Any]:
    """The public members of a class: its own, and those of bases that are not public themselves."""
    seen: set[str] = set()
    for owner in [kind, *(base for base in kind.mro() if base.path not in public)]:
        for name, member in owner.members.items():
            hidden = name.startswith("_") and name not in (*OPERATORS, "__init__")
            if not (hidden or name in seen or member.is_alias or made_by_clients(member)):
                seen.add(name)
                yield member


def made_by_clients(member: Any) -> bool:
    """Whether it is a constructor that needs what only a client has."""
    return member.name == "__init__" and any(each.name in INTERNAL for each in member.parameters)


def signature(function: Any) -> str:
    """The call, with ``plan`` where the method can be planned."""
    parts: list[str] = []
    kinds = griffe.ParameterKind
    starred = False
    for each in list(function.parameters)[
        1 if function.parent.is_class and "staticmethod" not in function.labels else 0 :
    ]:
        if each.kind is kinds.keyword_only and not starred:
            parts.append("*")
            starred = True
        star = {kinds.var_positional: "*", kinds.var_keyword: "**"}.get(each.kind, "")
        starred = starred or each.kind is kinds.var_positional
        hint = f": {each.annotation}" if each.annotation is not None else ""
        default = "" if each.default is None or star else f" = {each.default}"
        parts.append(f"{star}{each.name}{hint}{default}")
        if each.kind is kinds.positional_only:
            parts.append("/")
    planned = any(str(decorator.value) == "change" for decorator in function.decorators)
    returned = f" -> {function.returns}" if function.returns is not None else ""
    return f"({', '.join(parts)}){returned}" + (" and .plan" if planned else "")


def annotation(attribute: Any) -> str:
    """The type of a field or constant, and its default where that can be told from the source."""
    hint = f": {attribute.annotation}" if attribute.annotation is not None else ""
    value = "" if attribute.value is None else " ".join(str(attribute.value).split())
    if value.startswith("attrs.field("):
        value = "..." if re.search(r"\b(default|factory)=", value) else ""
    elif not (is_literal(value) or "TypeAlias" in hint):
        value = ""
    return f"{hint} = {value}" if value else hint


def is_literal(text: str) -> bool:
    try:
        ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())

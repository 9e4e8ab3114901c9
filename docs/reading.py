"""The reference as people read it: what can be planned first is marked, references of docstrings are plain names, and bases
that nobody can import go unsaid."""

import re
from importlib import import_module
from typing import Final

import griffe

_ROLE = re.compile(r":(?:attr|class|exc|func|meth|mod):`~?([^`]+)`")
_FACES: Final = ("ciphertrust", "delphix", "drs", "dsc", "groupid", "huawei", "testing", "aio")
_OFFERED: Final = {
    name for face in ("jobspan", *(f"jobspan.{each}" for each in _FACES)) for name in import_module(face).__all__
}


class Reading(griffe.Extension):
    """``copy(...)`` has a ``copy.plan(...)`` where it is decorated with ``@change``; ``:class:`Rows``` is ``Rows``."""

    def on_function_instance(self, *, func: griffe.Function, **about: object) -> None:
        if any(str(decorator.value) == "change" for decorator in func.decorators):
            func.labels.add(".plan")

    def on_class_instance(self, *, cls: griffe.Class, **about: object) -> None:
        cls.bases = [base for base in cls.bases if _is_offered(base)]

    def on_instance(self, *, obj: griffe.Object, **about: object) -> None:
        if obj.docstring is not None:
            obj.docstring.value = _ROLE.sub(r"`\1`", obj.docstring.value)


def _is_offered(base: griffe.Expr | str) -> bool:
    path = base if isinstance(base, str) else base.canonical_path
    name = path.rpartition(".")[2]
    if not path.startswith("jobspan."):
        return name not in ("Generic", "Protocol", "ABC")
    return "._" not in path or name in _OFFERED

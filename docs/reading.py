"""The reference as people read it: what can be planned first is marked, and references of docstrings are plain names."""

import re

import griffe

_ROLE = re.compile(r":(?:attr|class|exc|func|meth|mod):`~?([^`]+)`")


class Reading(griffe.Extension):
    """``copy(...)`` has a ``copy.plan(...)`` where it is decorated with ``@change``; ``:class:`Rows``` is ``Rows``."""

    def on_function_instance(self, *, func: griffe.Function, **about: object) -> None:
        if any(str(decorator.value) == "change" for decorator in func.decorators):
            func.labels.add(".plan")

    def on_instance(self, *, obj: griffe.Object, **about: object) -> None:
        if obj.docstring is not None:
            obj.docstring.value = _ROLE.sub(r"`\1`", obj.docstring.value)

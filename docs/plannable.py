"""Marks methods that can be planned first: ``copy(...)`` has a ``copy.plan(...)``."""

import griffe


class Plannable(griffe.Extension):
    """Labels what is decorated with ``@change``."""

    def on_function_instance(self, *, func: griffe.Function, **about: object) -> None:
        if any(str(decorator.value) == "change" for decorator in func.decorators):
            func.labels.add(".plan")

"""Which of several routes to one thing an endpoint publishes."""


class RouteMemory:
    """What worked last, by thing. Shared by all calls of a client."""

    def __init__(self) -> None:
        self._chosen: dict[str, str] = {}

    def chosen(self, thing: str) -> str | None:
        """The operation id that worked last."""
        return self._chosen.get(thing)

    def choose(self, thing: str, operation_id: str) -> None:
        self._chosen[thing] = operation_id

    def forget(self, thing: str) -> None:
        self._chosen.pop(thing, None)

"""The operations on engines: they are only looked at and tagged."""

from __future__ import annotations

from jobspan.testing.sandbox.delphix.filterable import ENGINES
from jobspan.testing.sandbox.delphix.handlers.tags import tag_routes
from jobspan.testing.sandbox.delphix.paging import page_of
from jobspan.testing.sandbox.delphix.state import State
from jobspan.testing.sandbox.delphix.views import engine_view
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.routing import Route


def engine_routes(state: State) -> tuple[Route, ...]:
    def find(call: Call) -> Reply:
        views = (engine_view(state, engine) for engine in state.engines.values())
        return Reply.of_json(page_of(call, views, ENGINES).document())

    def get(call: Call) -> Reply:
        return Reply.of_json(engine_view(state, state.engine(call.params["engineId"])))

    base = "/management/engines"
    return (
        Route("get_registered_engines", "GET", base, find),
        Route("search_engines", "POST", f"{base}/search", find),
        Route("get_registered_engine", "GET", f"{base}/{{engineId}}", get),
        *tag_routes(
            f"{base}/{{engineId}}",
            state.engine,
            get="get_engine_tags",
            create="create_engine_tags",
            delete="delete_engine_tags",
        ),
    )

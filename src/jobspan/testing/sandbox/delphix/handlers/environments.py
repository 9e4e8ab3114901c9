"""The operations on masking environments: they are only looked at."""

from __future__ import annotations

from jobspan.testing.sandbox.delphix.filterable import ENVIRONMENTS
from jobspan.testing.sandbox.delphix.paging import page_of
from jobspan.testing.sandbox.delphix.state import State
from jobspan.testing.sandbox.delphix.views import environment_view
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.routing import Route


def environment_routes(state: State) -> tuple[Route, ...]:
    def find(call: Call) -> Reply:
        views = (environment_view(state, environment) for environment in state.environments.values())
        return Reply.of_json(page_of(call, views, ENVIRONMENTS).document())

    def get(call: Call) -> Reply:
        return Reply.of_json(environment_view(state, state.masking_environment(call.params["maskingEnvironmentId"])))

    base = "/masking-environments"
    return (
        Route("get_masking_environments", "GET", base, find),
        Route("search_masking_environments", "POST", f"{base}/search", find),
        Route("get_masking_environment_by_id", "GET", f"{base}/{{maskingEnvironmentId}}", get),
    )

from __future__ import annotations

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.routing import Match, Route, Router


def served(call: Call) -> Reply:
    return Reply()


ROUTES = [
    Route("get", "GET", "/jobs/{id}", served),
    Route("find", "POST", "/jobs/search", served),
    Route("part", "GET", "/jobs/{id}/parts/{part}", served),
    Route("last_part", "GET", "/jobs/{id}/parts/last", served),
    Route("first_job_part", "GET", "/jobs/first/parts/{part}", served),
]


def found(method: str, path: str, router: Router | None = None) -> tuple[str, dict[str, str]] | frozenset[str]:
    match = (router or Router(ROUTES)).match(method, path)
    return (match.route.operation_id, dict(match.params)) if isinstance(match, Match) else match


def test_static_segments_win_from_left_to_right() -> None:
    assert found("POST", "/jobs/search") == ("find", {})
    assert found("GET", "/jobs/7/parts/last") == ("last_part", {"id": "7"})
    assert found("GET", "/jobs/first/parts/last") == ("first_job_part", {"part": "last"})


def test_the_method_decides_among_routes_that_fit() -> None:
    assert found("GET", "/jobs/search") == ("get", {"id": "search"})
    assert found("PUT", "/jobs/search") == frozenset({"GET", "POST"})


def test_what_fits_nothing() -> None:
    for path in ("/jobs", "/jobs/", "/jobs/7/", "jobs/7", "/jobs/7/parts", ""):
        assert found("GET", path) == frozenset()


def test_a_parameter_is_one_segment_decoded_once() -> None:
    assert found("GET", "/jobs/a%2Fb%2520c") == ("get", {"id": "a/b%20c"})


def test_prefixes_and_case() -> None:
    router = Router(ROUTES, ["/Api", "/Api/v2"], ignore_case=True)
    assert found("GET", "/API/JOBS/Seven", router) == ("get", {"id": "Seven"})
    assert found("GET", "/api/v2/jobs/7", router) == ("get", {"id": "7"})
    assert found("GET", "/jobs/7", router) == frozenset()
    assert found("GET", "/Jobs/7") == frozenset()

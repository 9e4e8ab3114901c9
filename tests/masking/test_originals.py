"""Documents of the other side that are handed out as they came."""

from __future__ import annotations

import json
import pickle

from jobspan.logs import LogRecord


def test_a_document_as_it_came_shows_no_password_at_any_depth() -> None:
    came = {"message": "pwd=canary", "deep": [{"password": "canary", "rows": 5}]}
    record = LogRecord(source="log", text="x", original=came)
    assert record.original == came
    assert repr(record.original) == "{'message': 'pwd=***', 'deep': [{'password': '***', 'rows': 5}]}"
    assert "canary" not in f"{record.original} {record.original['deep']} {record.original['deep'][0]!r}"
    assert "canary" not in repr(pickle.loads(pickle.dumps(record)).original)
    assert json.loads(json.dumps(record.original)) == came

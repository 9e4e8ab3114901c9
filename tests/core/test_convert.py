"""Documents to models and back: two roads, one outcome, and nothing dropped on the way."""

from __future__ import annotations

import copy
import json
import math
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from threading import Barrier
from typing import Any

import attrs
import msgspec
import pytest
from hypothesis import given, strategies as st

from jobspan._core.convert import Codec, Oddity, Unreadable, camel, parse_time, wire
from jobspan._core.convert.model_reader import ModelReader
from jobspan.credentials import Secret
from jobspan.models import Model, OpenEnum, OpenIntEnum


class State(OpenEnum):
    WAITING = "WAITING"
    DONE = "DONE"


class Level(OpenIntEnum):
    LOW = 1
    HIGH = 2


@attrs.frozen(kw_only=True)
class Tool(Model):
    name: str
    length: float | None = None
    tags: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Job(Model):
    id: str
    state: State | None = None
    level: Level | None = None
    count: int | None = None
    exact: bool | None = None
    started: datetime | None = None
    password: Secret | None = None
    tool: Tool | None = None
    spares: tuple[Tool, ...] = ()
    shelf: dict[str, Tool] = attrs.field(factory=dict)
    about: dict[str, Any] = attrs.field(factory=dict)
    anything: Any = None


@attrs.frozen(kw_only=True)
class Machine(Model):
    """Without a mapping of models: it can take the fast road."""

    id: str
    state: State | None = None
    level: Level | None = None
    count: int | None = None
    exact: bool | None = None
    started: datetime | None = None
    password: Secret | None = None
    tool: Tool | None = None
    spares: tuple[Tool, ...] = ()
    about: dict[str, Any] = attrs.field(factory=dict)
    anything: Any = None


@attrs.frozen(kw_only=True)
class CamelJob(Model):
    job_id: str
    last_outcome: str | None = None
    odd_one: int | None = attrs.field(default=None, metadata=wire("OddOne"))


CODEC = Codec()
TEXT = st.text(max_size=8)
NUMBERS = st.integers(-(2**53), 2**53)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
DIGITS = st.integers(0, 9).flatmap(lambda n: st.text("0123456789", min_size=n, max_size=n))
ZONES = st.sampled_from(["Z", "", "+00:00", "+05:30", "-08:00"])


@st.composite
def times(draw: st.DrawFn) -> str:
    moment = draw(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1))).strftime("%Y-%m-%dT%H:%M:%S")
    digits = draw(DIGITS)
    return moment.rjust(19, "0") + (f".{digits}" if digits else "") + draw(ZONES)


def optional(value: st.SearchStrategy[Any], odd: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly what is documented; sometimes null, and sometimes what a careless server would say."""
    return st.one_of(value, value, value, st.none(), odd)


TOOLS = st.fixed_dictionaries(
    {"name": TEXT},
    optional={
        "length": optional(st.floats(allow_nan=False, allow_infinity=False) | NUMBERS, st.just("2.5")),
        "tags": optional(st.lists(TEXT, max_size=2), st.just([7])),
        "unknown": JSON,
    },
)
MACHINES = st.fixed_dictionaries(
    {},
    optional={
        "id": optional(TEXT, NUMBERS | st.lists(TEXT, max_size=1)),
        "state": optional(st.sampled_from(["WAITING", "DONE", "ADDED_BY_THE_VENDOR"]), JSON),
        "level": optional(st.integers(0, 9), st.just("2")),
        "count": optional(NUMBERS, st.integers(0, 99).map(str) | st.just(3.0) | JSON),
        "exact": optional(st.booleans(), st.sampled_from(["true", "FALSE", "perhaps", 1])),
        "started": optional(times(), st.sampled_from(["", "yesterday", "2020-02-30T00:00:00Z", 1700000000])),
        "password": optional(TEXT, NUMBERS),
        "tool": optional(TOOLS, JSON),
        "spares": optional(st.lists(TOOLS, max_size=2), JSON),
        "about": optional(st.dictionaries(TEXT, JSON, max_size=2), JSON),
        "anything": JSON,
        "unknown": JSON,
        "extra": JSON,
    },
)


class TestTwoRoads:
    @given(MACHINES)
    def test_both_give_equal_models(self, document: dict[str, Any]) -> None:
        assert outcome(CODEC.read, document) == outcome(CODEC.read_by_hand, document)

    @given(st.lists(MACHINES, max_size=5))
    def test_a_codec_that_never_met_an_oddity_reads_the_same(self, documents: list[dict[str, Any]]) -> None:
        """What a codec learns from one document changes how the next are read, not what they are read as."""
        fresh = Codec()
        assert [outcome(fresh.read, each) for each in documents] == [outcome(CODEC.read, each) for each in documents]

    @given(MACHINES)
    def test_reading_fails_for_what_is_required_alone(self, document: dict[str, Any]) -> None:
        """The id, and the name of a tool."""
        found = outcome(CODEC.read, document)
        assert isinstance(found, tuple)
        assert isinstance(found[0], Machine) or found[0] in ("$.id", "$.tool.name")

    @given(MACHINES)
    def test_what_was_read_and_written_reads_the_same(self, document: dict[str, Any]) -> None:
        model, _ = outcome(CODEC.read, document)
        if isinstance(model, Machine):
            assert outcome(CODEC.read, bare(CODEC.write(model)))[0] == model

    @given(times())
    def test_times_are_read_alike(self, text: str) -> None:
        fast = msgspec.convert(text, datetime)
        slow = parse_time(text)
        assert slow == fast
        assert slow is not None
        assert slow.utcoffset() == fast.utcoffset()

    def test_documented_documents_are_left_to_msgspec(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ModelReader, "_by_hand", None)
        document = {"id": "1", "about": {"deep": [1]}, "state": "POLISHING", "spares": [{"name": "x"}]}
        model, oddities = Codec().read(Machine, document)
        assert oddities == ()
        assert model == Machine(id="1", about={"deep": [1]}, state=State("POLISHING"), spares=(Tool(name="x"),))

    @pytest.mark.parametrize(
        "odd", [{"maker": "ACME"}, {"tags": None}, {"length": "2.5"}, {"started": "2024-05-01T10:00:00"}]
    )
    def test_what_was_odd_once_no_longer_costs_the_rest(
        self, odd: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        codec, document = Codec(), {"id": "1", "name": "x"} | odd
        first = codec.read(Machine, document), codec.read(Tool, document)
        monkeypatch.setattr(ModelReader, "_by_hand", None)
        assert (codec.read(Machine, document), codec.read(Tool, document)) == first

    def test_so_much_is_remembered_and_no_more(self) -> None:
        codec = Codec()
        for number in range(200):
            model, _ = codec.read(Tool, {"name": "x", f"new {number}": number})
            assert model.extra == {f"new {number}": number}
        assert codec.learnt < 100

    def test_threads_share_what_is_learnt(self) -> None:
        """A codec is shared by the threads of a client, which meet odd documents at the same time."""
        documents: list[dict[str, Any]] = [
            {"name": "x", "length": "2.5"}, {"name": 5, "new": 1}, {"name": "x", "tags": None}, {"name": "x", "newer": 2},
            {"id": "1", "spares": [{"name": "y", "latest": 3}], "tool": {"name": 7}, "count": "3"},
        ]  # fmt: skip
        for _ in range(20):
            codec, start = Codec(), Barrier(4)

            def read_all(codec: Codec = codec, start: Barrier = start) -> list[Any]:
                start.wait()
                return [codec.read(Job if "id" in each else Tool, each) for each in documents * 10]

            with ThreadPoolExecutor(4) as pool:
                answers = [future.result() for future in [pool.submit(read_all) for _ in range(4)]]
            by_hand = [codec.read_by_hand(Job if "id" in each else Tool, each) for each in documents * 10]
            assert all(answer == by_hand for answer in answers)

    @pytest.mark.parametrize("name", ["", "\\", '"', "\n", "\ud800", "(extra)", "extra", "stranger_0", "self"])
    def test_members_may_have_any_name(self, name: str) -> None:
        codec = Codec()
        for _ in range(3):
            model, oddities = codec.read(Tool, {"name": "x", name: 1, "other": 2})
            assert (model.extra, oddities) == ({name: 1, "other": 2}, ())

    def test_fields_of_models_in_a_mapping_are_kept(self) -> None:
        """Keys of a mapping may look like field names; that must not lead onto the road that drops fields."""
        document = {"id": "1", "shelf": {"name": {"name": "chisel", "maker": "ACME"}}}
        model, _ = CODEC.read(Job, document)
        assert model.shelf["name"].extra == {"maker": "ACME"}
        assert CODEC.write(model)["shelf"] == {"name": {"name": "chisel", "tags": [], "maker": "ACME"}}


def outcome(read: Callable[..., Any], document: Any) -> Any:
    """The model and what was odd, or where and why there is none."""
    try:
        model, oddities = read(Machine, document)
        return model, sorted(oddities, key=str)
    except Unreadable as bad:
        return bad.path, bad.why


def bare(tree: Any) -> Any:
    """A written tree as it would come back: secrets revealed."""
    if isinstance(tree, Secret):
        return tree.reveal()
    if isinstance(tree, dict):
        return {key: bare(value) for key, value in tree.items()}
    return [bare(each) for each in tree] if isinstance(tree, list) else tree


class TestOddities:
    @pytest.mark.parametrize(
        ("field", "raw", "value", "what"),
        [
            ("id", 5, "5", "a number where a string is documented"),
            ("id", 1.5, "1.5", "a number where a string is documented"),
            ("id", True, "true", "a boolean where a string is documented"),
            ("count", "12", 12, "a string where a number is documented"),
            ("exact", "True", True, "a string where a boolean is documented"),
            ("level", "2", Level.HIGH, "a string where a number is documented"),
            ("state", 5, "5", "a number where a string is documented"),
            ("spares", None, (), "null where a value is documented"),
            ("password", 1234, Secret("1234"), "a number where a string is documented"),
        ],
    )
    def test_forgiven_and_reported(self, field: str, raw: Any, value: Any, what: str) -> None:
        model, oddities = CODEC.read(Job, {"id": "1", field: raw})
        assert getattr(model, field) == value
        assert oddities == (Oddity(f"$.{field}", what),)
        assert model.extra == {}

    @pytest.mark.parametrize(
        ("field", "raw"),
        [
            ("count", "twelve"),
            ("count", 1.5),
            ("count", True),
            ("count", "9" * 400 + "."),
            ("exact", 1),
            ("started", "yesterday"),
            ("started", 1700000000),
            ("level", "high"),
            ("tool", "hammer"),
            ("spares", {"name": "x"}),
            ("about", []),
            ("state", ["DONE"]),
        ],
    )
    def test_what_cannot_be_read_is_kept_and_travels_back(self, field: str, raw: Any) -> None:
        model, oddities = CODEC.read(Job, {"id": "1", field: raw})
        assert getattr(model, field) == getattr(Job(id="1"), field)
        assert model.extra == {field: raw}
        assert CODEC.write(model)[field] == raw
        assert [odd.path for odd in oddities] == [f"$.{field}"]

    def test_a_field_that_is_set_since_wins_over_what_could_not_be_read(self) -> None:
        model, _ = CODEC.read(Job, {"id": "1", "count": "twelve", "about": 7})
        changed = attrs.evolve(model, count=12, about={"a": 1})
        assert CODEC.write(changed) == {"id": "1", "count": 12, "spares": [], "shelf": {}, "about": {"a": 1}}

    @pytest.mark.parametrize("text", ["nan", "inf", "-Infinity"])
    def test_what_is_no_number_is_none(self, text: str) -> None:
        tool, _ = CODEC.read(Tool, {"name": "x", "length": text})
        assert tool.length is None
        assert tool.extra == {"length": text}

    def test_values_never_show_in_what_is_reported(self) -> None:
        _, oddities = CODEC.read(Job, {"id": "1", "count": "canary", "password": ["canary"], "started": "canary"})
        assert len(oddities) == 3
        assert "canary" not in str(oddities)


class TestMissing:
    @pytest.mark.parametrize(
        ("document", "path", "why"),
        [
            ({}, "$.id", "is missing"),
            ({"id": None}, "$.id", "is null"),
            ({"id": []}, "$.id", "expected str, found a list"),
            ({"id": "1", "tool": {}}, "$.tool.name", "is missing"),
            ([], "$", "expected an object, found a list"),
            ("text", "$", "expected an object, found a string"),
        ],
    )
    def test_the_path_is_told(self, document: Any, path: str, why: str) -> None:
        with pytest.raises(Unreadable) as caught:
            CODEC.read(Job, document)
        assert (caught.value.path, caught.value.why) == (path, why)


class TestZones:
    @pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=8))])
    def test_a_time_without_one_is_in_that_of_the_plane(self, zone: timezone) -> None:
        codec = Codec(zone=zone)
        for _ in range(2):
            model, oddities = codec.read(Job, {"id": "1", "started": "2023-05-26T12:44:07"})
            assert model.started == datetime(2023, 5, 26, 12, 44, 7, tzinfo=zone)
            assert oddities == ()

    @given(times())
    def test_no_model_has_a_time_without_one(self, text: str) -> None:
        model, _ = CODEC.read(Job, {"id": "1", "started": text})
        assert model.started is not None
        assert model.started.tzinfo is not None


class TestNumbersThatAreNone:
    @pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
    @pytest.mark.parametrize(("field", "kept"), [("length", None), ("tags", ())])
    def test_they_are_null(self, field: str, kept: Any, value: float) -> None:
        for read in (CODEC.read, CODEC.read_by_hand):
            model, oddities = read(Tool, {"name": "x", field: value})
            assert getattr(model, field) == kept
            assert model.extra == {}
            assert oddities[0] == Oddity(f"$.{field}", "NaN or Infinity, which JSON does not have; read as null")

    @pytest.mark.parametrize("value", [10**400, -(10**400)])
    def test_what_no_float_can_hold_is_kept_unread(self, value: int) -> None:
        model, _ = CODEC.read(Tool, {"name": "x", "length": value})
        assert (model.length, model.extra) == (None, {"length": value})
        with pytest.raises(Unreadable):
            CODEC.read(Tool, {"name": 10**5000})


class TestOpenEnums:
    def test_a_state_of_the_future_reads_as_itself(self) -> None:
        model, oddities = CODEC.read(Job, {"id": "1", "state": "POLISHING", "level": 9})
        assert model.state == "POLISHING"
        assert str(model.state) == "POLISHING"
        assert model.state is not None
        assert not model.state.is_known
        assert model.level == 9
        assert model.level is not None
        assert not model.level.is_known
        assert oddities == ()
        assert CODEC.write(model) == {
            "id": "1", "state": "POLISHING", "level": 9, "spares": [], "shelf": {}, "about": {},
        }  # fmt: skip

    def test_it_is_found_in_sets_and_dicts_by_its_text(self) -> None:
        assert State("POLISHING") in {"POLISHING"}
        counted: dict[str, int] = {State("POLISHING"): 1}
        assert counted["POLISHING"] == 1
        assert State("POLISHING") == State("POLISHING")
        assert State.DONE.is_known


class TestTimes:
    @pytest.mark.parametrize(
        ("text", "moment"),
        [
            ("2024-05-01T10:20:30Z", datetime(2024, 5, 1, 10, 20, 30, tzinfo=UTC)),
            ("2024-05-01 10:20:30Z", datetime(2024, 5, 1, 10, 20, 30, tzinfo=UTC)),
            ("2024-05-01T10:20:30", datetime(2024, 5, 1, 10, 20, 30)),
            ("2024-05-01T10:20:30.1Z", datetime(2024, 5, 1, 10, 20, 30, 100000, tzinfo=UTC)),
            ("2024-05-01T10:20:30.123456789Z", datetime(2024, 5, 1, 10, 20, 30, 123457, tzinfo=UTC)),
            ("2024-05-01T10:20:30.9999999Z", datetime(2024, 5, 1, 10, 20, 31, tzinfo=UTC)),
            ("2024-05-01T10:20:30+0530", datetime(2024, 5, 1, 10, 20, 30, tzinfo=timezone(timedelta(minutes=330)))),
            (" 2024-05-01t10:20:30z ", datetime(2024, 5, 1, 10, 20, 30, tzinfo=UTC)),
        ],
    )
    def test_forms(self, text: str, moment: datetime) -> None:
        parsed = parse_time(text)
        assert parsed == moment
        assert parsed is not None
        assert parsed.utcoffset() == moment.utcoffset()

    @pytest.mark.parametrize("text", ["", "2024-05-01", "2024-13-01T00:00:00Z", "2024-05-01T25:00:00Z", "10:20"])
    def test_no_times(self, text: str) -> None:
        assert parse_time(text) is None

    @given(TEXT)
    def test_any_text_is_a_time_or_none(self, text: str) -> None:
        assert parse_time(text) is None or text.strip()[:4].isdigit()


class TestNames:
    def test_camel(self) -> None:
        assert [camel(name) for name in ("id", "last_outcome", "a_b_c")] == ["id", "lastOutcome", "aBC"]

    def test_wire_names_both_ways(self) -> None:
        codec = Codec(camel)
        document = {"jobId": "1", "lastOutcome": "fine", "OddOne": 3, "notOurs": [1]}
        model, _ = codec.read(CamelJob, document)
        assert model == CamelJob(job_id="1", last_outcome="fine", odd_one=3, extra={"notOurs": [1]})
        assert codec.write(model) == document


class TestWriting:
    def test_secrets_stay_wrapped(self) -> None:
        assert CODEC.write(Job(id="1", password=Secret("canary")))["password"] == Secret("canary")

    def test_absent_fields_are_left_out(self) -> None:
        assert CODEC.write(Tool(name="x")) == {"name": "x", "tags": []}

    def test_plain_values(self) -> None:
        moment = datetime(2024, 5, 1, tzinfo=UTC)
        assert CODEC.write({"at": moment, "states": (State.DONE,), "n": None}) == {
            "at": "2024-05-01T00:00:00+00:00", "states": ["DONE"], "n": None,
        }  # fmt: skip


class TestExtra:
    def test_it_is_one_object_for_all_that_have_none(self) -> None:
        """Twice, from either road, made by hand and unpickled: a page of models costs no dict each."""
        one, _ = CODEC.read(Tool, {"name": "x"})
        other, _ = CODEC.read_by_hand(Tool, {"name": "y"})
        made = Tool(name="z", extra={})
        assert one.extra is other.extra is made.extra is pickle.loads(pickle.dumps(one)).extra

    @pytest.mark.parametrize("extra", [{}, {"maker": "ACME"}])
    def test_it_is_read_only(self, extra: dict[str, Any]) -> None:
        tool = Tool(name="x", extra=extra)
        changes: list[Callable[[Any], object]] = [
            lambda extra: extra.update(a=1),
            lambda extra: extra.__setitem__("a", 1),
            lambda extra: extra.pop("maker"),
            lambda extra: extra.clear(),
            lambda extra: extra.setdefault("a", 1),
            lambda extra: extra.__ior__({"a": 1}),
        ]
        for change in changes:
            with pytest.raises(TypeError, match="read-only"):
                change(tool.extra)
        assert tool.extra == extra
        assert attrs.evolve(tool, extra={"a": 1}).extra == {"a": 1}

    def test_it_travels(self) -> None:
        tool = Tool(name="x", extra={"maker": {"name": "ACME"}})
        assert pickle.loads(pickle.dumps(tool)) == copy.deepcopy(tool) == tool
        assert json.loads(json.dumps(tool.extra)) == {"maker": {"name": "ACME"}}
        assert dict(tool.extra) | {"more": 1} == {"maker": {"name": "ACME"}, "more": 1}

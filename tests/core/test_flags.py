"""A word that means no is not taken for yes: flags of every change are true or false, or nothing is sent."""

from operator import attrgetter

import pytest

import jobspan
from jobspan import Client
from jobspan._core.signatures import flags_of
from jobspan._planes.registry import PLANES
from jobspan._sync.change import ChangingMethod

CLIENT = Client(
    delphix=jobspan.DelphixSettings(url="https://dct.example.com", api_key="k"),
    ciphertrust=jobspan.CipherTrustSettings(url="https://cm.example.com", username="u", password="p"),
    groupid=jobspan.GroupIDSettings(
        url="https://gid.example.com", username="u", password="p", client_id="c", client_secret="s", identity_store_id=1
    ),
    huawei=jobspan.HuaweiSettings(region="eu-west-101", access_key="a", secret_key="s", project_id="p"),
)
CALLS = sorted({row.call for plane in PLANES.values() for row in plane.abilities().operations if row.call})
FLAGS = [
    pytest.param(call, flag, id=f"{call}-{flag}")
    for call in CALLS
    if isinstance(method := attrgetter(call)(CLIENT), ChangingMethod)
    for flag in sorted(flags_of(method._function))
]


@pytest.mark.parametrize(("call", "flag"), FLAGS)
@pytest.mark.parametrize("way", ["call", "plan", "once"])
def test_a_word_is_not_a_flag(call: str, flag: str, way: str) -> None:
    method = attrgetter(call)(CLIENT)
    made = {"call": method, "plan": method.plan, "once": lambda **given: method.once("key", **given)}[way]
    with pytest.raises(jobspan.ValidationError, match=f"{flag}: must be True or False, not 'no'"):
        made(**{flag: "no"})


def test_there_are_many() -> None:
    assert len(FLAGS) > 20

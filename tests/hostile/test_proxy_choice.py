"""Which proxy the environment names: for the one address, with NO_PROXY first."""

from __future__ import annotations

import pytest

from jobspan._io.httpx_adapter import Routes
from jobspan._io.link import Link
from jobspan._io.proxies import proxy_for
from jobspan.config import ConnectionOptions

PROXY = "http://proxy.corp:3128"


@pytest.fixture(autouse=True)
def one_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("ALL_PROXY", PROXY)


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ("*", "https://dct.corp"),
        ("dct.corp", "https://dct.corp/v3"),
        ("DCT.corp", "https://dct.Corp"),
        ("dct.corp", "https://dct.corp."),
        ("corp", "https://dct.corp"),
        (".corp", "https://dct.corp"),
        ("*.corp", "https://dct.corp"),
        ("x.org, dct.corp", "https://dct.corp"),
        ("x.org dct.corp", "https://dct.corp"),
        ("dct.corp:8443", "https://dct.corp:8443"),
        ("dct.corp:443", "https://dct.corp"),
        ("https://dct.corp", "https://dct.corp"),
        ("10.1.2.3", "https://10.1.2.3"),
        ("10.0.0.0/8", "https://10.1.2.3:8443/v3"),
        ("10.1.2.3/8", "https://10.200.0.1"),
        ("::1", "https://[::1]:8443"),
        ("[::1]", "https://[::1]"),
        ("[::1]:8443", "https://[::1]:8443"),
        ("fd00::/8", "https://[fd12:3456::1]/v3"),
        ("[fd00::]/8", "https://[fd12:3456::1]"),
        ("fe80::/10", "https://[fe80::1%25eth0]"),
        ("10.0.0.0/8", "https://[::ffff:10.1.2.3]"),
    ],
)
def test_no_proxy_for(entry: str, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", entry)
    assert proxy_for(url) is None


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ("", "https://dct.corp"),
        (",", "https://dct.corp"),
        ("corp", "https://dctcorp"),
        ("dct.corp", "https://corp"),
        ("dct.corp:8443", "https://dct.corp"),
        ("http://dct.corp", "https://dct.corp"),
        ("10.0.0.0/8", "https://11.1.2.3"),
        ("10.0.0.0/8", "https://ten.corp"),
        ("10.0.0.0/99", "https://10.1.2.3"),
        ("fd00::/8", "https://[2001:db8::1]"),
        ("fd00::/8", "https://10.1.2.3"),
        ("[::1]:8443", "https://[::1]"),
    ],
)
def test_a_proxy_all_the_same(entry: str, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", entry)
    assert proxy_for(url) == PROXY


def test_the_scheme_has_a_proxy_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "secure.corp:3128")
    assert proxy_for("https://dct.corp") == "http://secure.corp:3128"
    assert proxy_for("http://dct.corp") == PROXY
    monkeypatch.delenv("ALL_PROXY")
    assert proxy_for("http://dct.corp") is None


def test_each_host_of_a_plane_has_a_way_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "obs.corp")
    routes = Routes(ConnectionOptions(), Link)
    assert routes.to("https://dct.corp/v3") is routes.to("https://iam.corp")
    assert routes.to("https://obs.corp/object") is not routes.to("https://dct.corp")
    links = routes.all()
    assert len(links) == 2
    for link in links:
        link.close()

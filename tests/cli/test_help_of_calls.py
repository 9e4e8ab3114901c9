"""What the help of a call says of its arguments, and what programs are told of them."""

from __future__ import annotations

from typing import Any

import click

from jobspan.cli.mcp.catalog import called, describe
from jobspan.cli.run import run as run_group


def helped(name: str) -> str:
    """The help of a call, on a line each."""
    found = run_group.get_command(click.Context(run_group), name)
    assert found is not None
    context = click.Context(found, info_name=name, terminal_width=10_000, max_content_width=10_000)
    return found.get_help(context)


def about(name: str) -> dict[str, Any]:
    """What programs are told of the arguments of a call."""
    return {each["name"]: each for each in describe(called(name))["arguments"]}


def line_of(option: str, text: str) -> str:
    return next(line for line in text.splitlines() if line.strip().startswith(option))


def test_members_of_gathered_arguments_have_texts_of_their_own() -> None:
    text = helped("sync_jobs.azure.certificates.start")
    assert "Google Cloud key rings" in line_of("--key-rings", text)
    assert "Azure" in line_of("--key-vaults", text)
    assert "named" not in line_of("--when-running", text)
    assert "Google Cloud key rings" in about("sync_jobs.azure.certificates.start")["key_rings"]["about"]


def test_gathered_filters_have_a_text() -> None:
    text = helped("ciphertrust.containers.aws.kms.list")
    assert "the vendor names for this list" in line_of("--filters", text)
    assert "filters" not in line_of("--page-size", text)


def test_each_list_of_containers_says_which_families_take_it() -> None:
    text = helped("sync_jobs.start")
    said = [line_of(option, text) for option in ("--kms", "--key-vaults", "--key-rings", "--vaults", "--organizations")]
    said += [line_of(option, text) for option in ("--groups", "--partitions", "--domains")]
    assert len(set(said)) == len(said)
    assert "`sap.keys`" in line_of("--groups", text)


def test_arguments_are_named_as_they_are_given() -> None:
    assert "excludes the lists and --regions" in helped("sync_jobs.start")
    assert "excludes the lists and `regions`" in about("sync_jobs.aws.keys.start")["synchronize_all"]["about"]


def test_the_words_of_an_argument_by_its_place_are_said() -> None:
    assert "aws.custom_key_stores" in line_of("FAMILY:", helped("sync_jobs.start"))
    assert "one after the other" in line_of("COLLECTION_IDS:", helped("groupid.collections.delete"))


def test_programs_are_not_offered_what_replies_hold_besides() -> None:
    assert "extra" not in about("dsc.scan_jobs.create")["asset_scope"]["type"][0]
